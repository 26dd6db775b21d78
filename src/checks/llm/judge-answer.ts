import type { Failure } from "../../core/result/failure.ts";
import type { Answer } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";
import type { Reply } from "../../http/reply.ts";
import type { Finding } from "./errors/classify-reply.ts";
import type { ErrorBody } from "./errors/error-body.ts";
import { judgeGeneration, type Reading } from "./generation.ts";
import type { JsonObject } from "./json.ts";
import type { Session } from "./session.ts";
import { type StreamReading, tokensPerSecond } from "./stream.ts";

/** A reply with a status line, and the question behind it. */
export type AskContext = Readonly<{
	session: Session;
	target: LlmTarget;
	listed: boolean;
	listAccepted: boolean;
	asksForStream: boolean;
	reply: Extract<Reply, { status: number }>;
}>;

/** `text` is raw. */
export type Result =
	| Readonly<{
			passed: true;
			answer: Answer;
			text: string;
			answeredBy: string | null;
			rule: string;
			because: string;
	  }>
	| Readonly<{ passed: false; finding: Finding }>;

export function failed(failure: Failure, rule: string, errorBody: ErrorBody | null = null): Result {
	return { passed: false, finding: { failure, rule, errorBody } };
}

/** What an answer of status 200 means, once its dialect has read it. */
export async function resultOfReading(context: AskContext, reading: Reading): Promise<Result> {
	const { session, reply } = context;
	switch (reading.kind) {
		case "error":
			return embedded(context, reading.json);
		case "no_choices":
			return failed({ kind: "no_choices", httpStatus: 200 }, "200 without choices");
		case "empty":
			return failed({ kind: "empty_answer", httpStatus: 200 }, reading.because);
		case "garbage": {
			const sample = session.show(reading.sample, 20);
			return failed({ kind: "garbage_answer", httpStatus: 200, sample }, "one thing over and over");
		}
		case "broken_off": {
			const reason = session.show(reading.reason, 60);
			return failed({ kind: "broken_off", httpStatus: 200, reason }, "the finish reason says that it was broken off");
		}
		case "filtered": {
			const code = session.show(reading.reason, 60);
			return failed(
				{ kind: "content_filtered", httpStatus: 200, message: null, code },
				"the finish reason is a filter",
			);
		}
		case "truncated": {
			const { noWholeAnswer } = await import("./errors/classify-reply.ts");
			return { passed: false, finding: noWholeAnswer(reply, session) };
		}
		case "not_json": {
			const { notAnApi } = await import("./errors/classify-reply.ts");
			return { passed: false, finding: notAnApi(reply, "200, and no JSON object", session) };
		}
		case "generated": {
			const { text, completionTokens, model, evidence } = reading;
			const answer = { text: session.show(text), completionTokens, ttftMs: null, tokensPerSecond: null };
			return { passed: true, answer, text, answeredBy: model, rule: "evidence of generation", because: evidence };
		}
	}
}

async function embedded(context: AskContext, json: JsonObject): Promise<Result> {
	const { classifyEmbeddedError } = await import("./errors/classify-reply.ts");
	return { passed: false, finding: classifyEmbeddedError(context.reply, json, { ...context, stage: "inference" }) };
}

async function brokenStream(context: AskContext, json: JsonObject): Promise<Result> {
	const { classifyStreamError } = await import("./errors/classify-reply.ts");
	return { passed: false, finding: classifyStreamError(context.reply, json, { ...context, stage: "inference" }) };
}

export async function resultOfStream(context: AskContext, stream: StreamReading): Promise<Result> {
	const { reply, session, listed, listAccepted } = context;
	const { generation, error, pieces } = stream;
	if (error) return brokenStream(context, error);
	if (reply.kind === "too_large") {
		const { classifyReply } = await import("./errors/classify-reply.ts");
		return { passed: false, finding: classifyReply(reply, "inference", listed, session, listAccepted) };
	}
	if (generation.ended === null) return endless(context, stream);
	const result = await resultOfReading(context, judgeGeneration(generation));
	if (!result.passed || !context.asksForStream) return result;
	const speed = {
		ttftMs: stream.firstPieceMs === null ? null : Math.round(stream.firstPieceMs),
		tokensPerSecond: tokensPerSecond(stream),
	};
	const completionTokens = result.answer.completionTokens ?? pieces;
	return { ...result, answer: { ...result.answer, ...speed, completionTokens } };
}

function endless({ reply }: AskContext, { pieces, events, hasChoice }: StreamReading): Result {
	if (reply.kind === "timed_out") {
		const { timeoutMs } = reply;
		return failed(
			{ kind: "stream_stalled", httpStatus: 200, timeoutMs, tokens: pieces },
			"the stream did not end in time",
		);
	}
	if (events > 0 && !hasChoice && reply.kind === "answered")
		return failed({ kind: "no_choices", httpStatus: 200 }, "a stream without choices");
	return failed({ kind: "stream_cut", httpStatus: 200, tokens: pieces }, "the stream ended without a finish reason");
}
