import { expect, test } from "vitest";
import { fileProblem } from "../../src/store/file-problems.ts";

test("what to do names the option that sets the path, and the path stays as it is", () => {
	const place = { path: "/nowhere--state/llm.prom", option: "--textfile" } as const;
	const error = Object.assign(new Error("x"), { code: "EROFS" });
	expect(fileProblem("write the metrics", place, error, process)).toBe(
		"cannot write the metrics /nowhere--state/llm.prom: the file system is read-only (EROFS). Set a place that can be written with --textfile.",
	);
});
