import type { FailureKind } from "../result/failure.ts";
import type { Note } from "../result/outcome.ts";
import type { TargetFacts } from "../result/target-facts.ts";
import type { TargetRecord } from "../result/target-record.ts";
import { notesInWords, withWords } from "../result/worded-record.ts";
import { CAUSES, headlineOf, nextStepOf, wordsOf } from "./causes.ts";

/** The facts that a description needs. */
export type Describable = Pick<TargetFacts, "url" | "model" | "server" | "stage" | "failure" | "notes" | "access">;

/** A target in words. `cause`, `nextStep`: `null` where nothing is wrong. */
export type Description = Readonly<{
	cause: FailureKind | null;
	headline: string;
	detail: string | null;
	nextStep: string | null;
}>;

/** Facts → words, for reports and messages. */
export function describe(facts: Describable): Description {
	const { failure, notes, url, access, stage, server, model } = facts;
	if (failure === null) {
		return { cause: null, headline: "Answers again", detail: notesInWords(notes), nextStep: null };
	}
	// A newer release may have recorded a cause unknown here.
	if (!Object.hasOwn(CAUSES, failure.kind)) return unknownCause(failure.kind);
	const causeFacts = { target: { url, ...access }, stage: stage ?? "inference", server, model } as const;
	return {
		cause: failure.kind,
		headline: headlineOf(failure, causeFacts),
		detail: wordsOf(failure, causeFacts) + whoWasAsked(notes),
		nextStep: nextStepOf(failure, causeFacts),
	};
}

/** If the check chose the model, a failure says so: the choice may be wrong. */
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
