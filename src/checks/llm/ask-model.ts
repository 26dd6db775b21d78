import type { Failure } from "../../core/result/failure.ts";
import type { Answer } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { Reply } from "../../http/reply.ts";
import type { Question } from "./dialects/dialect.ts";
import { classifyEmbeddedError, classifyReply, type Finding, notAnApi } from "./errors/classify-reply.ts";
import { type ErrorBody, parseErrorBody } from "./errors/error-body.ts";
import { judgeGeneration, type Reading } from "./generation.ts";
import type { JsonObject } from "./json.ts";
import { isCutShort, OutOfTime, type Session } from "./session.ts";
import { isStream } from "./sse.ts";
import { type StreamReading, streamReader, tokensPerSecond } from "./stream.ts";

export type InferenceTask = Readonly<{
	target: LlmTarget;
	model: string;
	listed: boolean;
	/** Settles when what the server was asked for other targets before is over; absent when that was nothing. */
	behind?: Promise<unknown>;
}>;

/** One question to the model and what came of it. */
export type Attempt = Readonly<{ ms: number | null; httpStatus: number | null }> &
	Readonly<
		| { passed: true; answer: Answer; answeredBy: string | null; rule: string; because: string }
		| { passed: false; finding: Finding }
	>;

/** Throws `OutOfTime` when the run's deadline came before an answer that says anything. */
export async function askModel(session: Session, task: InferenceTask, question: Question): Promise<Attempt> {
	const { target, model, behind } = task;
	const { dialect } = session;
	const stream = streamReader(dialect);
	const reply = await session.ask({
		...{ target, stage: "inference", method: "POST", timeoutMs: target.inferenceTimeoutMs },
		url: dialect.lines.chatUrl(target.url),
		body: dialect.chatBody(target, model, question),
		reserveMs: keptForLook(session.remainingMs()),
		...(behind ? { behind } : {}),
		takesPart: true,
		...(target.stream ? { onChunk: stream.push } : {}),
	});
	const attempt = attemptOf(session, task, reply, stream);
	if (isCutShort(reply) && !attempt.passed) throw new OutOfTime();
	return attempt;
}

function attemptOf(
	session: Session,
	task: InferenceTask,
	reply: Reply,
	stream: ReturnType<typeof streamReader>,
): Attempt {
	const { target } = task;
	const { dialect } = session;
	const seen = { ms: "ms" in reply ? reply.ms : null, httpStatus: "status" in reply ? reply.status : null };
	if ("status" in reply && reply.status === 200 && isStream(reply.headers["content-type"], reply.body)) {
		// A stream that nobody asked for is read afterwards: its times are not known.
		if (!target.stream) stream.push(Buffer.from(reply.body), 0);
		const reading = stream.end();
		// All was said, and the server held the connection open: that is no part of the answer's time.
		const ms =
			target.stream && reply.kind === "timed_out" && reading.finishedMs !== null ? reading.finishedMs : seen.ms;
		return { ...seen, ms: ms && Math.round(ms), ...resultOfStream(session, task, reply, reading) };
	}
	if (reply.kind === "answered" && dialect.isProofOfLife(reply.status, parseErrorBody(reply.body)))
		return { ...seen, ...resultOfReading(session, task, reply, PROOF_OF_LIFE) };
	if (reply.kind !== "answered" || reply.status !== 200) {
		return { ...seen, passed: false, finding: classifyReply(reply, "inference", task.listed, session) };
	}
	return { ...seen, ...resultOfReading(session, task, reply, dialect.readAnswer(reply.body)) };
}

/** After a silence the server's counters are worth a look: without time for that, its silence says too little. */
const LOOK_RESERVE_MS = 2500;

export function keptForLook(remainingMs: number): number {
	return Math.min(LOOK_RESERVE_MS, remainingMs / 4);
}

type OkReply = Extract<Reply, { status: number }>;
type Result =
	| Readonly<{ passed: true; answer: Answer; answeredBy: string | null; rule: string; because: string }>
	| Readonly<{ passed: false; finding: Finding }>;

/** A refusal because the tokens were not enough: the model ran, and there is no text. */
const PROOF_OF_LIFE = {
	...{ kind: "generated", text: "", completionTokens: null, model: null },
	evidence: "400 because the token limit was reached",
} as const satisfies Reading;

function failed(failure: Failure, rule: string, errorBody: ErrorBody | null = null): Result {
	return { passed: false, finding: { failure, rule, errorBody } };
}

function resultOfReading(session: Session, task: InferenceTask, reply: OkReply, reading: Reading): Result {
	const { target, listed } = task;
	switch (reading.kind) {
		case "error":
			return embedded(reply, reading.json, listed, session);
		case "no_choices":
			return failed({ kind: "no_choices", httpStatus: 200 }, "200 without choices");
		case "empty":
			return failed({ kind: "empty_answer", httpStatus: 200 }, "no evidence of generation");
		case "garbage":
			return failed(
				{ kind: "garbage_answer", httpStatus: 200, sample: session.show(reading.sample, 20) },
				"one character over and over",
			);
		case "truncated":
			return failed({ kind: "truncated_answer", httpStatus: 200 }, "the JSON breaks off");
		case "not_json":
			return { passed: false, finding: notAnApi(reply, "200, and no JSON object", session) };
		case "generated": {
			const { text, completionTokens, model, evidence } = reading;
			if (target.expect !== null && !matches(text, target.expect)) {
				const sample = session.show(text, 80);
				return failed(
					{ kind: "unexpected_answer", httpStatus: 200, sample, expect: session.show(target.expect, 80) },
					"expect",
				);
			}
			const answer = { text: session.show(text), completionTokens, ttftMs: null, tokensPerSecond: null };
			return { passed: true, answer, answeredBy: model, rule: "evidence of generation", because: evidence };
		}
	}
}

function embedded(reply: OkReply, json: JsonObject, listed: boolean, session: Session): Result {
	return { passed: false, finding: classifyEmbeddedError(reply, json, { stage: "inference", listed, session }) };
}

/** The configuration has checked the expression; only a bounded piece of a stranger's text goes through it. */
function matches(text: string, expression: string): boolean {
	return new RegExp(expression).test(text.slice(0, 4096));
}

function resultOfStream(session: Session, task: InferenceTask, reply: OkReply, stream: StreamReading): Result {
	const { generation, error, pieces } = stream;
	if (error) return errorInStream(reply, error, task.listed, session);
	if (reply.kind === "too_large") {
		return { passed: false, finding: classifyReply(reply, "inference", task.listed, session) };
	}
	if (generation.ended === null) {
		if (reply.kind === "timed_out") {
			const { timeoutMs } = reply;
			return failed(
				{ kind: "stream_stalled", httpStatus: 200, timeoutMs, tokens: pieces },
				"the stream came to no end in time",
			);
		}
		if (stream.events > 0 && !stream.hasChoice && reply.kind === "answered")
			return failed({ kind: "no_choices", httpStatus: 200 }, "a stream without choices");
		return failed({ kind: "stream_cut", httpStatus: 200, tokens: pieces }, "the stream ended without a finish reason");
	}
	const result = resultOfReading(session, task, reply, judgeGeneration(generation));
	if (!result.passed || !task.target.stream) return result;
	const speed = {
		ttftMs: stream.firstPieceMs === null ? null : Math.round(stream.firstPieceMs),
		tokensPerSecond: tokensPerSecond(stream),
	};
	const completionTokens = result.answer.completionTokens ?? pieces;
	return { ...result, answer: { ...result.answer, ...speed, completionTokens } };
}

/** What the embedded error means when it says so (busy, quota …), else simply an error inside a stream. */
function errorInStream(reply: OkReply, json: JsonObject, listed: boolean, session: Session): Result {
	const { finding } = embedded(reply, json, listed, session) as Extract<Result, { passed: false }>;
	switch (finding.failure.kind) {
		case "error_in_200":
		case "server_error":
		case "gateway_error":
		// TGI gives 422 to every error in a stream.
		case "rejected_request":
			return failed(
				{ ...finding.failure, kind: "stream_error" },
				"an error event inside the stream",
				finding.errorBody,
			);
		default:
			return { passed: false, finding };
	}
}
