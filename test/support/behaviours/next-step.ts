import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Call } from "../scripted-server.ts";
import { type Behaviour, KEY } from "./behaviour.ts";
import { probeStage, type Seen } from "./run.ts";
import { arrange } from "./stage.ts";

/** A next step copied into a terminal, and what it did there. */
export type Step = Readonly<{
	seen: Seen;
	command: string;
	exitCode: number | null;
	stdout: string;
	stderr: string;
	/** Requests that the command itself made. */
	calls: readonly Call[];
	/** Files it left behind in the folder it was run in. */
	litter: readonly string[];
}>;

/** What runs here: the rest belongs on the server's host, in a browser, or leaves the loopback. */
export function isRunnable(command: string): boolean {
	return /^(curl|openssl|getent|for url in) /.test(command) && !/https:\/\/(status|[^ ]*\.(com|ai))/.test(command);
}

/** Probes the behaviour, then (if it can be run here) pastes its next step into bash on the same, still misbehaving, server. */
export async function takeNextStep(behaviour: Behaviour): Promise<Step> {
	await using stage = await arrange(behaviour);
	const seen = await probeStage(behaviour, stage);
	const command = seen.nextStep ?? "";
	if (!isRunnable(command)) return { seen, command, exitCode: null, stdout: "", stderr: "", calls: [], litter: [] };
	const before = seen.calls.length;
	const folder = mkdtempSync(join(tmpdir(), "next-step-"));
	try {
		// Servers that never answer are among them; a person has more patience than a test.
		const child = spawn("bash", ["-c", command.replaceAll(/-m \d+/g, "-m 4")], {
			cwd: folder,
			env: { PATH: process.env.PATH, LLM_API_KEY: KEY },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
		const calls = stage.server?.calls.slice(before) ?? [];
		return { seen, command, exitCode: child.exitCode, stdout, stderr, calls, litter: readdirSync(folder) };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
