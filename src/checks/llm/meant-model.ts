import { closest } from "../../core/prose/closest.ts";
import { isListed } from "./model-list.ts";

/** The names that a refusal offers instead of an unknown one. */
const OFFERED =
	/(?:valid aliases|valid models?|available models?(?: uids| names)?|supported models?)(?: are:?| is:?|:) *([^\n\]]{1,500})/i;

/** The name probably meant by one that the server does not know: from its list or refusal. */
export function meantModel(model: string, names: readonly string[], refusal: string | null): string | null {
	const offered = OFFERED.exec((refusal ?? "").slice(0, 2000))?.[1]?.split(/[,\s]+/) ?? [];
	const candidates = [...names, ...offered.map((name) => name.replace(/^[['"`]+|['"`.;]+$/g, "")).filter(Boolean)];
	const alike = candidates.find((name) => isListed(model, [name]));
	const meant = alike ?? closest(model, candidates.slice(0, MOST_CANDIDATES));
	return meant === model ? null : meant;
}

/** Each comparison costs time; a server may list thousands. */
const MOST_CANDIDATES = 500;
