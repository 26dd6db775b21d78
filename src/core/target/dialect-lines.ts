import type { AuthStyle, DialectName } from "./target.ts";

/**
 * The pure part of a dialect: where its requests go and how they carry the key. Used by the check and by the next
 * steps' shell lines, so each path is defined once.
 */
export type DialectLines = Readonly<{
	/** Where the models are listed. `baseUrl` is a target's own URL. */
	listUrl(baseUrl: string): string;
	/** Where a model is asked. */
	chatUrl(baseUrl: string): string;
	/** The headers that carry the key. In a shell line `key` is the name of its variable, as in `$LLM_API_KEY`. */
	keyHeaders(auth: AuthStyle, key: string): Readonly<Record<string, string>>;
	/** The smallest chat body, for a shell line. */
	sampleBody(model: string, prompt: string, maxTokens: number): string;
	/** jq's filter that prints the ids of a model list, one per line. */
	idsFilter: string;
	/** jq's filter that prints each listed model's context limit. */
	limitsFilter: string;
}>;

const OPENAI: DialectLines = {
	listUrl: (baseUrl) => `${baseUrl}/models`,
	chatUrl: (baseUrl) => `${baseUrl}/chat/completions`,
	keyHeaders(auth, key) {
		switch (auth) {
			case "bearer":
				return { Authorization: `Bearer ${key}` };
			case "api-key":
				return { "api-key": key };
			case "x-api-key":
				return { "x-api-key": key, "anthropic-version": "2023-06-01" };
		}
	},
	sampleBody: (model, prompt, maxTokens) =>
		JSON.stringify({ model, messages: [{ role: "user", content: prompt }], max_tokens: maxTokens }),
	idsFilter: ".data[]?.id",
	limitsFilter: ".data[]|{id,max_model_len,meta}",
};

/** Total: a new dialect does not compile until it has its lines. */
export const DIALECT_LINES: Readonly<Record<DialectName, DialectLines>> = { openai: OPENAI };

export const DIALECT_NAMES = Object.keys(DIALECT_LINES) as DialectName[];

/** The lines of a target's own dialect. Another release may have recorded one unknown here. */
export function linesOf({ dialect }: Readonly<{ dialect: DialectName }>): DialectLines {
	return Object.hasOwn(DIALECT_LINES, dialect) ? DIALECT_LINES[dialect] : OPENAI;
}
