import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { IS_ROOT, runProgram } from "../support/program.ts";
import { empty } from "../support/replies.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

/* Cron, containers and service managers start programs in odd places: the verdict is the same everywhere. */

const folder = useScratchFolder();
const down = useServer({ "GET /v1/models": empty(503) });
const healthy = useServer();

/** `before`: what the shell does first, such as closing a descriptor. */
async function runAfter(before: string, args: readonly string[], env: Record<string, string> = {}, asNobody = false) {
	const surroundings = { env: { HOME: folder.path, ...env }, cwd: folder.path };
	const run = await runProgram(args, { before, asNobody, ...surroundings });
	expect(run.stdout + run.stderr).not.toMatch(/internal error|\n\s+at .*:\d+:\d+|node:internal/);
	return run;
}

describe("the verdict holds", () => {
	const probing = (...more: string[]) => ["probe", down.baseUrl, "--print", "cause", ...more];
	const rows: readonly (readonly [string, before: string, env: Record<string, string>])[] = [
		["with stdin closed", "exec <&-", {}],
		["with stderr closed", "exec 2>&-", {}],
		["with TZ unset", "unset TZ", {}],
		["with an odd TZ", "", { TZ: "Mars/Olympus_Mons" }],
		["with an empty TZ", "", { TZ: "" }],
		["with LANG=C", "", { LANG: "C", LC_ALL: "C" }],
		["without HOME", "unset HOME", {}],
		["with a HOME that is not there", "", { HOME: "/nonexistent" }],
		["with a relative HOME", "", { HOME: "somewhere" }],
		["with a strict umask", "umask 777", {}],
		["with TERM=dumb", "", { TERM: "dumb" }],
		["with no signal to catch", "trap '' HUP TERM PIPE", {}],
	];
	it.each(someOf(3, rows))("%s", async (_name, before, env) => {
		const run = await runAfter(before, probing(), env);
		expect(run).toMatchObject({ exitCode: 1, stdout: "gateway_error\n", stderr: "" });
	});

	const mute = [
		["stdout closed", "exec >&-"],
		["both closed", "exec >&- 2>&-"],
		["all closed", "exec <&- >&- 2>&-"],
	] as const;
	const full = [
		["stdout full", "exec >/dev/full"],
		["both full", "exec >/dev/full 2>/dev/full"],
	] as const;
	it.each(someOf(1, [...mute, ...(existsSync("/dev/full") ? full : [])]))(
		"with %s, and 3 stays 3",
		async (_name, before) => {
			expect(await runAfter(before, probing())).toMatchObject({ exitCode: 1, stdout: "" });
			expect(await runAfter(before, ["probe", healthy.baseUrl])).toMatchObject({ exitCode: 0, stdout: "" });
			expect(await runAfter(before, ["probe", "--bogus"])).toMatchObject({ exitCode: 3, stdout: "" });
		},
	);

	it("in a folder that was removed", async () => {
		const run = await runAfter('mkdir removed && cd removed && rmdir "$PWD"', probing("--dotenv", "none.env"));
		expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("none.env") });
		// The shell that starts it may have its own word about the folder.
		const other = await runAfter('mkdir removed && cd removed && rmdir "$PWD"', probing());
		expect(other).toMatchObject({ exitCode: 1, stdout: "gateway_error\n" });
	});

	it("in a folder that may not be read", async () => {
		mkdirSync(folder.file("closed"));
		writeFileSync(folder.file("closed/.env"), "LLM_MODEL=unseen\n");
		chmodSync(folder.file("closed"), 0o311);
		chmodSync(folder.file("closed/.env"), 0o600);
		const run = await runAfter("cd closed", ["probe", down.baseUrl], {}, true);
		chmodSync(folder.file("closed"), 0o755);
		expect(run.exitCode).toBe(1);
		// Whose variables are not taken is said: a key may be among them.
		if (IS_ROOT) expect(run.stderr).toMatch(/closed\/\.env: permission denied/);
	});
});

describe("the state file", () => {
	const check = (before: string, state: string, env: Record<string, string> = {}, asNobody = false) =>
		runAfter(before, ["check", down.baseUrl, "--state", state, "--format", "json"], env, asNobody);

	const modes = [
		["0600", "umask 077", 0o600, 0o700],
		["0644", "umask 077", 0o644, 0o755],
		["0644", "umask 777", 0o644, 0o755],
		["0600", "umask 000", 0o600, 0o700],
		["0640", "umask 022", 0o640, 0o750],
	] as const;
	it.each(someOf(2, modes))("has mode %s after %s, and its folder fits", async (mode, before, fileMode, folderMode) => {
		const place = `mode-${mode}-${before.replace(" ", "-")}`;
		const config = folder.file(`${place}.json`);
		const targets = [{ name: "a", url: down.baseUrl }];
		writeFileSync(config, JSON.stringify({ targets, state: { path: `${place}/state.json`, mode } }));
		const run = await runAfter(before, ["check", "--config", config]);
		expect(run).toMatchObject({ exitCode: 1, stderr: "" });
		expect(statSync(folder.file(`${place}/state.json`)).mode & 0o777).toBe(fileMode);
		expect(statSync(folder.file(place)).mode & 0o777).toBe(folderMode);
	});

	it("in a folder that may only be read: said, and nothing left there", async () => {
		mkdirSync(folder.file("read-only"));
		chmodSync(folder.file("read-only"), 0o555);
		const run = await check("", folder.file("read-only/state.json"), {}, true);
		expect(run).toMatchObject({ exitCode: 1, stderr: "" });
		expect(JSON.parse(run.stdout).warnings.join()).toMatch(/read-only\/state\.json.*permission|EACCES/i);
		expect(readdirSync(folder.file("read-only"))).toEqual([]);
		chmodSync(folder.file("read-only"), 0o755);
	});

	it("that has nowhere to be is a setting to give, not a verdict", async () => {
		const run = await runAfter("unset HOME", ["check", down.baseUrl], {}, true);
		expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("--state") });
	});

	it("named by an absolute path is kept in a removed folder too", async () => {
		const run = await check('mkdir left && cd left && rmdir "$PWD"', folder.file("absolute.json"));
		expect(run).toMatchObject({ exitCode: 1 });
		expect(existsSync(folder.file("absolute.json"))).toBe(true);
	});
});
