import { chownSync, existsSync, symlinkSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { healthyRoutes } from "../support/healthy.ts";
import { json } from "../support/replies.ts";
import { use, useServer, useWebhook } from "../support/use.ts";
import { example, type Installation, install, useInstallation } from "./support/installation.ts";
import { needs, pathOf } from "./support/needs.ts";
import { NOBODY, type Running, run, start, until } from "./support/processes.ts";

/** cron wakes on the minute. */
const TWO_MINUTES = 135_000;

needs(
	"root",
	"cron",
	"unshare",
)("the shipped cron.d file under Debian's cron", () => {
	const here = useInstallation();
	const llm = useServer({
		"POST /v1/chat/completions": json({ error: { message: "CUDA error: out of memory" } }, 500),
	});
	const slack = useWebhook();

	beforeAll(() => {
		here.make("state");
		here.make("log");
		const server = {
			targets: [{ name: "chat", url: llm.url }],
			slack: {},
			state: { path: here.at("state/state.json") },
		};
		here.write("config.json", JSON.stringify(server));
		here.write("env", `SLACK_WEBHOOK_URL=${slack.url}\n`);
		here.write("cron.d/llm-healthcheck", shippedCronFile(here));
		here.write("user.env", `LLM_BASE_URL=${llm.url}\nLLM_HEALTHCHECK_STATE=${here.at("state/user.json")}\n`);
		writeUserCrontab(here);
	});
	use(() => startCron(here));

	it("tells an outage and its end, once each, and logs every run", { timeout: 2 * TWO_MINUTES }, async () => {
		const [outage] = await until(
			"the first alert",
			() => slack.received.length > 0 && slack.received,
			TWO_MINUTES,
		).catch((error) => {
			throw new Error(`${error.message}; the log says ${JSON.stringify(logText(here))}`);
		});
		expect(JSON.stringify(outage?.payload)).toMatch(/WARNING.*chat|chat.*WARNING/s);
		const down = await until("the first log line", () => logLines(here)[0]);
		expect(down).toMatchObject({ target: "chat", status: "model_down", exitCode: 2, cause: "server_error", ok: false });
		expect(here.read("state/state.json")).toContain('"model_down"');

		llm.use({ routes: healthyRoutes() });
		await until("the recovery", () => slack.received.length > 1, TWO_MINUTES);
		expect(JSON.stringify(slack.received[1]?.payload)).toContain("RECOVERED");
		const up = await until("the last log line", () => logLines(here).find((line) => line.status === "ok"));
		expect(up).toMatchObject({ target: "chat", exitCode: 0, changed: true, alert: "sent" });
		expect(logLines(here)).toHaveLength(2);
		expect(slack.received).toHaveLength(2);
		expect(here.read("log/check.log")).not.toContain("services/T000");
	});

	it("a user's crontab runs beside it, with a state and a log of its own", async () => {
		await until("the user's log", () => existsSync(here.at("log/user.log")));
		expect(JSON.parse(here.read("log/user.log").split("\n")[0] ?? "")).toMatchObject({
			status: "model_down",
			exitCode: 2,
		});
		expect(here.read("state/user.json")).toContain(llm.url);
	});
});

needs("root", "logrotate")("the shipped logrotate.d file under Debian's logrotate", () => {
	it("is accepted and rotates the log", async () => {
		using here = install();
		here.make("log", 0o755);
		here.write("log/check.log", "a line\n");
		const rules = { "/var/log/llm-healthcheck": here.at("log"), "llm-healthcheck llm-healthcheck": "root root" };
		here.write("logrotate.conf", example("logrotate.d/llm-healthcheck", rules));
		const args = ["--force", "--verbose", "--state", here.at("logrotate.state"), here.at("logrotate.conf")];
		const { code, stderr } = await run(pathOf("logrotate"), args);
		expect({ code, complaint: /error|warning/i.exec(stderr)?.[0] }).toEqual({ code: 0, complaint: undefined });
		expect(here.read("log/check.log.1")).toBe("a line\n");
	});
});

/** Another interval, other files and another user; every other byte as it ships, so the PATH line has to find the program. */
function shippedCronFile(here: Installation): string {
	return example("cron.d/llm-healthcheck", {
		"*/5 *": "* *",
		"llm-healthcheck llm-healthcheck check": "nobody llm-healthcheck check",
		"/etc/llm-healthcheck/config.json": here.at("config.json"),
		"/etc/llm-healthcheck/env": here.at("env"),
		"/var/log/llm-healthcheck/check.log": here.at("log/check.log"),
	});
}

function writeUserCrontab(here: Installation): void {
	const text = example("crontab", {
		"*/5 *": "* *",
		"$HOME/.config/llm-healthcheck/env": here.at("user.env"),
		"$HOME/llm-healthcheck.log": here.at("log/user.log"),
	});
	chownSync(here.write("spool/crontabs/nobody", text, 0o600), NOBODY, NOBODY);
}

/** cron reads fixed places: a mount namespace gives it ours, and keeps the machine's own jobs out of the test. */
function startCron(here: Installation): Running {
	here.write("crontab", "");
	here.make("spool", 0o755);
	here.make("run", 0o755);
	here.make("usr-local-bin", 0o755);
	here.make("bin", 0o755);
	symlinkSync(here.program, here.at("bin/llm-healthcheck"));
	// A node that lives in /usr/local/bin stays there, seen through the second mount.
	symlinkSync(process.execPath.replace(/^\/usr\/local\/bin/, here.at("usr-local-bin")), here.at("bin/node"));
	const script = [
		'mount --bind /usr/local/bin "$1/usr-local-bin"',
		'mount --bind "$1/bin" /usr/local/bin',
		'mount --bind "$1/cron.d" /etc/cron.d',
		'mount --bind "$1/crontab" /etc/crontab',
		'mount --bind "$1/spool" /var/spool/cron',
		'mount --bind "$1/run" /run',
		'exec "$2" -f',
	];
	return start("unshare", ["--mount", "sh", "-ec", script.join("\n"), "sh", here.directory, pathOf("cron")]);
}

function logLines(here: Installation): Record<string, unknown>[] {
	return logText(here)
		.split("\n")
		.flatMap((line) => (line.endsWith("}") ? [JSON.parse(line)] : []));
}

function logText(here: Installation): string {
	return existsSync(here.at("log/check.log")) ? here.read("log/check.log") : "";
}
