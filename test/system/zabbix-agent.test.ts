import { beforeAll, describe, expect, it } from "vitest";
import { MODEL } from "../support/healthy.ts";
import { empty } from "../support/replies.ts";
import { useServer } from "../support/use.ts";
import { freePort } from "./support/free-port.ts";
import { useInstallation } from "./support/installation.ts";
import { needs } from "./support/needs.ts";
import { run } from "./support/processes.ts";
import { agentConfiguration, askAgent } from "./support/zabbix-agent.ts";

needs("root", "zabbix_agentd")("the shipped UserParameters under zabbix_agentd -t, as a user who owns nothing", () => {
	const here = useInstallation();
	const healthy = useServer();
	const modelDown = useServer({ "POST /v1/chat/completions": empty(500) });
	let status: string;
	let stale: string;
	let probe: string;
	let missing: string;

	beforeAll(async () => {
		const apiDown = await freePort();
		// The state is root's: the agent reads it, and can write nothing.
		here.make("state", 0o755);
		const targets = [
			{ name: "chat", url: healthy.url },
			{ name: "big model, v2", url: modelDown.url },
			{ name: "-v", url: `http://127.0.0.1:${apiDown}` },
		];
		const state = { path: here.at("state/state.json"), mode: "0644" };
		here.write("config.json", JSON.stringify({ targets, state }));
		here.write("one.json", JSON.stringify({ targets: targets.slice(0, 1), state }));
		here.write("env", "");
		status = configure("status", "llm-healthcheck.conf", {});
		stale = configure("stale", "llm-healthcheck.conf", { "--max-age 16m": "--max-age 1ms" });
		missing = configure("missing", "llm-healthcheck.conf", {}, "/no/such/program");
		probe = configure("probe", "llm-healthcheck-probe.conf", { "/etc/llm-healthcheck/env": here.at("env") });
		expect((await run(here.program, ["check", "--config", here.at("config.json")])).code).toBe(1);
	});

	function configure(
		name: string,
		parameters: "llm-healthcheck.conf" | "llm-healthcheck-probe.conf",
		more: object,
		program = here.program,
	) {
		const replacements = {
			"/usr/local/bin/llm-healthcheck": program,
			"/etc/llm-healthcheck/config.json": here.at("config.json"),
			...more,
		};
		return agentConfiguration(here, { parameters, replacements, name, port: 10_050, timeoutSeconds: 30 });
	}
	const ask = (configuration: string, key: string) => askAgent("zabbix_agentd", configuration, key);

	describe("what cron's check recorded", () => {
		it.each([
			["gpustack.health[chat]", "[t|0]"],
			["gpustack.health[big model, v2]", "[t|3]"],
			['gpustack.health["big model, v2"]', "[t|2]"],
			["gpustack.health[-v]", "[t|1]"],
			["gpustack.health[--help]", "[t|3]"],
			["gpustack.health[nobody's]", "[m|ZBX_NOTSUPPORTED]"],
			["gpustack.health[no such]", "[t|3]"],
			["gpustack.response_time[-v]", "[t|]"],
			["gpustack.models[chat]", `[t|["${MODEL}"]]`],
			["gpustack.models[-v]", "[t|]"],
		])("%s → %s", async (key, value) => {
			expect(await ask(status, key)).toContain(value);
		});

		it("gpustack.response_time[chat] is a number of milliseconds", async () => {
			expect(await ask(status, "gpustack.response_time[chat]")).toMatch(/^\[t\|\d+(\.\d+)?\]$/);
		});

		it("llm.healthcheck.json is one document and nothing else", async () => {
			const value = await ask(status, "llm.healthcheck.json");
			const document = JSON.parse(value.replace(/^\[t\|(.*)\]$/s, "$1"));
			expect(document.exitCode).toBe(1);
			expect(
				document.targets.map((record: { target: string; exitCode: number }) => [record.target, record.exitCode]),
			).toEqual([
				["chat", 0],
				["big model, v2", 2],
				["-v", 1],
			]);
		});

		it("asks no server", async () => {
			healthy.forget();
			await ask(status, "llm.healthcheck.json");
			expect(healthy.calls).toEqual([]);
		});
	});

	it("a record too old is the check's own trouble, not health", async () => {
		expect(await ask(stale, "gpustack.health[chat]")).toBe("[t|3]");
		expect(await ask(stale, "gpustack.response_time[chat]")).toBe("[t|]");
		expect(await ask(stale, "llm.healthcheck.json")).toMatch(/"exitCode":3/);
	});

	it("a missing program is no health either", async () => {
		expect(await ask(missing, "gpustack.health[chat]")).toBe("[t|127]");
	});

	it("without a name: the only target there is", async () => {
		const one = configure("one", "llm-healthcheck.conf", { "/etc/llm-healthcheck/config.json": here.at("one.json") });
		expect(await ask(one, "gpustack.health")).toBe("[t|0]");
		expect(await ask(one, "gpustack.models")).toBe(`[t|["${MODEL}"]]`);
	});

	describe("the redundant set-up, in which Zabbix probes", () => {
		it.each([
			["gpustack.health[chat]", "[t|0]"],
			['gpustack.health["big model, v2"]', "[t|2]"],
			["gpustack.health[-v]", "[t|1]"],
			["gpustack.models[chat]", `[t|["${MODEL}"]]`],
			["gpustack.response_time[-v]", "[t|]"],
		])("%s → %s", async (key, value) => {
			expect(await ask(probe, key)).toBe(value);
		});

		it("llm.healthcheck.json asks every server and leaves cron's record alone", async () => {
			const before = here.read("state/state.json");
			healthy.forget();
			expect(await ask(probe, "llm.healthcheck.json")).toMatch(/"exitCode":1.*"target":"chat"/s);
			expect(healthy.calls.length).toBeGreaterThan(0);
			expect(here.read("state/state.json")).toBe(before);
		});
	});
});
