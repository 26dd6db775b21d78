import { entryOf } from "../answered-by.ts";
import { textAt } from "../json.ts";
import { isListed } from "../model-list.ts";
import { explained, type IdleLook, type Side, type SilenceLook } from "./side.ts";

/** Which models are in memory; `null`: the server does not say, so it is not Ollama. */
async function isInMemory(side: Side): Promise<boolean | null> {
	const models = (await side.get("/api/ps"))?.json.models;
	if (!Array.isArray(models)) return null;
	side.session.recognise("ollama");
	const names = models.flatMap((entry: unknown) => [textAt(entry, "name"), textAt(entry, "model")]);
	return isListed(
		side.model,
		names.filter((name) => name !== null),
	);
}

export const idleOfOllama: IdleLook = async (side) => {
	const inMemory = await isInMemory(side);
	if (inMemory !== false) return inMemory && "ready";
	// The list shows what is installed. A request for anything else loads nothing.
	return entryOf(side.model, side.entries) === null ? "ready" : "not_loaded";
};

export const silenceOfOllama: SilenceLook = async (side, { patience }) => {
	const inMemory = await isInMemory(side);
	if (inMemory === null) return null;
	return inMemory
		? explained({ kind: "busy_or_hung", ...patience }, "the model is in memory, and no queue is shown")
		: explained({ kind: "cold_start", how: "not_in_memory", ...patience }, "the model is not in memory");
};
