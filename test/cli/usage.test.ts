import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/cli/interpret.ts";
import { COMMANDS } from "../../src/core/invocation/invocation.ts";
import { cases } from "../support/size.ts";

const said = (...argv: string[]) => {
	const invocation = interpret(argv, "1.2.3");
	return invocation.kind === "usage"
		? invocation.text.replace(/^llm-healthcheck: |\nSee llm-healthcheck --help$/g, "")
		: invocation;
};

describe("a command line that makes no sense is said to make none, and what was probably meant", () => {
	it.each<[string[], string]>([
		[
			["prob"],
			"there is no command 'prob'. Did you mean probe? (A server is written with its port or scheme: http://prob:8000)",
		],
		[["gpu1"], "there is no command 'gpu1'. (A server is written with its port or scheme: http://gpu1:8000)"],
		[["--config", "c.json", "probe"], "the command comes first: llm-healthcheck probe …"],
		[["probe", "status"], "the command comes first: llm-healthcheck status …"],
		[[""], "the address of the server is empty"],
		[["probe", "http://a", "http://b"], "too many arguments for 'probe'. Expected 1 argument but got 2."],
		[["status", "http://a"], "too many arguments for 'status'. Expected 0 arguments but got 1."],
		[["probe", "--modle", "x"], "there is no option '--modle'. Did you mean --model?"],
		[["probe", "--modle=x"], "there is no option '--modle'. Did you mean --model?"],
		[["--dedline", "5s"], "there is no option '--dedline'. Did you mean --deadline?"],
		[["status", "--hepl"], "there is no option '--hepl'. Did you mean --help?"],
		[["probe", "http://a", "--env-file", "x"], "there is no option '--env-file'. Did you mean --dotenv?"],
		[["test-alert", "--envfile=x"], "there is no option '--envfile'. Did you mean --dotenv?"],
		// --max-age is none of probe's.
		[["probe", "--max-agee", "1m"], "there is no option '--max-agee'."],
		[["probe", "--bogus"], "there is no option '--bogus'."],
		[["probe", "-x"], "there is no option '-x'."],
		[["probe", "--state", "s"], "--state is an option of check, status only"],
		[["probe", "--model"], "option '-m, --model <id>' argument missing"],
		[["probe", "--model", ""], "option '-m, --model <id>' argument '' is invalid. It is empty."],
		[
			["probe", "--deadline", "soon"],
			"option '--deadline <duration>' argument 'soon' is invalid. Write 500ms, 15s, 2m, 1h or a number of seconds.",
		],
		[
			["probe", "--slow", "0"],
			"option '--slow <duration>' argument '0' is invalid. Write 500ms, 15s, 2m, 1h or a number of seconds.",
		],
		[
			["-f", "jsn"],
			"option '-f, --format <format>' argument 'jsn' is invalid. Known are: text, log, json, nagios, checkmk, prometheus. Did you mean \"json\"?",
		],
		[["--exit", "2"], "option '--exit <style>' argument '2' is invalid. Known are: stages, binary."],
		[
			["--fail-on", "everything"],
			"option '--fail-on <what>' argument 'everything' is invalid. Known are: api, model, degraded.",
		],
		[["--expect", ""], "option '--expect <regex>' argument '' is invalid. It is empty."],
		[
			["--expect", "("],
			"option '--expect <regex>' argument '(' is invalid. This is not a regular expression that JavaScript understands.",
		],
		[["--print", "status", "-f", "json"], "--print and --format exclude each other"],
		[["probe", "--explain", "-f", "json"], "--explain is for the text format"],
		[["help", "prob"], "there is no command 'prob'. Did you mean probe?"],
	])("%j", (argv, text) => {
		expect(said(...argv)).toBe(text);
	});

	it("hints at a field by name", () => {
		expect(said("--print", "exitcode")).toMatch(/Did you mean "exitCode"\?$/);
	});
});

describe("a secret on the command line is refused, explained and not repeated", () => {
	it.each([
		["--api-key", "hunter2"],
		["--api-key=hunter2"],
		["--apikey=hunter2"],
		["probe", "http://gpu1", "--key", "hunter2"],
		["probe", "--token=hunter2", "http://gpu1"],
		["check", "--webhook-url", "https://hooks.slack.com/services/hunter2"],
		["--slack-webhook-url=https://hooks.slack.com/services/hunter2"],
		["--bearer=hunter2"],
	])("%j %j %j %j", (...argv) => {
		const text = said(...argv.filter((word) => word !== undefined));
		expect(text).toContain("every user of the machine can read the command line");
		expect(text).toContain("LLM_API_KEY_FILE");
		expect(text).not.toContain("hunter2");
	});

	it.each([
		["--foo=sk-proj-hunter2hunter2"],
		["--format", "sk-proj-hunter2hunter2"],
		["sk-proj-hunter2hunter2"],
		["help", "sk-proj-hunter2hunter2"],
		["-khunter2"],
		["probe", "http://gpu1", "-khunter2"],
	])("%j %j", (...argv) => {
		expect(JSON.stringify(said(...argv.filter((word) => word !== undefined)))).not.toContain("hunter2");
	});
});

describe("help and version are shown, not run", () => {
	it.each(["--version", "-V"])("%s", (flag) => {
		expect(interpret([flag], "1.2.3")).toEqual({ kind: "show", text: "1.2.3\n" });
	});

	it("the program's help names commands, exit codes, environment and files, within 100 columns", () => {
		const shown = interpret(["--help"], "1.2.3");
		if (shown.kind !== "show") throw new Error(`shown: ${shown.kind}`);
		expect(interpret(["help"], "1.2.3")).toEqual(shown);
		for (const words of [...COMMANDS, "Examples:", "Exit codes:", "Environment:", "Files:", "LLM_API_KEY"])
			expect(shown.text).toContain(words);
		expect(shown.text.split("\n").filter((line) => line.length > 100)).toEqual([]);
	});

	it.each(COMMANDS)("%s --help", (command) => {
		const shown = interpret([command, "--help"], "1.2.3");
		expect(shown).toMatchObject({ kind: "show", text: expect.stringContaining(`Usage: llm-healthcheck ${command}`) });
		expect(interpret(["help", command], "1.2.3")).toEqual(shown);
	});
});

it("never throws or prints, whatever is typed", () => {
	const words = fc.oneof(
		fc.string(),
		fc.constantFrom(
			...COMMANDS,
			"help",
			"--help",
			"--config",
			"-t",
			"--",
			"--print",
			"http://h",
			"--no-wake",
			"-qf",
			"--deadline=1",
			"-",
		),
	);
	fc.assert(
		fc.property(fc.array(words, { maxLength: 6 }), (argv) => {
			const invocation = interpret(argv, "1.2.3");
			if (invocation.kind !== "run") expect(invocation.text.length).toBeGreaterThan(0);
		}),
		{ numRuns: cases(200, 2000) },
	);
});
