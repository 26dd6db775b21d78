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
	["contentFilter", "a filter mentions policies and permissions too, and proves that the endpoint works"],
	["money", "a spent account may look like a limit, a key or a permission, and only money helps"],
	["context", "a prompt that does not fit names max_tokens too, and no other value of it helps"],
	["parameter", "a refusal that names a field of the request may accept another form of it"],
	["coolingDown", "LiteLLM reports failing backends as a rate limit"],
	["asleep", "a sleeping engine is also called unavailable or not loaded"],
	["leaving", "a planned stop looks like a crash or an unreachable backend"],
	["memory", "too little memory is why the engine broke or did not load"],
	["loadFailed", "a failed load is reported in words about loading"],
	["loading", "a loading model is also called not ready, not found or without an instance"],
	["capacity", "a full server also says too many requests, or that no instance is free"],
	["noInstance", "without an instance the model is often called not found"],
	["template", "a missing template is why a model does not chat"],
	["notChat", "a model that cannot chat is also called not supported"],
	["engine", "a crash also mentions the connection that it broke"],
	["rate", "a limit of the key looks like refused access"],
	["gateway", "a failed backend is reported in words about its connection, whatever else they mention"],
	["modelName", "a wrong name is also called not available to the key"],
	["key", "a refused key is also reported as access denied"],
	["permission", "more specific than a missing address"],
	["path", "a missing address is what remains"],
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
