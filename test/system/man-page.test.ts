import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/build/command-line.ts";
import { buildManPage } from "../../src/build/man-page.ts";
import { isMissing } from "./support/is-missing.ts";

const page = buildManPage(readCommandLine(), "1.2.3");

describe("the manual page", () => {
	it.skipIf(isMissing("groff"))("is read by groff without a warning, and says what it should", () => {
		const { stdout, stderr } = spawnSync("groff", ["-man", "-ww", "-Tascii", "-P-cbou"], {
			input: page,
			encoding: "utf8",
		});
		expect(stderr).toBe("");
		for (const words of [
			"SYNOPSIS",
			"llm-healthcheck [check] [url]",
			"--inference-timeout duration",
			"EXIT STATUS",
			"LLM_API_KEY",
			"quietHours[].timeZone",
			"~/.config/llm-healthcheck/config.json",
			"1.2.3",
		]) {
			expect(stdout).toContain(words);
		}
	});

	it.skipIf(isMissing("mandoc"))("is read by mandoc without an error", () => {
		const { stdout, status } = spawnSync("mandoc", ["-Tlint", "-Werror"], { input: page, encoding: "utf8" });
		expect({ stdout, status }).toEqual({ stdout: "", status: 0 });
	});
});
