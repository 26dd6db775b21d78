import { entryOf } from "../answered-by.ts";
import { isObject, textAt } from "../json.ts";
import { isListed } from "../model-list.ts";
import { explained, type IdleLook, type Side, type SilenceLook } from "./side.ts";

type Running = Readonly<{ state: string | null; others: number }>;

/** Which models run. The model list is no help: it shows a starting model as `loaded`. */
async function runningOf(side: Side): Promise<Running | null> {
	const running = (await side.get("/running"))?.json.running;
	if (!Array.isArray(running)) return null;
	const names = [side.model, entryOf(side.model, side.entries)?.id ?? side.model];
	const own = running.find((item: unknown) => names.some((name) => isListed(name, [textAt(item, "model") ?? ""])));
	return { state: isObject(own) ? textAt(own, "state") : null, others: running.length - (own === undefined ? 0 : 1) };
}

export const idleOfLlamaSwap: IdleLook = async (side) => {
	// A request for an unknown name starts nothing.
	if (entryOf(side.model, side.entries) === null) return "ready";
	const running = await runningOf(side);
	if (running === null) return null;
	return running.state === null || /^stop/.test(running.state) ? "not_loaded" : "ready";
};

export const silenceOfLlamaSwap: SilenceLook = async (side, { patience }) => {
	const running = await runningOf(side);
	if (running === null) return null;
	if (running.state === "ready") {
		return explained({ kind: "busy_or_hung", ...patience }, "the model runs, and no queue is shown");
	}
	const how = running.state === "starting" ? "loading" : running.others > 0 ? "swapping" : "not_in_memory";
	return explained({ kind: "cold_start", how, ...patience }, "the list of what runs");
};
