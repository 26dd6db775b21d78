import type { Note, Outcome } from "../../core/result/outcome.ts";
import type { Target } from "../../core/target/target.ts";
import type { Reply } from "../../http/reply.ts";
import { isErrorObject } from "./dialects/openai/read-answer.ts";
import { classifyEmbeddedError, classifyReply, type Finding, notAnApi } from "./errors/classify-reply.ts";
import { isObject, looksCut, parseJson } from "./json.ts";
import { kindOfList, type ModelEntry, readModelList } from "./model-list.ts";
import { failureInWords, SECOND_OPINION, secondOpinion } from "./next-try.ts";
import type { Session } from "./session.ts";

export type ApiFindings = Readonly<{ outcome: Outcome; models: readonly ModelEntry[] | null; notes: readonly Note[] }>;

/** Stage `api`: is the server there, and which models does it list. One retry where a second opinion helps. */
export async function runApiStage(session: Session, target: Target): Promise<ApiFindings> {
	const first = await askForList(session, target);
	const again = first.finding && secondOpinion(first.finding, null, session.remainingMs());
	if (!first.finding || !again) return first;
	session.explain(target, "api", "a second opinion", SECOND_OPINION);
	session.renew();
	if (again.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, again.pauseMs));
	const second = await askForList(session, target);
	const after = failureInWords(first.finding.failure);
	return second.finding ? second : { ...second, notes: [{ kind: "retried", after }] };
}

/** `finding`: why it did not pass. */
type Asked = ApiFindings & Readonly<{ finding: Finding | null }>;

async function askForList(session: Session, target: Target): Promise<Asked> {
	const reply = await session.ask({
		...{ target, stage: "api", method: "GET", body: null },
		url: `${target.baseUrl}/models`,
		timeoutMs: target.apiTimeoutMs,
	});
	const models = reply.kind === "answered" && reply.status === 200 ? readModelList(reply.body) : null;
	if (reply.kind === "answered" && models && models.length > 0) {
		session.recognise(kindOfList(models, reply.body));
		session.explain(target, "api", "a model list", `${models.length} listed`);
		return { outcome: { passed: true, ms: reply.ms, httpStatus: 200 }, models, notes: [], finding: null };
	}
	const finding = models ? noModels() : findingOfList(reply, session);
	const { failure, rule } = finding;
	session.explain(target, "api", rule, failure.kind);
	const seen = { ms: "ms" in reply ? reply.ms : null, httpStatus: "status" in reply ? reply.status : null };
	return { outcome: { passed: false, ...seen, failure }, models, notes: [], finding };
}

function noModels(): Finding {
	return { failure: { kind: "no_models", httpStatus: 200 }, rule: "the list is empty", errorBody: null };
}

function findingOfList(reply: Reply, session: Session): Finding {
	if (reply.kind !== "answered" || reply.status !== 200) return classifyReply(reply, "api", null, session);
	const json = parseJson(reply.body);
	const context = { stage: "api", listed: null, session } as const;
	if (isObject(json) && isErrorObject(json)) return classifyEmbeddedError(reply, json, context);
	if (json === undefined && looksCut(reply.body)) {
		return { failure: { kind: "truncated_answer", httpStatus: 200 }, rule: "the JSON breaks off", errorBody: null };
	}
	return notAnApi(reply, "200, and no model list in it", session);
}
