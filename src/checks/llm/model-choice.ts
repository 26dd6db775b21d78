import type { Failure } from "../../core/result/failure.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import { listAt, textAt } from "./json.ts";
import { type ModelEntry, rankedModels } from "./model-list.ts";
import { readOwnRoute } from "./own-route.ts";
import type { Session } from "./session.ts";

/** At most this many models are tried where none is named: each may cost its whole timeout. */
const MOST_MODELS = 3;

/** The models to ask where a target names none, in this order. */
export async function modelsToAsk(
	session: Session,
	target: LlmTarget,
	models: readonly ModelEntry[],
): Promise<readonly string[]> {
	const isOpen = session.kind() === "ollama" && models.filter(({ canChat }) => canChat).length > 1;
	const loaded = isOpen ? await loadedInOllama(session, target) : [];
	return rankedModels(models, loaded).slice(0, MOST_MODELS);
}

/** Ollama's list shows what is installed, newest first; `/api/ps` shows what is in memory. */
async function loadedInOllama(session: Session, target: LlmTarget): Promise<readonly string[]> {
	const running = await readOwnRoute(session, target, "/api/ps");
	return listAt(running ?? {}, "models").flatMap((entry) => textAt(entry, "name") ?? textAt(entry, "model") ?? []);
}

/** How servers say that a model failed to load. */
const NOT_LOADED =
	/failed to load|(could|can) ?not (be )?load|unable to load|error loading|exited prematurely|failed to start|timed out waiting for .{0,40} to start/i;

/** Whether to try the next model after a chosen one failed: it does not chat, or is not there. */
export function givesWay(failure: Failure): boolean {
	switch (failure.kind) {
		case "not_a_chat_model":
		case "model_not_found":
		case "no_instance":
			return true;
		case "server_error":
		case "rejected_request":
			return NOT_LOADED.test(failure.message ?? "");
		default:
			return false;
	}
}
