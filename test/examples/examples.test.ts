import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { interpret } from "../../src/cli/interpret.ts";
import { loadConfig } from "../../src/config/load.ts";

const folder = join(import.meta.dirname, "../../examples");
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
	.filter((entry) => entry.isFile())
	.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
	.toSorted();
const read = (file: string) => readFileSync(join(folder, file), "utf8");

describe("the shipped configurations are what the program accepts", () => {
	const environment = (env: Record<string, string>) => ({
		env: { HOME: "/home/user", ...env },
		cwd: folder,
		isRoot: false,
	});
	const secrets = {
		LLM_API_KEY: "key",
		HOSTED_API_KEY: "key",
		SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T/B/x",
		ONCALL_SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T/B/y",
		HEARTBEAT_URL: "https://hc.example.com/uuid",
	};

	it.each([
		["config.one-server.json", ["chat"]],
		["config.fleet.json", ["chat", "code", "laptop", "hosted"]],
	])("%s", async (file, names) => {
		const config = await loadConfig({ config: join(folder, file) }, "check", environment(secrets));
		expect(config.targets.map(({ target }) => target.name)).toEqual(names);
		expect(config.statePath).toBe("/var/lib/llm-healthcheck/state.json");
		expect(config.stateMode).toBe(0o644);
		expect(config.warnings).toEqual([]);
	});

	it(".env.example, alone and for one server", async () => {
		const config = await loadConfig({ dotenv: join(folder, ".env.example") }, "check", environment({}));
		expect(config.targets[0]?.target).toMatchObject({ url: "http://127.0.0.1:8000/v1", model: "Qwen/Qwen3-8B" });
		expect(config.notifiers).toHaveLength(1);
	});

	it("the configuration inside the Kubernetes manifest", async () => {
		const text = /config\.json: \|\n((?: {4}.*\n)+)/.exec(read("kubernetes/cronjob.yaml"))?.[1] ?? "";
		expect(JSON.parse(text).targets).toHaveLength(1);
	});
});

describe("every command line in the examples is one that the program understands", () => {
	const lines = files.flatMap((file) =>
		commandLines(read(file)).map((argv) => [`${file}: ${argv.join(" ")}`, argv] as const),
	);

	it("finds them", () => {
		expect(lines.length).toBeGreaterThan(25);
	});

	it.each(lines)("%s", (_name, argv) => {
		expect(interpret(argv, "0.0.0")).toMatchObject({ kind: "run" });
	});

	it("notices one that it does not understand", () => {
		const [argv] = commandLines("ExecStart=/usr/local/bin/llm-healthcheck probe --no-such-option 1\n");
		expect(interpret(argv ?? [], "0.0.0")).toMatchObject({ kind: "usage" });
	});
});

describe("conventions that cron and Zabbix punish without a word", () => {
	it("cron.d: no dot in the name, nobody else may write, a final newline, a PATH, no bare %", () => {
		const text = read("cron.d/llm-healthcheck");
		expect(statSync(join(folder, "cron.d/llm-healthcheck")).mode & 0o022).toBe(0);
		expect(text).toMatch(/^PATH=.*\/usr\/local\/bin/m);
		expect(text.endsWith("\n")).toBe(true);
		expect(text.split("\n").filter((line) => !line.startsWith("#") && /[^\\]%/.test(line))).toEqual([]);
	});

	it("the Zabbix template: UUIDs are v4, each its own, and the templates keep theirs for ever", () => {
		const text = read("zabbix/template-llm-healthcheck.yaml");
		const uuids = [...text.matchAll(/uuid: (\S+)/g)].map(([, uuid]) => uuid);
		expect(uuids.filter((uuid) => !/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/.test(uuid ?? ""))).toEqual([]);
		expect(new Set(uuids).size).toBe(uuids.length);
		const templates = [...text.matchAll(/uuid: (\S+)\n\s+template: '(.*)'/g)].map(([, uuid, name]) => [name, uuid]);
		expect(templates).toEqual([
			["LLM healthcheck", "0f4907c53fe0400ebad93cd994de9bf8"],
			["LLM healthcheck classic", "aa789580489d46ad8096b9dc9fdf16d5"],
		]);
	});

	it("the wrapper and the Checkmk script can be run", () => {
		for (const file of ["haproxy/llm-healthcheck-haproxy", "checkmk/llm-healthcheck"]) {
			expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o755);
		}
	});
});

/** The argument lists that a file hands to the program: in shell, unit, YAML and JSON spelling; those with "…" are prose. */
function commandLines(text: string): string[][] {
	const oneLine = text.replaceAll(/\\\n\s*/g, " ").replaceAll(/",\s*\n\s*"/g, '", "');
	const found = oneLine.matchAll(
		/(?:llm-healthcheck["', ]+|args: \["(?=check))((?:check|probe|status|wait|test-alert)\b["', ][^\n]*)/g,
	);
	return [...found].flatMap(([, rest = ""]) => (/…|\.\.\./.test(rest) ? [] : [words(rest)]));
}

function words(rest: string): string[] {
	const command = rest
		.replaceAll(/\$\{name:\+"(--target=)\$name"\}/g, "$1name")
		.replaceAll(/\{\{.*?\}\}/g, "name")
		.replaceAll("='", "=")
		.replace(/"?\](?: \}|,)?\s*$/, "")
		.replace(/\s(?:\d?>|[|;#&`)]).*$/, "")
		.replace(/[`)].*$/, "");
	return command.split(/[\s",']+/).filter((word) => word !== "" && word !== '"$@"' && word !== "$@");
}
