import { InvalidArgumentError } from "commander";
import { closest } from "../core/prose/closest.ts";
import { parseDuration } from "../core/prose/duration.ts";
import { quote } from "../core/prose/secret-text.ts";

/** Readers of option values: what they refuse becomes a usage error that commander words around. */
export function duration(value: string): number {
	const ms = parseDuration(value);
	if (ms === null) throw new InvalidArgumentError("Write 500ms, 15s, 2m, 1h or a number of seconds.");
	return ms;
}

export function choice<T extends string>(allowed: readonly T[]): (value: string) => T {
	return (value) => {
		const found = allowed.find((one) => one === value);
		if (found !== undefined) return found;
		const meant = closest(value, allowed);
		const hint = meant === null ? "" : ` Did you mean ${quote(meant)}?`;
		throw new InvalidArgumentError(`Known are: ${allowed.join(", ")}.${hint}`);
	};
}

export function regExp(value: string): string {
	// An empty one, as an unset shell variable leaves it, would match every answer.
	notEmpty(value);
	try {
		new RegExp(value);
		return value;
	} catch {
		throw new InvalidArgumentError("This is not a regular expression that JavaScript understands.");
	}
}

export function notEmpty(value: string): string {
	if (value.trim() === "") throw new InvalidArgumentError("It is empty.");
	return value;
}

/** Repeatable: each use adds one. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
	return [...(previous ?? []), value];
}
