import type { RequestVariant } from "../../core/result/outcome.ts";
import type { LlmTarget } from "../../core/target/target.ts";

/** A remembered variant, with no fewer tokens than the target asks for now. */
export function rememberedVariant(variant: RequestVariant, { maxTokens }: LlmTarget): RequestVariant {
	// An older release recorded no `stream`, and its file may have been read as it is.
	return { ...variant, stream: variant.stream === true, maxTokens: Math.max(variant.maxTokens, maxTokens) };
}

/** For notes and `--explain`: `max_completion_tokens 16, no temperature`. */
export function variantInWords({ tokensField, maxTokens, omit, stream }: RequestVariant): string {
	const tokens = tokensField === null ? "no token limit" : `${tokensField} ${maxTokens}`;
	return [tokens, ...omit.map((field) => `no ${field}`), ...(stream ? ["as a stream"] : [])].join(", ");
}

export function sameVariant(one: RequestVariant, other: RequestVariant): boolean {
	const sameFields = [...one.omit].sort().join() === [...other.omit].sort().join();
	const { tokensField, maxTokens, stream } = one;
	return tokensField === other.tokensField && maxTokens === other.maxTokens && stream === other.stream && sameFields;
}
