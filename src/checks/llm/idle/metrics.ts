import { readCounters } from "../counters.ts";
import type { Explained, Side, Silence } from "./side.ts";
import { explainedBy, watch } from "./watch.ts";

/** Any server with a Prometheus page: its counters distinguish busy from hung. `query`: the model, if needed. */
export async function silenceByMetrics(side: Side, silence: Silence, query = ""): Promise<Explained | null> {
	const page = await side.get(`/metrics${query}`);
	return page === null ? null : silenceByPage(side, silence, page.body, query);
}

/** The same with the first page already read. */
export async function silenceByPage(side: Side, silence: Silence, page: string, query = ""): Promise<Explained | null> {
	const look = async () => readCounters((await side.get(`/metrics${query}`))?.body ?? "", side.session.now());
	const first = readCounters(page, side.session.now());
	return first === null ? null : explainedBy(await watch(side, first, look, silence.earlier), silence);
}
