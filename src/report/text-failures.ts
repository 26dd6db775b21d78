import { clean, nameList } from "../core/prose/clean.ts";
import type { TargetRecord } from "../core/result/target-record.ts";
import type { Paint } from "./terminal.ts";
import { commandLines, heldFor, paragraph, titleLineOf } from "./text-parts.ts";

/** Targets with the same failure, shown once. */
type SharedFailure = readonly [TargetRecord, ...TargetRecord[]];

/** What is wrong with each target that is not ok. Targets that differ in their address only share one block. */
export function failureLines(
	records: readonly TargetRecord[],
	now: string,
	paint: Paint,
	columns: number | null,
): string[] {
	const failed = records.filter((record) => record.status !== "ok" || record.stale);
	return groupAlike(failed).flatMap((failure) => blockOf(failure, now, paint, columns));
}

function groupAlike(records: readonly TargetRecord[]): SharedFailure[] {
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
	const addresses = [url, host, hostname, model ?? ""].filter((name) => name !== "");
	const plain = (text: string | null) =>
		text && addresses.reduce((left, name) => left.replaceAll(name, "\u0000"), text);
	return JSON.stringify([status, exitCode, cause, plain(detail), plain(nextStep), alert === "pending"]);
}

function blockOf(failure: SharedFailure, now: string, paint: Paint, columns: number | null): string[] {
	const [first] = failure;
	const steps = new Set(failure.map(({ nextStep }) => nextStep));
	return [
		"",
		titleLineOf(first, nameList(failure.map(({ target }) => target)), heldByAll(failure, now), paint),
		...(first.detail === null ? [] : paragraph(first.detail, "  ", columns)),
		...(steps.size > 1 ? [`  For ${clean(first.target)}, and likewise for the others:`] : []),
		...(first.nextStep === null ? [] : commandLines(first.nextStep, "    ")),
		...(first.alert === "pending" ? ["  The alert is not sent yet: the next check tries again."] : []),
	];
}

/** `12m`; for targets that fell at different times `up to 12m`. */
function heldByAll(failure: SharedFailure, now: string): string | null {
	const [longest] = failure.toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since));
	const held = longest === undefined ? null : heldFor(longest, now);
	const same = failure.every(({ since }) => since === longest?.since);
	return held === null || same ? held : `up to ${held}`;
}
