import { completion, modelList } from "../healthy.ts";
import { json, last, reset, silence } from "../replies.ts";
import type { Route, Routes } from "../scripted-server.ts";
import { apiDown, behaviour, degraded, impatient, metrics, modelDown, routes } from "./behaviour.ts";

/** How a llama-server shows its work and its models' states: recorded from a real one, alone and as a router. */
const server = "llama.cpp";
const headers = { server: "llama.cpp" };
const id = "big";
const target = { model: id };
const hasty = { ...target, ...impatient };
const list = json(modelList([id], "llamacpp"), 200, headers);
const answer = json(completion("Hello", { model: id }), 200, headers);
const error = (code: number, type: string, message: string) => json({ error: { code, message, type } }, code, headers);
const noMetrics = error(
	501,
	"not_supported_error",
	"This server does not support metrics endpoint. Start it with `--metrics`",
);
const slot = (decoded: number | null) => ({
	...{ id: 0, n_ctx: 4096, is_processing: decoded !== null },
	...(decoded === null ? {} : { id_task: 2, n_prompt_tokens_processed: 13, next_token: [{ n_decoded: decoded }] }),
});
const slots =
	(decoded: (nth: number) => number | null): Route =>
	(_call, nth) =>
		json([slot(decoded(nth))], 200, headers);
const advancing = (nth: number) => 43 + nth * 8;
const alone = (more: Routes) => ({
	"GET /metrics": noMetrics,
	"GET /props": json({ total_slots: 1, is_sleeping: false }, 200, headers),
	...more,
});

const router = (value: string, more: object = {}): Routes => {
	const entry = {
		id,
		aliases: [],
		object: "model",
		owned_by: "llamacpp",
		created: 1,
		status: { value, args: [], ...more },
	};
	const models = json({ data: [entry], object: "list" }, 200, headers);
	return { "GET /v1/models": models, "GET /models": models, "GET /props": json({ role: "router" }, 200, headers) };
};
const loadRoute = { "POST /models/load": json({ success: true }, 200, headers) };
/** A router asks whose counters are meant. */
const byModel =
	(route: Route): Route =>
	(call, nth) =>
		call.query === `model=${id}&autoload=false`
			? typeof route === "function"
				? route(call, nth)
				: route
			: error(400, "invalid_request_error", "model name is missing from the request");
const working = metrics((nth) => ({
	"llamacpp:requests_processing": 1,
	"llamacpp:requests_deferred": 1,
	"llamacpp:tokens_predicted_total": 500 + nth * 8,
}));

export const llamacppStates = [
	behaviour(
		"busy, with its default flags: no counters, but slots that move",
		routes(silence, list, alone({ "GET /slots": slots(advancing) })),
		degraded("busy", "model_down", {
			server,
			words: /1 running/,
			nextStep: /\/slots\?model=big.*is_processing/,
			chats: 1,
		}),
		{ target: hasty },
	),
	behaviour(
		"its slots are at work and stand still",
		routes(silence, list, alone({ "GET /slots": slots(() => 43) })),
		modelDown("hung", { server, words: /1 running/, nextStep: /journalctl -u llama-server/ }),
		{ target: hasty },
	),
	behaviour(
		"neither counters nor slots are shown",
		routes(silence, list, alone({ "GET /slots": error(501, "not_supported_error", "Start it with `--slots`") })),
		modelDown("timeout", { server, nextStep: /journalctl -u llama-server/ }),
		{ target: hasty },
	),
	behaviour(
		"it is just waking up",
		routes(silence, list, alone({ "GET /props": json({ is_sleeping: true }, 200, headers) })),
		degraded("cold_start", "model_down", { server, nextStep: /\/props/ }),
		{ target: hasty },
	),
	behaviour(
		"all HTTP threads are taken by long requests: full, or frozen",
		{ "*": silence },
		apiDown("timeout", { words: /frozen, or so many long requests/, nextStep: /\/health; ss .*top/ }),
		{ target: hasty },
	),
	behaviour(
		"killed under the question",
		routes(last(reset), list),
		apiDown("connection_closed", { server, words: /closed its port/, nextStep: /journalctl/ }),
		{ target: hasty },
	),
	behaviour(
		"stopped while others were served",
		routes(last(silence), list),
		apiDown("timeout", { server, words: /did not answer within 400 ms.*closed its port/, chats: 1 }),
		{ target: hasty },
	),
	behaviour(
		"router: busy, and its counters need the model's name",
		{ ...routes(silence), ...router("loaded"), "GET /metrics": byModel(working) },
		degraded("busy", "model_down", { server, words: /1 running, 1 waiting/ }),
		{ target: hasty },
	),
	behaviour(
		"router: busy, with default flags",
		{ ...routes(silence), ...router("loaded"), "GET /metrics": noMetrics, "GET /slots": byModel(slots(advancing)) },
		degraded("busy", "model_down", { server }),
		{ target: hasty },
	),
	behaviour(
		"router: its worker is frozen, and so are its slots",
		{ ...routes(silence), ...router("loaded"), "GET /metrics": silence, "GET /slots": silence },
		modelDown("timeout", { server, nextStep: /journalctl/ }),
		{ target: hasty },
	),
	behaviour(
		"router: the model is still being loaded",
		{ ...routes(silence), ...router("loading") },
		degraded("cold_start", "model_down", { server, nextStep: /\/models.*failed/ }),
		{ target: hasty },
	),
	behaviour(
		"router: autoload is off",
		{ ...routes(error(400, "invalid_request_error", "model is not loaded")), ...router("unloaded"), ...loadRoute },
		modelDown("no_instance", { server, nextStep: /-X POST .*'\{"model":"big"\}' http:\S+\/models\/load/ }),
		{ target },
	),
	behaviour(
		"router, not to be woken: its last run failed",
		{ ...routes(answer), ...router("unloaded", { exit_code: 1, failed: true }) },
		degraded("last_run_failed", "model_down", { server, words: /exit code 1/, chats: 0 }),
		{ target: { ...target, noWake: true } },
	),
];
