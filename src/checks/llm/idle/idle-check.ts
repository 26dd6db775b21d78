import type { Finding } from "../errors/classify-reply.ts";
import type { Session } from "../session.ts";
import { LOOKS } from "./looks.ts";
import { type AskedModel, type Explained, lookFromSide, type Silence } from "./side.ts";

/** For `noWake`: whether asking the model would load, evict or wake something, or whether it cannot run at all. */
export async function findIdle(session: Session, asked: AskedModel): Promise<Finding | null> {
	const side = lookFromSide(session, asked);
	for (const look of LOOKS[session.kind()].idle) {
		const seen = await look(side);
		if (seen === "ready") return null;
		if (seen === null) continue;
		const failure = typeof seen === "string" ? ({ kind: "idle", how: seen } as const) : seen;
		return { failure, rule: "noWake: look before asking", errorBody: null };
	}
	return null;
}

/** `isClosed`: nothing listens any more. `finding: null`: the server shows no reason. */
export type SilenceExplained = Explained & Readonly<{ isClosed: boolean }>;

/** After a time-out: busy, hung, asleep, a model that is still being loaded, or a server that is gone. */
export async function explainSilence(session: Session, asked: AskedModel, silence: Silence): Promise<SilenceExplained> {
	const side = lookFromSide(session, asked);
	let seen: Explained | null = null;
	for (const look of LOOKS[session.kind()].silence) {
		seen = await look(side, silence);
		if (seen !== null || side.isClosed()) break;
	}
	return { finding: seen?.finding ?? null, counters: seen?.counters ?? null, isClosed: side.isClosed() };
}
