import { completion, healthyRoutes, MODEL, modelList } from "../healthy.ts";
import { empty, events, hangUp, json, last, silence, text } from "../replies.ts";
import type { Route } from "../scripted-server.ts";
import { apiDown, asked, behaviour, degraded, impatient, inTurn, metrics, modelDown, ok, routes } from "./behaviour.ts";

const server = "vllm";
const nested = (code: number, type: string, message: string, param: string | null = null) =>
	json({ error: { message, type, param, code } }, code);
/** The shape of the releases before: flat. */
const flat = (code: number, type: string, message: string, status = code) =>
	json({ object: "error", message, type, param: null, code }, status);
const labels = `{engine="0",model_name="${MODEL}"}`;
const queue = (running: number, waiting: number, tokens: (nth: number) => number, prompts = (_nth: number) => 0) =>
	metrics((nth) => ({
		[`vllm:num_requests_running${labels}`]: running,
		[`vllm:num_requests_waiting${labels}`]: waiting,
		[`vllm:generation_tokens_total${labels}`]: tokens(nth),
		[`vllm:prompt_tokens_total${labels}`]: prompts(nth),
		[`vllm:kv_cache_usage_perc${labels}`]: 0.91,
	}));
const advancing = (nth: number) => 10_000 + nth * 120;
const frozen = () => 10_000;
const onlyOnce =
	(route: Route): Route =>
	(call, nth) =>
		nth > 1 ? silence : typeof route === "function" ? route(call, nth) : route;
const remembered = (progress: number) => ({
	counters: { time: Date.now() - 300_000, running: 4, waiting: 9, progress },
});
const sleeping = (awake: number) =>
	metrics(() => ({
		[`vllm:num_requests_running${labels}`]: 0,
		[`vllm:generation_tokens_total${labels}`]: 7,
		[`vllm:engine_sleep_state{engine="0",model_name="${MODEL}",sleep_state="awake"}`]: awake,
		[`vllm:engine_sleep_state{engine="0",model_name="${MODEL}",sleep_state="weights_offloaded"}`]: 1 - awake,
	}));
const engineDead = nested(
	500,
	"InternalServerError",
	"EngineCore encountered an issue. See stack trace (above) for the root cause.",
);
const aliases = ["my-alias", "other-alias"].map((id) => ({
	id,
	object: "model",
	owned_by: "vllm",
	root: "/models/tiny",
}));
const timingOut = (page: Parameters<typeof routes>[2]) => routes(silence, undefined, page);

export const vllm = [
	behaviour(
		"healthy",
		healthyRoutes(),
		ok({
			server,
			chats: 1,
			notes: [],
			answer: "Hello! How can I",
			also: ({ calls, connections, base }) => {
				if (calls.length !== 2) throw new Error(`a healthy run makes two requests, not ${calls.length}`);
				if (connections !== 1) throw new Error(`on one connection, not ${connections}`);
				const expected = {
					model: MODEL,
					messages: [{ role: "user", content: "healthcheck" }],
					max_tokens: 5,
					temperature: 0,
					stream: false,
				};
				const body = asked(calls[1]);
				if (JSON.stringify(sorted(body)) !== JSON.stringify(sorted(expected)))
					throw new Error(`asked ${JSON.stringify(body)} of ${base}`);
			},
		}),
	),
	behaviour(
		"healthy, no model named: the first that can chat is asked",
		routes(
			json(completion("Hi", { model: "qwen3-8b" })),
			json(modelList(["bge-m3-embedding", "bge-reranker-v2", "qwen3-8b"])),
		),
		ok({
			server,
			notes: ["model_chosen"],
			also: ({ result }) => {
				if (result.model !== "qwen3-8b") throw new Error(`chose ${result.model}`);
			},
		}),
		{ target: { model: null } },
	),
	behaviour(
		"the base URL is given with a prefix",
		{
			"GET /llm/qwen/v1/models": json(modelList([MODEL])),
			"POST /llm/qwen/v1/chat/completions": json(completion()),
		},
		ok({ server }),
		{ path: "/llm/qwen/v1" },
	),
	behaviour(
		"wrong key: `error` is a string",
		routes(json({ error: "Unauthorized" }, 401), json({ error: "Unauthorized" }, 401)),
		apiDown("unauthorized", { headline: /key/i, nextStep: /\$LLM_API_KEY/, chats: 0 }),
	),
	behaviour(
		"a model it does not serve",
		routes(nested(404, "NotFoundError", "The model `x` does not exist.", "model")),
		modelDown("model_not_found", { server, words: /does not exist/, nextStep: /models/ }),
		{ target: { model: "x" } },
	),
	behaviour(
		"a model it does not serve, in the flat shape of 2025",
		routes(flat(404, "NotFoundError", "The model `x` does not exist.")),
		modelDown("model_not_found", { server, words: /does not exist/ }),
		{ target: { model: "x" } },
	),
	behaviour(
		"the list lacks the model, but it answers",
		routes(json(completion("Hi", { model: "lora-a" }))),
		ok({ server, notes: ["model_not_listed"] }),
		{ target: { model: "lora-a" } },
	),
	behaviour("the list differs in upper and lower case only", routes(), ok({ server, notes: [] }), {
		target: { model: MODEL.toLowerCase() },
	}),
	behaviour(
		"another model answers than was asked",
		routes(json(completion("Hi", { model: "fallback-1b" }))),
		ok({ server, notes: ["other_model_answered"] }),
	),
	behaviour(
		"not a chat model: an error under a 200",
		routes(flat(400, "BadRequestError", "The model does not support Chat Completions API", 200)),
		modelDown("not_a_chat_model", { server, chats: 1 }),
	),
	behaviour(
		"an engine error under a 200",
		routes(flat(500, "InternalServerError", "CUDA error: device-side assert triggered", 200)),
		modelDown(["error_in_200", "server_error"], { server, words: /CUDA error/ }),
	),
	behaviour(
		"an error under a 200 beside `choices: null`",
		routes(json(completion(null, { choices: null, error: { message: "engine dead", code: 500 } }))),
		modelDown(["error_in_200", "server_error"], { server, words: /engine dead/ }),
	),
	behaviour(
		"the engine is dead: 500 twice",
		routes(
			nested(
				500,
				"InternalServerError",
				"EngineCore encountered an issue. See stack trace (above) for the root cause.",
			),
		),
		modelDown("server_error", {
			server,
			chats: 2,
			words: /EngineCore/,
			nextStep: /nvidia-smi|docker|journalctl/,
			also: ({ chats }) => {
				if (chats[0]?.connection === chats[1]?.connection)
					throw new Error("the second opinion came over the same connection");
			},
		}),
	),
	behaviour(
		"the engine dies and takes the server with it",
		routes(inTurn(nested(500, "InternalServerError", "EngineDeadError"), hangUp)),
		modelDown(["server_error", "connection_closed"], { server, chats: 2 }),
	),
	behaviour(
		"older: an engine crash dressed as 400",
		routes(flat(400, "BadRequestError", "CUDA error: an illegal memory access was encountered")),
		modelDown("server_error", { server, words: /illegal memory access/ }),
	),
	behaviour(
		"500 once, then fine",
		routes(inTurn(nested(500, "InternalServerError", "hiccup"), json(completion()))),
		ok({ server, chats: 2, notes: ["retried"] }),
	),
	behaviour(
		"the connection dies once, then fine",
		routes(inTurn(hangUp, json(completion()))),
		ok({ server, chats: 2, notes: ["retried"] }),
	),
	behaviour(
		"the context is smaller than the question",
		routes(
			nested(
				400,
				"BadRequestError",
				"This model's maximum context length is 4 tokens. However, you requested 15 tokens (10 in the messages, 5 in the completion).",
			),
		),
		modelDown("context_too_small", { server, chats: 1, nextStep: /max_model_len|models/ }),
	),
	behaviour(
		"the opt-in queue limit: 503",
		routes(nested(503, "ServiceUnavailableError", "The request queue is full, try again later.")),
		degraded("overloaded", "model_down", { server, chats: 1 }),
	),
	behaviour(
		"busy: the queue is long and tokens flow",
		timingOut({ "GET /metrics": queue(32, 17, advancing) }),
		degraded("busy", "model_down", { server, chats: 1, nextStep: /metrics/ }),
		{ target: impatient },
	),
	behaviour(
		"busy: nobody waits but many run and tokens flow",
		timingOut({ "GET /metrics": queue(256, 0, advancing) }),
		degraded("busy", "model_down", { server }),
		{ target: impatient },
	),
	behaviour(
		"hung: work there, counters frozen, and /health says 200",
		timingOut({ "GET /metrics": queue(4, 9, frozen), "GET /health": empty(200) }),
		modelDown("hung", { server, chats: 1 }),
		{ target: impatient },
	),
	behaviour(
		"hung: nothing runs, nothing waits, and yet no answer",
		timingOut({ "GET /metrics": queue(0, 0, frozen) }),
		modelDown(["hung", "timeout"], { server }),
		{ target: impatient },
	),
	behaviour(
		"two engines: one frozen, the other at work",
		timingOut({
			"GET /metrics": metrics((nth) => ({
				'vllm:num_requests_running{engine="0"}': 4,
				'vllm:num_requests_running{engine="1"}': 4,
				'vllm:num_requests_waiting{engine="0"}': 9,
				'vllm:generation_tokens_total{engine="0"}': 10_000,
				'vllm:generation_tokens_total{engine="1"}': 10_000 + nth * 50,
			})),
		}),
		degraded("busy", "model_down", { server }),
		{ target: impatient },
	),
	behaviour(
		"a long prompt is being read: nothing is generated, but prompt tokens are counted",
		timingOut({ "GET /metrics": queue(1, 2, frozen, advancing) }),
		degraded("busy", "model_down", { server }),
		{ target: impatient },
	),
	behaviour("a timeout, and no metrics to look at", timingOut({}), modelDown("timeout", { server, chats: 1 }), {
		target: impatient,
	}),
	behaviour(
		"a timeout, and the metrics hang as well",
		timingOut({ "GET /metrics": silence }),
		modelDown(["timeout", "hung"], { server }),
		{ target: impatient },
	),
	behaviour(
		"a timeout, and the metrics are a web page",
		timingOut({
			"GET /metrics": text("<html>vllm:num_requests_running 3</html>", 200, { "content-type": "text/html" }),
		}),
		modelDown(["timeout", "hung"], { server }),
		{ target: impatient },
	),
	behaviour(
		"a timeout, and frozen since the run before",
		timingOut({ "GET /metrics": queue(4, 9, frozen) }),
		modelDown("hung", { server }),
		{
			target: impatient,
			memory: { counters: { time: Date.UTC(2026, 0, 1), running: 4, waiting: 9, progress: 10_000 } },
		},
	),
	behaviour(
		"asleep, and says so",
		routes(json({ error: { message: "The engine is sleeping", type: "ServiceUnavailable", code: 503 } }, 503)),
		modelDown("sleeping", { server, words: /is asleep/, nextStep: /-X POST .*\/wake_up/ }),
	),
	behaviour(
		"asleep, and not to be woken",
		routes(undefined, undefined, { "GET /is_sleeping": json({ is_sleeping: true }) }),
		degraded("idle", null, { server, chats: 0 }),
		{ target: { noWake: true } },
	),
	behaviour(
		"awake, looked at first",
		routes(undefined, undefined, { "GET /is_sleeping": json({ is_sleeping: false }) }),
		ok({ server, chats: 1 }),
		{ target: { noWake: true } },
	),
	behaviour("not to be woken, and no sleep mode in this build", routes(), ok({ server, chats: 1 }), {
		target: { noWake: true },
	}),
	behaviour(
		"asleep, nobody said not to wake it: no look, one question",
		routes(undefined, undefined, { "GET /is_sleeping": json({ is_sleeping: true }) }),
		ok({
			server,
			chats: 1,
			also: ({ calls }) => {
				if (calls.length !== 2) throw new Error("looked without being told");
			},
		}),
	),
	behaviour(
		"a tight deadline still leaves time for a look",
		timingOut({ "GET /metrics": queue(4, 9, advancing) }),
		degraded("busy", "model_down", { server }),
		{ target: { inferenceTimeoutMs: 2000 } },
	),
	behaviour(
		"only one look succeeds: frozen since the run before",
		timingOut({ "GET /metrics": onlyOnce(queue(4, 9, frozen)) }),
		modelDown("hung", { server }),
		{ target: impatient, memory: remembered(10_000) },
	),
	behaviour(
		"only one look succeeds: tokens flowed since the run before",
		timingOut({ "GET /metrics": onlyOnce(queue(4, 9, frozen)) }),
		degraded("busy", "model_down", { server }),
		{ target: impatient, memory: remembered(8000) },
	),
	behaviour(
		"the server was restarted since the run before: its counters began again",
		timingOut({ "GET /metrics": queue(4, 9, advancing) }),
		degraded("busy", "model_down", { server }),
		{
			target: impatient,
			memory: { counters: { time: Date.now() - 300_000, running: 0, waiting: 0, progress: 9_999_999 } },
		},
	),
	behaviour(
		"busy: the counters are remembered for the next run",
		timingOut({ "GET /metrics": queue(32, 17, advancing) }),
		degraded("busy", "model_down", {
			server,
			also: ({ result }) => {
				if (result.memory.counters?.progress == null) throw new Error("forgot the counters");
			},
		}),
		{ target: impatient },
	),
	behaviour("no key is set, and none is needed: none is sent", routes(), ok({ server, chats: 1 }), { key: null }),
	behaviour(
		"no key is set, and one is needed",
		routes(undefined, json({ error: "Unauthorized" }, 401)),
		apiDown("unauthorized", { nextStep: /\$LLM_API_KEY/ }),
		{ key: null },
	),
	behaviour(
		"an unhandled exception: the web server's own 500, plain text",
		routes(text("Internal Server Error", 500)),
		modelDown("server_error", { server, chats: 2 }),
	),
	behaviour(
		"asleep: its counters say so, and it does not wake by being asked",
		timingOut({ "GET /metrics": sleeping(0), "POST /wake_up": json({ status: "awake", tags: null }) }),
		modelDown("asleep", { server, headline: /asleep/i, nextStep: /-X POST .*\/wake_up/, chats: 1 }),
		{ target: impatient },
	),
	behaviour(
		"asleep: an older release in development mode",
		timingOut({ "GET /metrics": queue(0, 0, frozen), "GET /is_sleeping": json({ is_sleeping: true }) }),
		modelDown("asleep", { server }),
		{ target: impatient },
	),
	behaviour(
		"not to be woken: asleep, without development mode",
		routes(undefined, undefined, { "GET /metrics": sleeping(0) }),
		degraded("idle", null, { server, chats: 0, nextStep: /engine_sleep_state.*wake_up/ }),
		{ target: { noWake: true } },
	),
	behaviour(
		"not to be woken: awake, so it is asked",
		routes(undefined, undefined, { "GET /metrics": sleeping(1) }),
		ok({ server, chats: 1 }),
		{ target: { noWake: true } },
	),
	behaviour(
		"the engine dies: it says so once, and closes its port",
		routes(last(engineDead)),
		apiDown("server_error", {
			...{ server, stage: "api" },
			words: /EngineCore encountered an issue/,
			nextStep: /journalctl -u vllm/,
			also: ({ words }) => {
				if (!/then closed its port/.test(words)) throw new Error(words);
			},
		}),
	),
	behaviour(
		"the engine dies inside a stream, and closes its port",
		routes(last(events([{ error: { message: "EngineCore encountered an issue.", code: 500 } }, "[DONE]"]))),
		apiDown("stream_error", { server, words: /EngineCore encountered/, nextStep: /journalctl -u vllm/ }),
		{ target: { stream: true } },
	),
	behaviour(
		"its port closes between the list and the question",
		routes(undefined, last(json(modelList([MODEL]), 200, { connection: "close" }))),
		apiDown(["refused", "connection_closed"], { server }),
	),
	behaviour(
		"it is told to stop, and ends the requests that it has",
		routes(nested(500, "InternalServerError", "cannot schedule new futures after shutdown")),
		degraded("shutting_down", "model_down", { server, headline: /shutting down/i }),
	),
	behaviour(
		"two names of one model: no other one answered",
		routes(json(completion("Hi", { model: "my-alias" })), json({ object: "list", data: aliases })),
		ok({ server, notes: [] }),
		{ target: { model: "other-alias" } },
	),
	behaviour(
		"no key is set, and one is wanted",
		{ "*": json({ error: "Unauthorized" }, 401) },
		apiDown("unauthorized", { words: /No key was sent: LLM_API_KEY is not set/, nextStep: /^read / }),
		{ key: null },
	),
];

function sorted(value: object): [string, unknown][] {
	return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}
