import { clean, nameList } from "../core/prose/clean.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Paint } from "./paint.ts";
import { isStale } from "./status-words.ts";
import { commandLines, headlineOf, heldFor, paragraph } from "./text-parts.ts";

/** Targets with the same failure, shown once. */
type Trouble = readonly [TargetRecord, ...TargetRecord[]];

/** What is wrong with each target that is not ok; those that differ in nothing but their address are shown together. */
export function failureLines(
	records: readonly TargetRecord[],
	now: string,
	paint: Paint,
	columns: number | null,
): string[] {
	const troubled = records.filter((record) => record.status !== "ok" || isStale(record));
	return groupAlike(troubled).flatMap((trouble) => blockOf(trouble, now, paint, columns));
}

function groupAlike(records: readonly TargetRecord[]): Trouble[] {
	const groups = new Map<string, [TargetRecord, ...TargetRecord[]]>();
	for (const record of records) {
		const key = likeness(record);
		const group = groups.get(key);
		if (group) group.push(record);
		else groups.set(key, [record]);
	}
	return [...groups.values()];
}

/** The same for two records whose blocks would differ in names, addresses and times only. */
function likeness({ status, exitCode, cause, detail, nextStep, alert, url, model }: TargetRecord): string {
	const { host, hostname } = URL.canParse(url) ? new URL(url) : { host: "", hostname: "" };
	const own = [url, host, hostname, model ?? ""].filter((name) => name !== "");
	const plain = (text: string | null) => text && own.reduce((left, name) => left.replaceAll(name, "\u0000"), text);
	return JSON.stringify([status, exitCode, cause, plain(detail), plain(nextStep), alert === "pending"]);
}

function blockOf(trouble: Trouble, now: string, paint: Paint, columns: number | null): string[] {
	const [first] = trouble;
	const steps = new Set(trouble.map(({ nextStep }) => nextStep));
	return [
		"",
		headlineOf(first, nameList(trouble.map(({ target }) => target)), heldByAll(trouble, now), paint),
		...(first.detail === null ? [] : paragraph(first.detail, "  ", columns)),
		...(steps.size > 1 ? [`  For ${clean(first.target)}, and likewise for the others:`] : []),
		...(first.nextStep === null ? [] : commandLines(first.nextStep, "    ")),
		...(first.alert === "pending" ? ["  The alert is not sent yet: the next check tries again."] : []),
	];
}

/** `12m`; for targets that fell at different times `up to 12m`. */
function heldByAll(trouble: Trouble, now: string): string | null {
	const [longest] = trouble.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
	const held = longest === undefined ? null : heldFor(longest, now);
	const same = trouble.every(({ since }) => since === longest?.since);
	return held === null || same ? held : `up to ${held}`;
}
