import { readSleep } from "../counters.ts";
import { silenceByPage } from "./metrics.ts";
import { explained, type IdleLook, type Side, type SilenceLook } from "./side.ts";

/** vLLM's development mode has a short route for it; the counters always show it, since releases of 2026. */
async function isSleeping(side: Side): Promise<boolean | null> {
	const { is_sleeping: isSleeping } = (await side.get("/is_sleeping"))?.json ?? {};
	return typeof isSleeping === "boolean" ? isSleeping : null;
}

export const idleOfVllm: IdleLook = async (side) => {
	const sleeps = (await isSleeping(side)) ?? readSleep((await side.get("/metrics"))?.body ?? "");
	return sleeps === null ? null : sleeps ? "sleeping" : "ready";
};

export const silenceOfVllm: SilenceLook = async (side, silence) => {
	const page = (await side.get("/metrics"))?.body ?? "";
	if (readSleep(page) ?? (await isSleeping(side))) {
		return explained({ kind: "asleep", ...silence.patience }, "the server says that it sleeps");
	}
	return silenceByPage(side, silence, page);
};
