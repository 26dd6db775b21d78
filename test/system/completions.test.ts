import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../../src/build/command-line.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "../../src/build/completions.ts";
import { makeFolder } from "../config/setting.ts";
import { isMissing } from "./support/is-missing.ts";

const run = promisify(execFile);
const commands = readCommandLine();

/** What is typed, the cursor at its end, and words that must and must not be offered there. */
const OFFERS: [typed: string, offered: string[], not: string[]][] = [
	["", ["check", "probe", "status", "wait", "test-alert"], ["--config"]],
	["pro", ["probe"], ["check"]],
	["--sl", ["--slow"], ["--explain"]],
	["probe --exp", ["--expect", "--explain"], ["--state"]],
	["status --max", ["--max-age"], ["--model"]],
	["check --st", ["--state", "--stream"], ["--explain"]],
	["probe --format ", ["text", "log", "json", "nagios", "checkmk", "prometheus"], ["probe"]],
	["probe -f ch", ["checkmk"], ["json"]],
	["status --print since", ["since"], ["status"]],
	["wait --exit ", ["stages", "binary"], []],
	["--fail-on d", ["degraded"], ["api"]],
	["probe --config ", ["a file.json", "llm-healthcheck.bash"], ["--model"]],
	["probe --model ", [], ["check", "a file.json", "--name"]],
];

describe("bash offers", () => {
	const complete = async (typed: string) => {
		const folder = makeFolder({ "llm-healthcheck.bash": bashCompletion(commands), "a file.json": "" });
		const script = `source ./llm-healthcheck.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _llm_healthcheck; printf "%s\\n" "\${COMPREPLY[@]}"`;
		const { stdout, stderr } = await run(
			"bash",
			["--norc", "-c", script, "bash", "llm-healthcheck", ...typed.split(" ")],
			{ cwd: folder },
		);
		expect(stderr).toBe("");
		return stdout.split("\n");
	};

	it.each(OFFERS)("after %j", async (typed, offered, not) => {
		const found = await complete(typed);
		expect(found).toEqual(expect.arrayContaining(offered));
		for (const word of not) expect(found).not.toContain(word);
	});

	it("values behind an equals sign, which bash splits off", async () => {
		expect(await complete("probe --format = ch")).toContain("checkmk");
		expect(await complete("probe --format =")).toContain("json");
	});

	it("registers itself for the program", async () => {
		const folder = makeFolder({ "llm-healthcheck.bash": bashCompletion(commands) });
		const { stdout } = await run(
			"bash",
			["--norc", "-c", "source ./llm-healthcheck.bash; complete -p llm-healthcheck"],
			{ cwd: folder },
		);
		expect(stdout).toBe("complete -F _llm_healthcheck llm-healthcheck\n");
	});
});

describe("fish offers", () => {
	it.skipIf(isMissing("fish")).each(OFFERS)("after %j", async (typed, offered, not) => {
		const folder = makeFolder({ "llm-healthcheck.bash": "", "a file.json": "", "c.fish": fishCompletion(commands) });
		const script = `source c.fish; complete -C ${JSON.stringify(`llm-healthcheck ${typed}`)}`;
		const { stdout, stderr } = await run("fish", ["--no-config", "-c", script], {
			cwd: folder,
			env: { PATH: process.env.PATH, HOME: folder },
		});
		expect(stderr).toBe("");
		// Each line is a word, a tab and its description; fish escapes the space of a file's name.
		const found = stdout.split("\n").map((line) => (line.split("\t")[0] ?? "").replaceAll("\\ ", " "));
		expect(found).toEqual(expect.arrayContaining(offered));
		for (const word of not) expect(found).not.toContain(word);
	});
});

describe("zsh completes", () => {
	/** A real interactive zsh: types the line and a tab, then runs it with a stand-in that says what it got. */
	const driver = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; unsetopt zle_bracketed_paste; fpath=($PWD \\$fpath); autoload -Uz compinit; compinit -u -D; llm-healthcheck() { print -r -- \\"GOT<\\$*>\\" }; print RE''ADY"
zpty -r shell ready '*READY*' || exit 4
zpty -w -n shell "llm-healthcheck $1"$'\\t'
sleep 0.3
zpty -w -n shell $'\\n'
zpty -r shell output '*GOT<*>*' || exit 5
print -r -- "$output"
zpty -d shell
`;

	it.skipIf(isMissing("zsh")).each([
		["pro", "probe"],
		["test", "test-alert"],
		["--sl", "--slow"],
		["probe --explai", "probe --explain"],
		["status --max", "status --max-age"],
		["probe --format ch", "probe --format checkmk"],
		["probe --format=ch", "probe --format=checkmk"],
		["probe -f ch", "probe -f checkmk"],
		["status --print exi", "status --print exitCode"],
		["wait --exit b", "wait --exit binary"],
		["check --config some", "check --config some.json"],
	])(
		"%j to %j",
		async (typed, whole) => {
			const folder = makeFolder({ "some.json": "" });
			writeFileSync(join(folder, "_llm-healthcheck"), zshCompletion(commands));
			const { stdout } = await run("zsh", ["-f", "-c", driver, "zsh", typed], {
				cwd: folder,
				timeout: 20_000,
				env: { PATH: process.env.PATH, HOME: folder, TERM: "dumb" },
			});
			expect(/GOT<([^>]*)>/.exec(stdout)?.[1]?.trim().replace(/=$/, "")).toBe(whole);
		},
		30_000,
	);
});
