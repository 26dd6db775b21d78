import { entryOf } from "../answered-by.ts";
import { readSlots } from "../counters.ts";
import { listAt, objectAt, textAt } from "../json.ts";
import { isListed } from "../model-list.ts";
import { silenceByMetrics } from "./metrics.ts";
import {
	type Explained,
	explained,
	type Idle,
	type IdleLook,
	type Side,
	type Silence,
	type SilenceLook,
} from "./side.ts";
import { explainedBy, watch } from "./watch.ts";

/** The router lists each model's state; a single server reports whether it sleeps. */
export const idleOfLlamaCpp: IdleLook = async (side) => {
	const listed = entryOf(side.model, side.entries);
	if (listed !== null && listed.state !== null) return idleOf(listed.state, listed.exitCode ?? null);
	const props = (await side.get("/props"))?.json ?? {};
	if (props.role === "router") {
		const status = await statusInRouter(side);
		return status === null ? null : idleOf(textAt(status, "value"), exitCodeOf(status));
	}
	return typeof props.is_sleeping === "boolean" ? (props.is_sleeping ? "sleeping" : "ready") : null;
};

/** Not loaded on purpose, or because its last run failed. */
function idleOf(state: string | null, exitCode: number | null): Idle {
	if (state === "sleeping") return "sleeping";
	if (state !== "unloaded") return "ready";
	return exitCode === null ? "not_loaded" : { kind: "last_run_failed", exitCode };
}

async function statusInRouter(side: Side) {
	const list = (await side.get("/models"))?.json;
	const entry = listAt(list, "data").find((item) => isListed(side.model, [textAt(item, "id") ?? ""]));
	return entry === undefined ? null : objectAt(entry, "status");
}

function exitCodeOf({ failed, exit_code: exitCode }: Readonly<Record<string, unknown>>): number | null {
	if (failed !== true) return null;
	return typeof exitCode === "number" ? exitCode : 1;
}

export const silenceOfLlamaCpp: SilenceLook = async (side, silence) => {
	const props =
		entryOf(side.model, side.entries)?.state == null ? ((await side.get("/props"))?.json ?? {}) : { role: "router" };
	const { patience } = silence;
	if (props.is_sleeping === true) return explained({ kind: "cold_start", how: "loading", ...patience }, "it wakes up");
	if (props.role !== "router") return silenceByWork(side, silence, "");
	const state = textAt(await statusInRouter(side), "value");
	if (state === "loading") return explained({ kind: "cold_start", how: "loading", ...patience }, "the router's list");
	if (state === "unloaded") {
		return explained({ kind: "cold_start", how: "not_in_memory", ...patience }, "the router's list");
	}
	// Without `autoload=false` the router would load the model.
	return silenceByWork(side, silence, `?model=${encodeURIComponent(side.model.toWellFormed())}&autoload=false`);
};

/** By its counters (off by default), or by its slots (on). Asking for slots wakes a sleeping server. */
async function silenceByWork(side: Side, silence: Silence, query: string): Promise<Explained | null> {
	return (await silenceByMetrics(side, silence, query)) ?? (await silenceBySlots(side, silence, query));
}

async function silenceBySlots(side: Side, silence: Silence, query: string): Promise<Explained | null> {
	const look = async () => readSlots((await side.get(`/slots${query}`))?.body ?? "", side.session.now());
	const first = await look();
	if (first === null) return null;
	const watched = await watch(side, first, look, null);
	const { finding } = explainedBy(watched, silence);
	// The sum of the slots cannot be compared between runs.
	if (finding !== null) return { finding, counters: null };
	return (watched.counters.running ?? 0) > 0
		? explained({ kind: "busy_or_hung", ...silence.patience }, "one look at the server's slots")
		: null;
}
