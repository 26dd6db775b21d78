import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { program } from "../support/program.ts";
import { json } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";
import { start } from "./process-run.ts";

/** A mount of one's own needs no root where user namespaces are allowed. */
const canMount = spawnSync("unshare", ["-rm", "true"]).status === 0;
const inOwnMount = (options: string, before = "true") => [
	"unshare",
	"-rm",
	"bash",
	"-c",
	`mount -t tmpfs -o ${options} tmpfs "$STATE_DIRECTORY" && { ${before}; exec "$@"; }`,
	"bash",
];

const FILL = `head -c 64k /dev/zero >"$STATE_DIRECTORY/filler" 2>/dev/null`;
const disks: [name: string, wrapper: readonly string[], words: RegExp][] = canMount
	? [
			[
				"full",
				inOwnMount("size=16k", FILL),
				/cannot write the state file .*: the disk is full \(ENOSPC\)\. Free some space/,
			],
			["read-only", inOwnMount("ro"), /cannot (lock|write) the state file .*: the file system is read-only \(EROFS\)/],
		]
	: [
			[
				"closed to every byte",
				["bash", "-c", 'ulimit -f 0; exec "$@"', "bash"],
				/cannot write the state file .*\(EFBIG\)/,
			],
		];

it.each(disks)(
	"a disk that is %s: the alert goes out, says that it may repeat, and the exit code stands",
	async (_name, wrapper, words) => {
		const folder = mkdtempSync(join(tmpdir(), "disk-"));
		await using server = await startScriptedServer({ script: { routes: { "*": json({ error: "no" }, 401) } } });
		await using webhook = await startWebhookReceiver();
		const env = { PATH: process.env.PATH, SLACK_WEBHOOK_URL: webhook.url, NO_PROXY: "*", STATE_DIRECTORY: folder };
		try {
			for (const nth of [1, 2]) {
				const args = [
					"check",
					server.baseUrl,
					"--model",
					"m",
					"--state",
					join(folder, "state.json"),
					"--format",
					"json",
				];
				const { exitCode, stdout } = await start([...wrapper, ...program], args, env, null).ended;
				expect(exitCode).toBe(1);
				expect(JSON.parse(stdout).warnings).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
				expect(webhook.received).toHaveLength(nth);
				expect(webhook.received.at(-1)?.body).toContain("may repeat");
			}
		} finally {
			rmSync(folder, { recursive: true });
		}
	},
);
