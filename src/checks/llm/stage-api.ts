import type { FailedOutcome, Note, PassedOutcome } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { Reply } from "../../http/reply.ts";
import { classifyEmbeddedError, classifyReply, type Finding, notAnApi } from "./errors/classify-reply.ts";
import { isObject, looksCut, parseJson } from "./json.ts";
import { chooseModel, type ModelEntry } from "./model-list.ts";
import { failureInWords, SECOND_OPINION, secondOpinion } from "./next-try.ts";
import { OutOfTime, type Session } from "./session.ts";

/** What stage `api` found. A server that passed lists at least one model, so there is always one to ask. */
export type ApiFindings = ApiPassed | ApiFailed;
type ApiPassed = Readonly<{
	passed: true;
	outcome: PassedOutcome;
	models: readonly ModelEntry[];
	/** The listed model to ask when a target names none. */
	firstChoice: string;
	notes: readonly Note[];
}>;
/** `models`: an empty list, or `null` when none came. */
type ApiFailed = Readonly<{
	passed: false;
	outcome: FailedOutcome;
	models: readonly ModelEntry[] | null;
	finding: Finding;
}>;

/** Stage `api`: is the server there, and which models does it list. One retry where a second opinion helps. */
export async function runApiStage(session: Session, target: LlmTarget): Promise<ApiFindings> {
	const first = await askForList(session, target);
	const again = first.passed ? null : secondOpinion(first.finding, null, session.remainingMs());
	if (first.passed || again === null) return first;
	session.explain(target, "api", "a second opinion", SECOND_OPINION);
	session.renew();
	if (again.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, again.pauseMs));
	const second = await askForList(session, target).catch((error: unknown) => {
		// The deadline cut the second opinion short: the first one stands.
		if (error instanceof OutOfTime) return first;
		throw error;
	});
	const after = failureInWords(first.finding.failure);
	return second.passed ? { ...second, notes: [{ kind: "retried", after }] } : second;
}

async function askForList(session: Session, target: LlmTarget): Promise<ApiFindings> {
	const { dialect } = session;
	const reply = await session.ask({
		...{ target, stage: "api", method: "GET", body: null },
		url: dialect.lines.listUrl(target.url),
		timeoutMs: target.apiTimeoutMs,
	});
	const list = reply.kind === "answered" && reply.status === 200 ? dialect.readModelList(reply.body) : null;
	const firstChoice = list && chooseModel(list.models);
	if (reply.kind === "answered" && list && firstChoice !== null) {
		const { models, server } = list;
		session.recognise(server);
		session.explain(target, "api", "a model list", `${models.length} listed`);
		const outcome = { passed: true, ms: reply.ms, httpStatus: 200 } as const;
		return { passed: true, outcome, models, firstChoice, notes: [] };
	}
	const finding = list ? noModels() : findingOfList(reply, session);
	const { failure, rule } = finding;
	session.explain(target, "api", rule, failure.kind);
	const seen = { ms: "ms" in reply ? reply.ms : null, httpStatus: "status" in reply ? reply.status : null };
	return { passed: false, outcome: { passed: false, ...seen, failure }, models: list?.models ?? null, finding };
}

function noModels(): Finding {
	return { failure: { kind: "no_models", httpStatus: 200 }, rule: "the list is empty", errorBody: null };
}

function findingOfList(reply: Reply, session: Session): Finding {
	if (reply.kind !== "answered" || reply.status !== 200) return classifyReply(reply, "api", null, session);
	const json = parseJson(reply.body);
	const context = { stage: "api", listed: null, session } as const;
	if (isObject(json) && session.dialect.isError(json)) return classifyEmbeddedError(reply, json, context);
	if (json === undefined && looksCut(reply.body)) {
		return { failure: { kind: "truncated_answer", httpStatus: 200 }, rule: "the JSON breaks off", errorBody: null };
	}
	return notAnApi(reply, "200, and no model list in it", session);
}
