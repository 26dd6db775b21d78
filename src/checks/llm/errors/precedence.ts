import { ACCESS_SIGNS } from "./access-signs.ts";
import { ACCOUNT_SIGNS } from "./account-signs.ts";
import type { RefusalEvidence } from "./evidence.ts";
import { MODEL_SIGNS } from "./model-signs.ts";
import { REQUEST_SIGNS } from "./request-signs.ts";
import { SERVER_SIGNS } from "./server-signs.ts";
import { type Signs, type Strength, strengthOf } from "./signs.ts";

/** The signs of each class of refusal. */
const SIGNS = { ...ACCOUNT_SIGNS, ...ACCESS_SIGNS, ...MODEL_SIGNS, ...SERVER_SIGNS, ...REQUEST_SIGNS };

export type RefusalClass = keyof typeof SIGNS;

/**
 * The first class wins when several have equally strong evidence. Stronger evidence for a later class wins over
 * weaker for an earlier one: machine words over words, words over statuses.
 */
export const PRECEDENCE: readonly (readonly [RefusalClass, string])[] = [
	["contentFilter", "a filter speaks of policies and permissions too, and proves that the endpoint works"],
	["money", "a spent account is refused as a limit, a key or a permission too, and only money helps"],
	["context", "what does not fit names max_tokens as well, and no other value of it helps"],
	["parameter", "a refusal that names a field of ours can be met by another form of the request"],
	["coolingDown", "LiteLLM dresses failing backends as a limit that passes"],
	["asleep", "a sleeping engine is also called unavailable or not loaded"],
	["leaving", "a planned stop looks like a crash or a gateway without its server"],
	["memory", "the want of memory is why the engine broke or did not load"],
	["loadFailed", "a load that failed is told in words about loading"],
	["loading", "a model that loads is also called not ready, not found or without an instance"],
	["capacity", "a full server says too many requests, or that no instance is free; it is the server that is full"],
	["noInstance", "without an instance the model is often called not found"],
	["template", "a missing template is the reason why a model does not chat"],
	["notChat", "what cannot chat is also called a model that is not supported"],
	["engine", "a crash is told with the connection that it broke"],
	["rate", "a limit of the key is told in words that look like refused access"],
	["gateway", "what is behind a gateway fails in words about its connection, whatever they mention besides"],
	["modelName", "a name that is wrong is also called not available to the key"],
	["key", "a key that is not accepted is also told as access denied"],
	["permission", "more particular than an address that is not there"],
	["path", "an address that is not there is what is left"],
];

export type Ruling = Readonly<{ refusal: RefusalClass; strength: Strength }>;

/** The class with the strongest evidence; `null`: no evidence. */
export function rulingOf(evidence: RefusalEvidence): Ruling | null {
	let best: Ruling | null = null;
	for (const [refusal] of PRECEDENCE) {
		const least = best?.strength ?? 0;
		const strength = strengthOf(SIGNS[refusal] as Signs, evidence, least);
		if (strength > least) best = { refusal, strength };
	}
	return best;
}
