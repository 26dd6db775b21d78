import type { RefusalEvidence } from "./evidence.ts";

/**
 * How strongly a class is spoken for. A machine word is written for machines to decide by; words are written for people
 * and may mention many things; a status, or how a gateway sorts a relayed error, is only a default.
 */
export type Strength = 0 | 1 | 2 | 3;

/** What speaks for one class of refusal. */
export type Signs = Readonly<{
	/** Of squashed machine words: lower case, letters and digits only. */
	codes?: RegExp;
	words?: RegExp;
	/** With these words the others mislead. */
	unless?: RegExp;
	statuses?: readonly number[];
	/** Names of statuses that servers write in the place of a machine word: no more than the status itself. */
	names?: RegExp;
	/** Statuses that mean this and nothing else. */
	certain?: readonly number[];
	/** What no pattern can say: without it nothing speaks for the class. */
	applies?(evidence: RefusalEvidence): boolean;
	/** What speaks for the class besides. */
	also?(evidence: RefusalEvidence): Strength;
}>;

/** `least`: what is not stronger than this is not asked for. */
export function strengthOf(signs: Signs, evidence: RefusalEvidence, least: Strength): Strength {
	const { applies, also, unless, codes } = signs;
	if (least >= 2 && also === undefined && !(codes && evidence.codes.some((code) => codes.test(code)))) return 0;
	if (applies?.(evidence) === false) return 0;
	if (unless?.test(evidence.words)) return 0;
	return Math.max(ownStrength(signs, evidence), also?.(evidence) ?? 0) as Strength;
}

function ownStrength({ codes, words, statuses, names, certain }: Signs, evidence: RefusalEvidence): Strength {
	const { status } = evidence;
	if (codes && evidence.codes.some((code) => codes.test(code))) return 3;
	if (words?.test(evidence.words) || certain?.includes(status)) return 2;
	if (codes && evidence.labels.some((label) => codes.test(label))) return evidence.relayed ? 1 : 2;
	return statuses?.includes(status) || (names && evidence.codes.some((code) => names.test(code))) ? 1 : 0;
}
