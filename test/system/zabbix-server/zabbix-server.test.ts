import { unlinkSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { completion, healthyRoutes } from "../../support/healthy.ts";
import { empty, json, late } from "../../support/replies.ts";
import type { ScriptedServer } from "../../support/scripted-server.ts";
import { use, useServer } from "../../support/use.ts";
import { freePort } from "../support/free-port.ts";
import { example, type Installation, useInstallation } from "../support/installation.ts";
import { needs } from "../support/needs.ts";
import { type Running, run, until } from "../support/processes.ts";
import { agentConfiguration, startAgent } from "../support/zabbix-agent.ts";
import { startZabbixServer, type ZabbixServer } from "../support/zabbix-server.ts";

/** A record older than this is stale: short, so that the test need not wait as long as an administrator would. */
const MAX_AGE = "15s";
/** Likewise instead of 5000. */
const SLOW_MS = 800;
const programs = ["root", "unshare", "zabbix_server", "zabbix_agentd", "zabbix_agent2", "php", "psql"] as const;

needs(...programs)("the shipped templates on a real Zabbix server", () => {
	const here = useInstallation();
	const llm = useServer();
	const zabbix = use(() => startZabbixServer(here));
	let agents: { discovering: Running; classic: Running };
	let hosts: { discovering: string; classic: string };

	const check = (config: string) =>
		run(here.program, ["check", "--config", here.at(config)], { env: { HOME: "/nonexistent" } });
	const checkAll = () => Promise.all([check("discovering.json"), check("classic.json")]);
	const problems = async () => ({
		discovering: await zabbix.problems(hosts.discovering),
		classic: await zabbix.problems(hosts.classic),
	});
	const become = async (
		expected: { discovering: readonly string[]; classic: readonly string[] },
		timeoutMs = 20_000,
	) => {
		const wanted = JSON.stringify(expected);
		let seen = "";
		await until(
			wanted,
			async () => {
				seen = JSON.stringify(await problems());
				return seen === wanted;
			},
			timeoutMs,
			250,
		).catch((error) => {
			throw new Error(`${error.message}; last seen ${seen}`);
		});
	};

	beforeAll(async () => {
		writeConfigurations(here, llm);
		here.write("bin/llm-healthcheck", `#!/bin/sh\nexec ${here.program} "$@"\n`, 0o755);
		const ports = { discovering: await freePort(), classic: await freePort() };
		agents = startAgents(here, ports);
		hosts = await createHosts(zabbix, ports);
		await checkAll();
	});
	afterAll(async () => {
		await agents?.discovering[Symbol.asyncDispose]();
		await agents?.classic[Symbol.asyncDispose]();
	});

	it("imports again without a change, by its UUIDs", async () => {
		const before = await zabbix.call("template.get", { output: ["templateid", "uuid"] });
		await importTemplates(zabbix);
		expect(await zabbix.call("template.get", { output: ["templateid", "uuid"] })).toEqual(before);
	});

	it("finds the targets and stores their values", async () => {
		const values = await until(
			"the first values",
			async () => {
				await checkAll();
				const items = await itemsOf(zabbix, hosts.discovering);
				return items["llm.healthcheck.response_time[big model]"] !== undefined && items;
			},
			40_000,
			1_000,
		);
		expect(values).toMatchObject({
			"llm.healthcheck.exit_code": "0",
			"llm.healthcheck.health[chat]": "0",
			"llm.healthcheck.health[big model]": "0",
			"llm.healthcheck.status[big model]": "ok",
		});
		expect(Number(values["llm.healthcheck.response_time[big model]"])).toBeLessThan(5_000);
		const classic = await until("the classic values", async () => {
			const items = await itemsOf(zabbix, hosts.classic);
			return items["gpustack.models"] !== undefined && items["gpustack.response_time"] !== undefined && items;
		});
		expect(classic).toMatchObject({ "gpustack.health": "0", "gpustack.models": '["Qwen/Qwen3-8B"]' });
		await checkAll();
		await become({ discovering: [], classic: [] });
	});

	it("API down is High, and goes when the API is back without its model, which is a Warning", async () => {
		llm.change({ "GET /v1/models": empty(503) });
		await checkAll();
		await become({ discovering: ["4 LLM big model: API down", "4 LLM chat: API down"], classic: ["4 LLM: API down"] });
		llm.use({ routes: { ...healthyRoutes(), "POST /v1/chat/completions": empty(500) } });
		await checkAll();
		await become({
			discovering: ["2 LLM big model: model down", "2 LLM chat: model down"],
			classic: ["2 LLM: model down"],
		});
		llm.use({ routes: healthyRoutes() });
		await checkAll();
		await become({ discovering: [], classic: [] });
		expect(await unsupported(zabbix)).toEqual([]);
	});

	it("slow is an Information, while the model answers", async () => {
		llm.change({ "POST /v1/chat/completions": late(SLOW_MS + 200, json(completion())) });
		await checkAll();
		await become({ discovering: ["1 LLM big model: slow", "1 LLM chat: slow"], classic: ["1 LLM: slow"] });
		llm.use({ routes: healthyRoutes() });
		await checkAll();
		await become({ discovering: [], classic: [] });
	});

	it("a record grown old is the check's own trouble, and one new check ends it", async () => {
		await become({ discovering: [FAILED.discovering], classic: [FAILED.classic] }, 40_000);
		await checkAll();
		await become({ discovering: [], classic: [] });
	});

	it("so is a program that is no longer there", async () => {
		unlinkSync(here.at("bin/llm-healthcheck"));
		await become({ discovering: [FAILED.discovering], classic: [FAILED.classic] });
		here.write("bin/llm-healthcheck", "#!/bin/sh\necho garbage; echo more >&2; exit 9\n", 0o755);
		await until("the words to arrive", async () => {
			const items = await itemsOf(zabbix, hosts.discovering);
			return items["llm.healthcheck.json"]?.includes("garbage");
		});
		expect(await problems()).toEqual({ discovering: [FAILED.discovering], classic: [FAILED.classic] });
	});

	it("an agent that says nothing for {$LLM.NODATA} is a problem", async () => {
		await agents.discovering[Symbol.asyncDispose]();
		await agents.classic[Symbol.asyncDispose]();
		await become(
			{
				discovering: ["3 LLM check: no result for 30s", FAILED.discovering],
				classic: ["3 LLM: no result for 30s", FAILED.classic],
			},
			70_000,
		);
	});
});

const FAILED = { discovering: "3 LLM check: the check itself failed", classic: "3 LLM: the check itself failed" };

function writeConfigurations(here: Installation, llm: ScriptedServer): void {
	here.make("state", 0o755);
	const write = (name: string, targets: readonly string[]) => {
		const state = { path: here.at(`state/${name}.json`), mode: "0644" };
		const configuration = { targets: targets.map((target) => ({ name: target, url: llm.url })), state };
		here.write(`${name}.json`, JSON.stringify(configuration));
	};
	write("discovering", ["chat", "big model"]);
	write("classic", ["chat"]);
}

function startAgents(here: Installation, ports: { discovering: number; classic: number }) {
	const configurationOf = (name: "discovering" | "classic") =>
		agentConfiguration(here, {
			parameters: "llm-healthcheck.conf",
			replacements: {
				"/usr/local/bin/llm-healthcheck": here.at("bin/llm-healthcheck"),
				"/etc/llm-healthcheck/config.json": here.at(`${name}.json`),
				"--max-age 16m": `--max-age ${MAX_AGE}`,
			},
			name,
			port: ports[name],
		});
	return {
		discovering: startAgent("zabbix_agentd", configurationOf("discovering")),
		classic: startAgent("zabbix_agent2", configurationOf("classic")),
	};
}

async function importTemplates(zabbix: ZabbixServer): Promise<void> {
	const create = { createMissing: true, updateExisting: true };
	const rules = {
		...{ groups: create, templates: create, valueMaps: create, items: create, triggers: create, graphs: create },
		discoveryRules: create,
	};
	await zabbix.call("configuration.import", {
		format: "yaml",
		rules,
		source: example("zabbix/template-llm-healthcheck.yaml"),
	});
}

async function createHosts(zabbix: ZabbixServer, ports: { discovering: number; classic: number }) {
	await importTemplates(zabbix);
	const templates = await zabbix.call<{ templateid: string; name: string }[]>("template.get", { output: ["name"] });
	const macros = [
		{ macro: "{$LLM.INTERVAL}", value: "2s" },
		{ macro: "{$LLM.NODATA}", value: "30s" },
		{ macro: "{$LLM.RESPONSE_TIME.MAX}", value: String(SLOW_MS) },
	];
	const create = async (host: string, port: number, template: string) => {
		const interfaces = [{ type: 1, main: 1, useip: 1, ip: "127.0.0.1", dns: "", port: String(port) }];
		const templateid = templates.find(({ name }) => name === template)?.templateid;
		const params = { host, interfaces, groups: [{ groupid: "2" }], templates: [{ templateid }], macros };
		const { hostids } = await zabbix.call<{ hostids: string[] }>("host.create", params);
		return hostids[0] ?? "";
	};
	const hosts = {
		discovering: await create("discovering", ports.discovering, "LLM healthcheck"),
		classic: await create("classic", ports.classic, "LLM healthcheck classic"),
	};
	await zabbix.reload();
	return hosts;
}

/** The last value of each item that has one, by key. */
async function itemsOf(zabbix: ZabbixServer, hostId: string): Promise<Record<string, string>> {
	const items = await zabbix.call<{ key_: string; lastvalue: string; lastclock: string }[]>("item.get", {
		hostids: [hostId],
		output: ["key_", "lastvalue", "lastclock"],
	});
	return Object.fromEntries(items.filter((item) => item.lastclock !== "0").map((item) => [item.key_, item.lastvalue]));
}

async function unsupported(zabbix: ZabbixServer): Promise<readonly unknown[]> {
	return zabbix.call("item.get", { output: ["key_", "error"], filter: { state: 1 } });
}
