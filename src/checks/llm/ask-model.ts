import type { Answer } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { Reply } from "../../http/reply.ts";
import type { Dialect, Question } from "./dialects/dialect.ts";
import type { Finding } from "./errors/classify-reply.ts";
import type { Reading } from "./generation.ts";
import { type AskContext, failed, type Result, resultOfReading, resultOfStream } from "./judge-answer.ts";
import { isCutShort, OutOfTime, type Session } from "./session.ts";
import { isStream } from "./sse.ts";
import { type StreamReader, streamReader } from "./stream.ts";

/** `listed`: the list has the model, by exactly this name. `listAccepted`: the server gave this key a list. */
export type InferenceTask = Readonly<{
	target: LlmTarget;
	model: string;
	listed: boolean;
	listAccepted: boolean;
	/** Settles when earlier requests for other targets are done; absent when there are none. */
	behind?: Promise<unknown>;
}>;

/** One question to the model and its result. */
export type Attempt = Readonly<{ ms: number | null; httpStatus: number | null }> &
	Readonly<
		| {
				passed: true;
				answer: Answer;
				answeredBy: string | null;
				/** The server reports that a fallback model answered. */
				isFallback?: boolean;
				rule: string;
				because: string;
		  }
		| { passed: false; finding: Finding }
	>;

/** Throws `OutOfTime` when the run's deadline ended the wait before a usable answer. */
export async function askModel(session: Session, task: InferenceTask, question: Question): Promise<Attempt> {
	const { target, model, behind } = task;
	const { dialect } = session;
	const stream = target.stream || question.variant.stream ? streamReader(dialect) : null;
	const reply = await session.ask({
		...{ target, stage: "inference", method: "POST", timeoutMs: target.inferenceTimeoutMs },
		url: dialect.lines.chatUrl(target.url),
		body: dialect.chatBody(target, model, question),
		reserveMs: keptForLook(session.remainingMs()),
		...(behind ? { behind } : {}),
		takesPart: true,
		...(stream ? { onChunk: stream.push } : {}),
	});
	const attempt = await attemptOf(session, task, reply, stream);
	if (isCutShort(reply) && !attempt.passed) throw new OutOfTime();
	return attempt;
}

async function attemptOf(
	session: Session,
	{ target, listed, listAccepted }: InferenceTask,
	reply: Reply,
	/** Has read the reply already; `null`: no stream was asked for. */
	stream: StreamReader | null,
): Promise<Attempt> {
	const { dialect } = session;
	const seen = {
		...{ ms: "ms" in reply ? reply.ms : null, httpStatus: "status" in reply ? reply.status : null },
		isFallback: "headers" in reply && Number(reply.headers["x-litellm-attempted-fallbacks"]) > 0,
	};
	if ("status" in reply) {
		const context: AskContext = { session, target, listed, listAccepted, asksForStream: stream !== null, reply };
		if (isOkStream(reply)) return { ...seen, ...(await afterStream(context, stream)) };
		if (reply.kind === "answered") {
			const reading = reply.status === 200 ? dialect.readAnswer(reply.body) : await proofOfLife(dialect, reply);
			if (reading !== null) return { ...seen, ...(await whole(context, reading)) };
		}
	}
	const { classifyReply } = await import("./errors/classify-reply.ts");
	return { ...seen, passed: false, finding: classifyReply(reply, "inference", listed, session, listAccepted) };
}

/** Time kept to read the server's counters after a time-out: without them a time-out says too little. */
const LOOK_RESERVE_MS = 2500;

export function keptForLook(remainingMs: number): number {
	return Math.min(LOOK_RESERVE_MS, remainingMs / 4);
}

function isOkStream(reply: Extract<Reply, { status: number }>): boolean {
	return reply.status === 200 && isStream(reply.headers["content-type"], reply.body);
}

/** A refusal because the tokens were not enough: the model ran, and there is no text. */
const PROOF_OF_LIFE = {
	...{ kind: "generated", text: "", completionTokens: null, model: null },
	evidence: "400 because the token limit was reached",
} as const satisfies Reading;

async function proofOfLife(dialect: Dialect, { status, body }: AskContext["reply"]): Promise<Reading | null> {
	const { parseErrorBody } = await import("./errors/error-body.ts");
	return dialect.isProofOfLife(status, parseErrorBody(body)) ? PROOF_OF_LIFE : null;
}

async function afterStream(context: AskContext, stream: StreamReader | null) {
	const { reply } = context;
	const reading = (stream ?? readWhole(context)).end();
	const result = await asExpected(context, await resultOfStream(context, reading));
	const ms = "ms" in reply ? reply.ms : null;
	// The answer was complete, but the server kept the connection open: that time does not count.
	const wasHeldOpen = stream !== null && reply.kind === "timed_out" && reading.finishedMs !== null;
	return { ...result, ms: wasHeldOpen ? Math.round(reading.finishedMs ?? 0) : ms && Math.round(ms) };
}

/** An unrequested stream is read only when complete: its times are unknown. */
function readWhole({ session, reply }: AskContext): StreamReader {
	const stream = streamReader(session.dialect);
	stream.push(Buffer.from(reply.body), 0);
	return stream;
}

async function whole(context: AskContext, reading: Reading): Promise<Result> {
	return asExpected(context, await resultOfReading(context, reading));
}

/** Also checks an answer against what the target expects. */
async function asExpected({ target, session }: AskContext, result: Result): Promise<Result> {
	if (!result.passed || target.expect === null) return result;
	const { matchInTime } = await import("./expectation.ts");
	const expect = session.show(target.expect, 80);
	switch (matchInTime(result.text, target.expect)) {
		case "yes":
			return result;
		case "no": {
			const sample = session.show(result.text, 80);
			return failed({ kind: "unexpected_answer", httpStatus: 200, sample, expect }, "expect");
		}
		case "too_slow":
			return failed({ kind: "expect_too_slow", httpStatus: 200, expect }, "expect did not finish");
	}
}
