import type { Failure } from "../core/failure.ts";
import type { Answer, Note, Outcome, ProbeMemory } from "../core/outcome.ts";
import type { Target } from "../core/target.ts";
import { extractError } from "./error-text.ts";
import { readAnswer } from "./read-answer.ts";
import { type Finding, findingOfEmbedded, findingOfReply } from "./reply-failure.ts";
import type { Session } from "./session.ts";

export type InferenceFindings = Readonly<{
	outcome: Outcome;
	answer: Answer | null;
	notes: readonly Note[];
	memory: ProbeMemory;
}>;

export type InferenceTask = Readonly<{
	target: Target;
	model: string;
	/** Whether the list holds the model. */
	listed: boolean;
	memory: ProbeMemory | null;
}>;

/** Stage `inference`: does the model really generate. */
export async function runInferenceStage(session: Session, task: InferenceTask): Promise<InferenceFindings> {
	const { target, model, listed } = task;
	const body = {
		...{ model, messages: [{ role: "user", content: target.prompt }], max_tokens: target.maxTokens },
		...(target.temperature === null ? {} : { temperature: target.temperature }),
		stream: false,
	};
	const reply = await session.ask({
		...{ target, stage: "inference", method: "POST", timeoutMs: target.inferenceTimeoutMs },
		url: `${target.baseUrl}/chat/completions`,
		body: JSON.stringify(body),
	});
	const memory: ProbeMemory = { variant: task.memory?.variant ?? null, counters: null };
	const ms = "ms" in reply ? reply.ms : null;
	const httpStatus = "status" in reply ? reply.status : null;
	const failed = ({ failure, rule }: Finding): InferenceFindings => {
		session.explain(target, "inference", rule, failure.kind);
		return { outcome: { passed: false, ms, httpStatus, failure }, answer: null, notes: [], memory };
	};
	if (reply.kind !== "answered" || reply.status !== 200)
		return failed(findingOfReply(reply, "inference", listed, session));
	const reading = readAnswer(reply.body);
	const is = (failure: Failure, rule: string) => failed({ failure, rule });
	switch (reading.kind) {
		case "error":
			return failed(findingOfEmbedded(reply, reading.json, { stage: "inference", listed, session }));
		case "no_choices":
			return is({ kind: "no_choices", httpStatus: 200 }, "200 without choices");
		case "empty":
			return is({ kind: "empty_answer", httpStatus: 200 }, "nothing was generated");
		case "garbage":
			return is(
				{ kind: "garbage_answer", httpStatus: 200, sample: session.show(reading.sample, 20) },
				"one character over and over",
			);
		case "truncated":
			return is({ kind: "truncated_answer", httpStatus: 200 }, "half a JSON");
		case "not_json": {
			const { message } = extractError(reply.body);
			const contentType = reply.headers["content-type"] ?? null;
			return is(
				{ kind: "not_an_api", httpStatus: 200, contentType, message: message && session.show(message), code: null },
				"200, and no JSON object",
			);
		}
		case "generated": {
			session.explain(target, "inference", "evidence of generation", reading.evidence);
			const answer = {
				text: session.show(reading.text),
				completionTokens: reading.completionTokens,
				ttftMs: null,
				tokensPerSecond: null,
			};
			return { outcome: { passed: true, ms: reply.ms, httpStatus: 200 }, answer, notes: [], memory };
		}
	}
}
