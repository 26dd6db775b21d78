import { listAt, textAt } from "../json.ts";
import { isListed } from "../model-list.ts";
import { explained, type IdleLook, type Side, type SilenceLook } from "./side.ts";

async function stateOf(side: Side): Promise<string | null> {
	const list = (await side.get("/api/v0/models"))?.json;
	const entry = listAt(list, "data").find((item) => isListed(side.model, [textAt(item, "id") ?? ""]));
	return textAt(entry, "state");
}

export const idleOfLmStudio: IdleLook = async (side) => {
	const state = await stateOf(side);
	if (state === null) return null;
	return state === "loaded" ? "ready" : "not_loaded";
};

export const silenceOfLmStudio: SilenceLook = async (side, { patience }) => {
	const state = await stateOf(side);
	if (state === null) return null;
	return state === "loaded"
		? explained({ kind: "busy_or_hung", ...patience }, "the model is in memory, and no queue is shown")
		: explained({ kind: "cold_start", how: "not_in_memory", ...patience }, "the model is not in memory");
};
