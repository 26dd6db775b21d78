import type { Failure } from "../core/failure.ts";
import type { Note, Outcome } from "../core/outcome.ts";
import type { Target } from "../core/target.ts";
import { extractError } from "./error-text.ts";
import type { Reply } from "./http-call.ts";
import { isObject, parseJson } from "./json.ts";
import { kindOfList, type ModelEntry, readModelList } from "./model-list.ts";
import { deservesRetry, failureInWords, isServerFailure, retryPauseMs } from "./next-try.ts";
import { isErrorObject } from "./read-answer.ts";
import { type Finding, factsOf, findingOfEmbedded, findingOfReply } from "./reply-failure.ts";
import type { Session } from "./session.ts";

export type ApiFindings = Readonly<{ outcome: Outcome; models: readonly ModelEntry[] | null; notes: readonly Note[] }>;

/** Stage `api`: is the server there, and which models does it list. One retry where a second opinion helps. */
export async function runApiStage(session: Session, target: Target): Promise<ApiFindings> {
	const first = await askForList(session, target);
	if (first.outcome.passed || !deservesRetry(first.outcome.failure) || session.remainingMs() < 300) return first;
	const { failure } = first.outcome;
	session.explain(target, "api", "a second opinion", "one retry on a fresh connection");
	session.renew();
	if (isServerFailure(failure))
		await new Promise((resolve) => setTimeout(resolve, retryPauseMs(session.remainingMs())));
	const second = await askForList(session, target);
	return second.outcome.passed ? { ...second, notes: [{ kind: "retried", after: failureInWords(failure) }] } : second;
}

async function askForList(session: Session, target: Target): Promise<ApiFindings> {
	const reply = await session.ask({
		...{ target, stage: "api", method: "GET", body: null },
		url: `${target.baseUrl}/models`,
		timeoutMs: target.apiTimeoutMs,
	});
	const models = reply.kind === "answered" && reply.status === 200 ? readModelList(reply.body) : null;
	if (reply.kind === "answered" && models && models.length > 0) {
		session.recognise(kindOfList(models, reply.body));
		session.explain(target, "api", "a model list", `${models.length} listed`);
		return { outcome: { passed: true, ms: reply.ms, httpStatus: 200 }, models, notes: [] };
	}
	const { failure, rule } = models ? noModels() : findingOfList(reply, session);
	session.explain(target, "api", rule, failure.kind);
	const seen = { ms: "ms" in reply ? reply.ms : null, httpStatus: "status" in reply ? reply.status : null };
	return { outcome: { passed: false, ...seen, failure }, models, notes: [] };
}

function noModels(): Finding {
	return { failure: { kind: "no_models", httpStatus: 200 }, rule: "the list is empty", said: null };
}

function findingOfList(reply: Reply, session: Session): Finding {
	if (reply.kind !== "answered" || reply.status !== 200) return findingOfReply(reply, "api", null, session);
	const json = parseJson(reply.body);
	const place = { stage: "api", listed: null, session } as const;
	if (isObject(json) && isErrorObject(json)) return findingOfEmbedded(reply, json, place);
	if (json === undefined && /^\s*[{[]/.test(reply.body)) {
		return { failure: { kind: "truncated_answer", httpStatus: 200 }, rule: "the JSON breaks off", said: null };
	}
	const contentType = reply.headers["content-type"];
	const said = extractError(reply.body);
	const failure: Failure = {
		kind: "not_an_api",
		contentType: contentType === undefined ? null : session.show(contentType, 60),
		...factsOf(200, said, session),
	};
	return { failure, rule: "200, and no model list in it", said };
}
