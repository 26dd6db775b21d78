import type { RequestVariant } from "../../../../core/result/outcome.ts";
import type { LlmTarget } from "../../../../core/target/target.ts";
import type { Question } from "../dialect.ts";

/** As few fields as possible: Mistral refuses any extra field, Ollama knows `max_tokens` only. */
export function standardVariant({ maxTokens }: LlmTarget): RequestVariant {
	return { tokensField: "max_tokens", maxTokens, omit: [], stream: false };
}

export function chatBody(target: LlmTarget, model: string, { variant, prompt, leastTokens }: Question): string {
	const { tokensField, maxTokens, omit } = variant;
	const fields = {
		model,
		messages: [{ role: "user", content: prompt }],
		...(tokensField === null ? {} : { [tokensField]: Math.max(maxTokens, leastTokens) }),
		...(target.temperature === null ? {} : { temperature: target.temperature }),
		stream: target.stream || variant.stream,
	};
	return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.includes(name))));
}
