import type { FailedOutcome, Note, PassedOutcome } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { Reply } from "../../http/reply.ts";
import type { Finding } from "./errors/classify-reply.ts";
import { failureInWords } from "./failure-words.ts";
import { isObject, looksCut, parseJson } from "./json.ts";
import type { ModelEntry } from "./model-list.ts";
import { OutOfTime, type Session } from "./session.ts";

/** What stage `api` found. */
export type ApiFindings = ApiListed | ApiUnlisted;
/** A list with at least one model. */
type ApiListed = Readonly<{
	listed: true;
	outcome: PassedOutcome;
	models: readonly ModelEntry[];
	notes: readonly Note[];
}>;
/** No list, or an empty one. */
export type ApiUnlisted = Readonly<{
	listed: false;
	outcome: FailedOutcome;
	/** An empty list, or `null` when none came. */
	models: readonly ModelEntry[] | null;
	finding: Finding;
	/** The answer may come from this API, and is no outage: a named model is still asked. */
	mayServe: boolean;
}>;

/** Stage `api`: is the server up, and which models does it list. One retry where that may help. */
export async function runApiStage(session: Session, target: LlmTarget): Promise<ApiFindings> {
	const first = await askForList(session, target);
	if (first.listed) return first;
	const { SECOND_OPINION, secondOpinion } = await import("./next-try.ts");
	const again = secondOpinion(first.finding, null, session.remainingMs());
	if (again === null) return first;
	session.explain(target, "api", "a second opinion", SECOND_OPINION);
	session.renew();
	if (again.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, again.pauseMs));
	const second = await askForList(session, target).catch((error: unknown) => {
		// The deadline cut the retry short: the first answer counts.
		if (error instanceof OutOfTime) return first;
		throw error;
	});
	const after = failureInWords(first.finding.failure);
	return second.listed ? { ...second, notes: [{ kind: "retried", after }] } : second;
}

async function askForList(session: Session, target: LlmTarget): Promise<ApiFindings> {
	const { dialect } = session;
	const reply = await session.ask({
		...{ target, stage: "api", method: "GET", body: null },
		url: dialect.lines.listUrl(target.url),
		timeoutMs: target.apiTimeoutMs,
	});
	const list = reply.kind === "answered" && reply.status === 200 ? dialect.readModelList(reply.body) : null;
	if (reply.kind === "answered" && list && list.models.length > 0) {
		const { models, server } = list;
		session.recognise(server);
		session.explain(target, "api", "a model list", `${models.length} listed`);
		return { listed: true, outcome: { passed: true, ms: reply.ms, httpStatus: 200 }, models, notes: [] };
	}
	session.recognise(list?.server ?? null);
	const finding = await findingOfList(reply, list !== null, session);
	const { failure, rule } = finding;
	session.explain(target, "api", rule, failure.kind);
	const seen = { ms: "ms" in reply ? reply.ms : null, httpStatus: "status" in reply ? reply.status : null };
	const outcome = { passed: false, ...seen, failure } as const;
	const models = failure.kind === "no_models" ? [] : null;
	return { listed: false, outcome, models, finding, mayServe: mayServe(finding, reply) };
}

async function findingOfList(reply: Reply, isEmptyList: boolean, session: Session): Promise<Finding> {
	const { classifyEmbeddedError, classifyReply, notAnApi, noWholeAnswer } = await import("./errors/classify-reply.ts");
	const context = { stage: "api", listed: null, session } as const;
	if (reply.kind !== "answered" || reply.status !== 200) return classifyReply(reply, "api", null, session);
	const json = parseJson(reply.body);
	if (isObject(json) && session.dialect.isError(json)) return classifyEmbeddedError(reply, json, context);
	if (isEmptyList) {
		return { failure: { kind: "no_models", httpStatus: 200 }, rule: "the list is empty", errorBody: null };
	}
	if (json === undefined && looksCut(reply.body)) return noWholeAnswer(reply, session, "api");
	return notAnApi(reply, "200, and no model list in it", session, "api");
}

/** Statuses for a missing route or method. */
const NO_ROUTE = [404, 405, 410, 501];

/**
 * An empty list, one of another shape, none at all, or one that this key may not read: the model may still answer.
 * An outage, a page instead of the API and a wrong key are failures.
 */
function mayServe({ failure }: Finding, reply: Reply): boolean {
	if (reply.kind !== "answered") return false;
	if (NO_ROUTE.includes(reply.status)) return true;
	const json = parseJson(reply.body);
	const isJson = isObject(json) || Array.isArray(json);
	if (failure.kind === "forbidden") return reply.status === 403;
	return isJson && ["no_models", "not_an_api", "rejected_request", "not_found"].includes(failure.kind);
}
