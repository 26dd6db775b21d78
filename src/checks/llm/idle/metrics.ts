import { readCounters } from "../counters.ts";
import type { Explained, Side, Silence } from "./side.ts";
import { explainedBy, watch } from "./watch.ts";

/** Any server with a Prometheus page: its counters tell busy from hung. `query`: which model is meant, where a server asks. */
export async function silenceByMetrics(side: Side, silence: Silence, query = ""): Promise<Explained | null> {
	const page = await side.get(`/metrics${query}`);
	return page === null ? null : silenceByPage(side, silence, page.body, query);
}

/** The same where the first page is there already. */
export async function silenceByPage(side: Side, silence: Silence, page: string, query = ""): Promise<Explained | null> {
	const look = async () => readCounters((await side.get(`/metrics${query}`))?.body ?? "", side.session.now());
	const first = readCounters(page, side.session.now());
	return first === null ? null : explainedBy(await watch(side, first, look, silence.earlier), silence);
}
