import type { TargetKind } from "../target/target.ts";
import { judgeLlm, llmFields } from "./llm.ts";
import type { ProbeResult, ProbeResultOf } from "./outcome.ts";
import type { KindFields } from "./target-facts.ts";
import type { Verdict } from "./verdict.ts";

/** How to judge results of one kind, and their facts. */
type KindRow<Kind extends TargetKind> = Readonly<{
	judge(result: ProbeResultOf<Kind>): Verdict;
	fields(result: ProbeResultOf<Kind>): KindFields;
}>;

export type Kinds = { readonly [Kind in TargetKind]: KindRow<Kind> };

/** Total: a new kind of target does not compile until it says how its results are judged. */
export const KINDS: Kinds = { llm: { judge: judgeLlm, fields: llmFields } };

/** The row for a result's kind; TypeScript cannot infer that the two match. */
function rowOf({ kind }: ProbeResult, kinds: Kinds): KindRow<TargetKind> {
	return kinds[kind];
}

/** The verdict on a probe's result. */
export function judge(result: ProbeResult, kinds: Kinds = KINDS): Verdict {
	return rowOf(result, kinds).judge(result);
}

export function fieldsOf(result: ProbeResult, kinds: Kinds = KINDS): KindFields {
	return rowOf(result, kinds).fields(result);
}
