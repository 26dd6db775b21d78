import type { RefusalEvidence } from "./evidence.ts";

/**
 * How strong the evidence for a class is. A machine word is meant for decisions; text is written for people and
 * may mention many things; a status, or a gateway's class for a relayed error, is only a default.
 */
export type Strength = 0 | 1 | 2 | 3;

/** The signs of one class of refusal. */
export type Signs = Readonly<{
	/** Of squashed machine words: lower case, letters and digits only. */
	codes?: RegExp;
	words?: RegExp;
	/** With these words the other signs mislead. */
	unless?: RegExp;
	statuses?: readonly number[];
	/** Names of statuses that servers write in the place of a machine word: as weak as the status itself. */
	names?: RegExp;
	/** Statuses that mean this and nothing else. */
	certain?: readonly number[];
	/** A condition beyond patterns: if false, the class has no evidence. */
	applies?(evidence: RefusalEvidence): boolean;
	/** Additional evidence. */
	also?(evidence: RefusalEvidence): Strength;
}>;

/** `least`: only stronger evidence matters. */
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
