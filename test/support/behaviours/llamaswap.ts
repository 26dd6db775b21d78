import { completion } from "../healthy.ts";
import { json, silence, text } from "../replies.ts";
import { behaviour, degraded, impatient, modelDown, ok, routes } from "./behaviour.ts";

/** llama-swap starts an engine for the model that is asked, and stops the one before. Recorded from a real one. */
const server = "llama-swap";
const id = "tiny";
const target = { model: id };
const hasty = { ...target, ...impatient };
const entry = (name: string, value: string) => ({
	...{ id: name, object: "model", created: 1_795_611_225, owned_by: "llama-swap" },
	...{ meta: { llamaswap: { aliases: [`${name}-alias`], type: "model" } }, status: { value } },
});
const list = (value = "loaded") => json({ data: [entry(id, value), entry("other", "unloaded")], object: "list" });
const running = (...models: readonly (readonly [string, string])[]) => ({
	"GET /running": json({
		running: models.map(([model, state]) => ({
			model,
			state,
			cmd: "llama-server",
			proxy: "http://localhost:5802",
			ttl: 0,
		})),
	}),
});
/** The engine's own answer passes through, with its headers. */
const answer = json(completion("Hello", { model: "/models/tiny.gguf" }), 200, { server: "llama.cpp" });
const error = (status: number, code: string, message: string) =>
	json({ src: "llama-swap", error: { message, type: "server_error", param: null, code } }, status);

export const llamaswap = [
	behaviour("healthy", routes(answer, list(), running([id, "ready"])), ok({ server, chats: 1, notes: [] }), { target }),
	behaviour(
		"an alias, answered under the name of the engine's file",
		routes(answer, list(), running([id, "ready"])),
		ok({ server, chats: 1, notes: [] }),
		{ target: { model: "tiny-alias" } },
	),
	behaviour(
		"starting for longer than the check waits: the list calls it loaded all the same",
		routes(silence, list(), running([id, "starting"])),
		degraded("cold_start", "model_down", { server, words: /just loading tiny/, nextStep: /\/running/, chats: 1 }),
		{ target: hasty },
	),
	behaviour(
		"another model is busy, and ours waits for its place",
		routes(silence, list("unloaded"), running(["other", "ready"])),
		degraded("cold_start", "model_down", { server, headline: /another model/, nextStep: /\/running/ }),
		{ target: hasty },
	),
	behaviour(
		"it runs, and does not answer",
		routes(silence, list(), running([id, "ready"])),
		degraded("busy_or_hung", "model_down", { server, nextStep: /\/running/ }),
		{ target: hasty },
	),
	behaviour(
		"asked by its alias, it runs, and does not answer",
		routes(silence, list(), running([id, "ready"])),
		degraded("busy_or_hung", "model_down", { server }),
		{ target: { ...impatient, model: "tiny-alias" } },
	),
	behaviour(
		"not to be woken: nothing runs",
		routes(answer, list("unloaded"), running()),
		degraded("idle", null, { server, chats: 0, nextStep: /\/running/ }),
		{ target: { ...target, noWake: true } },
	),
	behaviour(
		"not to be woken: it runs, so it is asked",
		routes(answer, list(), running([id, "ready"])),
		ok({ server }),
		{
			target: { ...target, noWake: true },
		},
	),
	behaviour(
		"not to be woken: a name that it does not have is asked, which starts nothing",
		routes(error(404, "not_found", "no router for requested model"), list(), running()),
		modelDown(["model_not_found", "not_found"], { server, chats: 1 }),
		{ target: { model: "nope", noWake: true } },
	),
	behaviour(
		"its engine cannot start: its own log says why",
		routes(error(500, "internal_error", "unspecific error: upstream command exited prematurely"), list("unloaded"), {
			"GET /logs": text("exited"),
		}),
		modelDown("server_error", { server, words: /^(?!.*GPU).*exited prematurely/, nextStep: /\/logs \| tail/ }),
		{ target },
	),
];
