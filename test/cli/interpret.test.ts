import { describe, expect, it } from "vitest";
import { interpret } from "../../src/cli/interpret.ts";

const run = (...argv: string[]) => interpret(argv, "1.2.3");

describe("what a command line asks for", () => {
	it.each<[string[], unknown]>([
		[[], { command: "check", flags: {} }],
		[["http://gpu1:8000"], { command: "check", flags: { url: "http://gpu1:8000" } }],
		[["gpu1:8000", "-m", "llama3"], { command: "check", flags: { url: "gpu1:8000", model: "llama3" } }],
		[["--model", "llama3", "gpu1:8000"], { command: "check", flags: { url: "gpu1:8000", model: "llama3" } }],
		[["localhost"], { command: "check", flags: { url: "localhost" } }],
		[
			["check", "--state", "s.json", "--textfile", "x.prom"],
			{ command: "check", flags: { state: "s.json", textfile: "x.prom" } },
		],
		[["probe", "http://h", "--explain"], { command: "probe", flags: { url: "http://h", explain: true } }],
		[["probe", "--no-wake"], { command: "probe", flags: { wake: false } }],
		[["probe", "--stream", "--expect", "^OK$"], { command: "probe", flags: { stream: true, expect: "^OK$" } }],
		[["--deadline", "2.5", "--slow", "500ms"], { command: "check", flags: { deadlineMs: 2500, slowMs: 500 } }],
		[
			["--api-timeout=3s", "--inference-timeout=1m"],
			{ command: "check", flags: { apiTimeoutMs: 3000, inferenceTimeoutMs: 60_000 } },
		],
		[
			["status", "--max-age", "10m", "--print", "exitCode"],
			{ command: "status", flags: { maxAgeMs: 600_000, print: "exitCode" } },
		],
		[
			["wait", "h:1", "--timeout", "10m", "--interval", "1"],
			{ command: "wait", flags: { url: "h:1", timeoutMs: 600_000, intervalMs: 1000 } },
		],
		[["test-alert", "--config", "c.json"], { command: "test-alert", flags: { config: "c.json" } }],
		[
			["-f", "json", "-q", "--exit", "binary", "--fail-on", "degraded"],
			{ command: "check", flags: { format: "json", quiet: true, exit: "binary", failOn: "degraded" } },
		],
		[["-t", "a", "--target", "b"], { command: "check", flags: { target: ["a", "b"] } }],
		[["check", "--", "gpu1:8000"], { command: "check", flags: { url: "gpu1:8000" } }],
	])("%j", (argv, expected) => {
		expect(run(...argv)).toEqual({ kind: "run", ...(expected as object) });
	});
});

describe("a target's name is data, whatever it looks like", () => {
	const hostile = [
		"-x",
		"--config=/etc/shadow",
		"--version",
		"--help",
		"-V",
		"-h",
		"--",
		"probe",
		"--api-key",
		"",
		" ",
		"--no-wake",
	];
	it.each(hostile)("--target %j", (name) => {
		expect(run("status", "--target", name)).toEqual({ kind: "run", command: "status", flags: { target: [name] } });
		expect(run("--target", name)).toEqual({ kind: "run", command: "check", flags: { target: [name] } });
		expect(run("status", `--target=${name}`)).toEqual({ kind: "run", command: "status", flags: { target: [name] } });
		expect(run("status", "--print", "exitCode", "-t", name)).toMatchObject({
			flags: { target: [name], print: "exitCode" },
		});
	});
});
