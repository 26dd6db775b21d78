import type { Generation } from "../../generation.ts";
import { isObject, listAt, parseJson } from "../../json.ts";
import type { SseEvent } from "../../sse.ts";
import type { StreamEvent } from "../dialect.ts";
import { countsOf, generationOf, isErrorChoice, isErrorObject } from "./read-answer.ts";

const NO_CHOICE = { content: "", reasoning: "", other: false, ended: null } as const satisfies Partial<Generation>;

/** One event of a streamed chat completion. `[DONE]`, comments, role-only and usage-only pieces prove nothing. */
export function readEvent({ name, data }: SseEvent): StreamEvent {
	if (data.trim() === "[DONE]") return { kind: "done" };
	const json = parseJson(data);
	if (name === "error" || (isObject(json) && isErrorObject(json))) {
		return { kind: "error", json: isObject(json) ? json : { error: data } };
	}
	if (!isObject(json)) return { kind: "nothing" };
	const choice = listAt(json, "choices")[0];
	if (!isObject(choice)) return { kind: "piece", hasChoice: false, generation: { ...NO_CHOICE, ...countsOf(json) } };
	if (isErrorChoice(choice)) return { kind: "error", json: choice };
	return { kind: "piece", hasChoice: true, generation: { ...generationOf(choice), ...countsOf(json) } };
}
