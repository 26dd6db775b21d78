import { expect, it } from "vitest";
import { KNOWN_WRONG } from "./known-wrong.ts";
import { complaintsAbout, type Expected, type Question } from "./verdict.ts";

/**
 * A test of what the program says of a real server in one state. A state of KNOWN_WRONG must still be wrong: the day
 * it is right, its row there has to go. Only the verdict may be wrong; a server that does not start fails either way.
 */
export function state(
	title: string,
	question: () => Question | Promise<Question & Partial<AsyncDisposable>>,
	expected: Expected,
): void {
	it(named(title), async () => {
		const asked: Question & Partial<AsyncDisposable> = await question();
		try {
			const complaints = await complaintsAbout(asked, expected);
			judge(title, complaints);
		} finally {
			await asked[Symbol.asyncDispose]?.();
		}
	});
}

/** A test's title with what is known of it. */
export function named(title: string): string {
	const reason = KNOWN_WRONG[title];
	return reason === undefined ? title : `${title} (known to be wrong: ${reason})`;
}

export function judge(title: string, complaints: readonly string[]): void {
	const reason = KNOWN_WRONG[title];
	if (reason?.startsWith("at times")) return;
	if (reason !== undefined && complaints.length === 0) expect.fail("it is right now: take it out of KNOWN_WRONG");
	if (reason === undefined && complaints.length > 0) expect.fail(complaints.join("\n"));
}
