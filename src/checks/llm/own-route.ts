import { type LlmTarget, rootUrl } from "../../core/target/target.ts";
import { isObject, type JsonObject, parseJson } from "./json.ts";
import type { Session } from "./session.ts";

/** The most time for one request to a route of the server's own. */
export const LOOK_TIMEOUT_MS = 2000;

/** What a server says of itself at one of its own routes, before the model is asked; `null`: no JSON object came. */
export async function readOwnRoute(session: Session, target: LlmTarget, path: string): Promise<JsonObject | null> {
	const timeoutMs = Math.min(LOOK_TIMEOUT_MS, session.remainingMs() / 4);
	const url = rootUrl(target.url) + path;
	const reply = await session.ask({ target, stage: "api", method: "GET", url, body: null, timeoutMs });
	const json = reply.kind === "answered" && reply.status === 200 ? parseJson(reply.body) : null;
	return isObject(json) ? json : null;
}
