import type { FailureKind } from "../result/failure.ts";
import type { Note } from "../result/outcome.ts";
import type { TargetFacts } from "../result/target-facts.ts";
import type { TargetRecord } from "../result/target-record.ts";
import { notesInWords, withWords } from "../result/worded-record.ts";
import { CAUSES, headlineOf, nextStepOf, wordsOf } from "./causes.ts";

/** The facts that a target is put into words from. */
export type Describable = Pick<TargetFacts, "url" | "model" | "server" | "stage" | "failure" | "notes" | "access">;

/** A target in words. `cause`, `nextStep`: `null` where nothing is wrong. */
export type Description = Readonly<{
	cause: FailureKind | null;
	headline: string;
	detail: string | null;
	nextStep: string | null;
}>;

/** Facts → words: for a report, and for a message whenever it is sent. */
export function describe(facts: Describable): Description {
	const { failure, notes, url, access, stage, server, model } = facts;
	if (failure === null) {
		return { cause: null, headline: "Answers again", detail: notesInWords(notes), nextStep: null };
	}
	// A newer release may have left a cause that this one does not know.
	if (!Object.hasOwn(CAUSES, failure.kind)) return unknownCause(failure.kind);
	const causeFacts = { target: { url, ...access }, stage: stage ?? "inference", server, model } as const;
	return {
		cause: failure.kind,
		headline: headlineOf(failure, causeFacts),
		detail: wordsOf(failure, causeFacts) + whoWasAsked(notes),
		nextStep: nextStepOf(failure, causeFacts),
	};
}

/** Where the check chose the model itself, a failure says so: it may be the choice that is wrong. */
function whoWasAsked(notes: readonly Note[]): string {
	const chosen = notes.filter((note) => note.kind === "model_chosen");
	return chosen.length === 0 ? "" : ` (${notesInWords(chosen)}.)`;
}

function unknownCause(cause: FailureKind): Description {
	const words = cause.replaceAll("_", " ");
	const detail = `Another release of llm-healthcheck recorded the cause "${words}", which this one does not know.`;
	return { cause, headline: words, detail, nextStep: "llm-healthcheck probe --explain" };
}

/** Puts a target's facts into words. */
export function recordOf(facts: TargetFacts): TargetRecord {
	const { cause, detail, nextStep } = describe(facts);
	return withWords(facts, { cause, detail, nextStep });
}
