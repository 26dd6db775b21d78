import type { Failure } from "../core/failure.ts";
import type { Outcome } from "../core/outcome.ts";
import type { Target } from "../core/target.ts";
import { extractError } from "./error-text.ts";
import type { Reply } from "./http-call.ts";
import { isObject, parseJson } from "./json.ts";
import { kindOfList, type ModelEntry, readModelList } from "./model-list.ts";
import { isErrorObject } from "./read-answer.ts";
import { type Finding, factsOf, findingOfEmbedded, findingOfReply } from "./reply-failure.ts";
import type { Session } from "./session.ts";

export type ApiFindings = Readonly<{ outcome: Outcome; models: readonly ModelEntry[] | null }>;

/** Stage `api`: is the server there, and which models does it list. */
export async function runApiStage(session: Session, target: Target): Promise<ApiFindings> {
	const reply = await session.ask({
		...{ target, stage: "api", method: "GET", body: null },
		url: `${target.baseUrl}/models`,
		timeoutMs: target.apiTimeoutMs,
	});
	const ms = "ms" in reply ? reply.ms : null;
	const httpStatus = "status" in reply ? reply.status : null;
	const models = reply.kind === "answered" && reply.status === 200 ? readModelList(reply.body) : null;
	if (models && models.length > 0) {
		session.recognise(kindOfList(models, reply.kind === "answered" ? reply.body : ""));
		session.explain(target, "api", "a model list", `${models.length} listed`);
		return { outcome: { passed: true, ms: ms ?? 0, httpStatus: 200 }, models };
	}
	const { failure, rule } = models ? noModels() : findingOfList(reply, session);
	session.explain(target, "api", rule, failure.kind);
	return { outcome: { passed: false, ms, httpStatus, failure }, models };
}

function noModels(): Finding {
	return { failure: { kind: "no_models", httpStatus: 200 }, rule: "the list is empty" };
}

function findingOfList(reply: Reply, session: Session): Finding {
	if (reply.kind !== "answered" || reply.status !== 200) return findingOfReply(reply, "api", null, session);
	const json = parseJson(reply.body);
	if (isObject(json) && isErrorObject(json))
		return findingOfEmbedded(reply, json, { stage: "api", listed: null, session });
	const contentType = reply.headers["content-type"];
	const failure: Failure = {
		kind: "not_an_api",
		contentType: contentType === undefined ? null : session.show(contentType, 60),
		...factsOf(200, extractError(reply.body), session),
	};
	return { failure, rule: "200, and no model list in it" };
}
