import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { healthyRoutes } from "../support/healthy.ts";
import { empty, json } from "../support/replies.ts";
import { use, useServer } from "../support/use.ts";
import { example, type Installation, useInstallation } from "./support/installation.ts";
import { needs, pathOf } from "./support/needs.ts";
import { NOBODY, type Running, run, start, until } from "./support/processes.ts";

const NEGATE = "/usr/lib/nagios/plugins/negate";
/** What a server may say of its own trouble, to break the line of a plugin. */
const HOSTILE = "500 a|b;9 'x'=1s\nCRITICAL - second line\u001b[31m";

needs(NEGATE)("--format nagios against negate, which turns states around", () => {
	const here = useInstallation();
	const llm = useServer();

	const states = {
		ok: { change: {}, ours: 0, theirs: 0, word: "OK" },
		"API down": { change: { "GET /v1/models": empty(500) }, ours: 1, theirs: 2, word: "CRITICAL" },
		"model down": { change: { "POST /v1/chat/completions": empty(500) }, ours: 2, theirs: 1, word: "WARNING" },
	} as const;

	it.each(Object.entries(states))("%s", async (_name, { change, ours, theirs, word }) => {
		llm.use({ routes: { ...healthyRoutes(), ...change } });
		const [plain, plugin, swapped] = await Promise.all([
			run(here.program, ["probe", llm.url]),
			run(here.program, ["probe", llm.url, "--format", "nagios"]),
			run(NEGATE, ["-o", "OK", "-w", "CRITICAL", "-c", "WARNING", here.program, "probe", llm.url]),
		]);
		expect([plain.code, plugin.code, swapped.code]).toEqual([ours, theirs, theirs]);
		expect(plugin.stdout).toMatch(new RegExp(`^LLM ${word} - `));
		expect(plugin.stderr).toBe("");
	});

	it("negate finds the state in our line, as in any plugin's", async () => {
		llm.use({ routes: healthyRoutes() });
		const turned = await run(NEGATE, ["-s", here.program, "probe", llm.url, "--format", "nagios"]);
		expect(turned.code).toBe(2);
		expect(turned.stdout).toMatch(/^LLM CRITICAL - /);
	});

	it("a check that cannot run is UNKNOWN, which negate leaves alone", async () => {
		const missing = ["probe", "--config", here.at("no-such.json"), "--format", "nagios"];
		const turned = await run(NEGATE, ["-s", here.program, ...missing]);
		expect(turned.code).toBe(3);
		expect(turned.stdout).toContain("UNKNOWN");
	});
});

needs("root", "nagios4")("the shipped Nagios commands", () => {
	const here = useInstallation();
	const llm = useServer();
	beforeAll(async () => {
		here.make("state", 0o755);
		const state = { path: here.at("state/state.json"), mode: "0644" };
		here.write("config.json", JSON.stringify({ targets: [{ name: "chat", url: llm.url }], state }));
		here.write("env", "");
		await run(here.program, ["check", "--config", here.at("config.json")]);
	});
	const shipped = () =>
		example("nagios/commands.cfg", {
			"/usr/local/bin/llm-healthcheck": here.program,
			"/etc/llm-healthcheck/config.json": here.at("config.json"),
			"/etc/llm-healthcheck/env": here.at("env"),
		});

	it("are accepted by nagios -v, with the service that uses them", async () => {
		const objects = ["templates", "timeperiods", "contacts", "commands"].map(
			(name) => `/etc/nagios4/objects/${name}.cfg`,
		);
		const host =
			"define host {\n\thost_name localhost\n\tuse linux-server\n\taddress 127.0.0.1\n}\n" +
			"define command {\n\tcommand_name check-host-alive\n\tcommand_line /bin/true\n}\n";
		const files = [...objects, here.write("nagios/host.cfg", host), here.write("nagios/shipped.cfg", shipped())];
		const home = here.make("nagios");
		const places = [`log_file=${home}/log`, `check_result_path=${home}`, `temp_path=${home}`, `lock_file=${home}/lock`];
		const main = [...files.map((file) => `cfg_file=${file}`), ...places, "illegal_macro_output_chars=`~$&|'<>"];
		const { code, stdout } = await run(pathOf("nagios4"), [
			"-v",
			here.write("nagios/nagios.cfg", `${main.join("\n")}\n`),
		]);
		expect(code, stdout).toBe(0);
		expect(stdout).toMatch(/Total Warnings: 0\s+Total Errors:\s+0/);
		expect(stdout).toContain("Checked 1 services");
	});

	it.each(["check_llm", "check_llm_probe"])(
		"%s says OK, as a shell runs it for a user who owns nothing",
		async (name) => {
			const line = new RegExp(`command_name\\s+${name}\\s+command_line\\s+(.*)`).exec(shipped())?.[1] ?? "";
			const { code, stdout, stderr } = await run("sh", ["-c", line.replaceAll("$ARG1$", "chat")], {
				uid: NOBODY,
				env: {},
			});
			expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
			expect(stdout).toMatch(/^LLM OK - .* \| api=\S+ inference=\S+\n/);
		},
	);
});

needs("root", "icinga2")("the shipped Icinga 2 configuration on a real icinga2", () => {
	const here = useInstallation();
	const llm = useServer();

	beforeAll(async () => {
		here.make("state");
		const targets = [
			{ name: "chat", url: llm.url },
			{ name: "-v big model", url: llm.url },
		];
		const state = { path: here.at("state/state.json"), mode: "0644" };
		here.write("config.json", JSON.stringify({ targets, state }));
	});
	use(() => startIcinga(here));

	const check = () => run(here.program, ["check", "--config", here.at("config.json")]);
	const result = (service: string, state: string) =>
		until(
			`${service} ${state}`,
			() => results(here).findLast((one) => one.service === service && one.state === state),
			30_000,
		);

	it("is UNKNOWN before the first check, then OK with performance data", async () => {
		expect(await result("llm chat", "UNKNOWN")).toMatchObject({ output: expect.stringContaining("UNKNOWN") });
		expect((await check()).code).toBe(0);
		const { output, perfdata } = await result("llm chat", "OK");
		expect(output).toMatch(/^LLM OK/);
		expect(perfdata).toMatch(/inference.*=0\.\d+s/);
		await result("llm -v big model", "OK");
	});

	it("is a WARNING when the model is down, whatever the server says of it, and CRITICAL when the API is", async () => {
		llm.change({ "POST /v1/chat/completions": json({ error: { message: HOSTILE } }, 500) });
		expect((await check()).code).toBe(2);
		const { output, perfdata } = await result("llm chat", "WARNING");
		expect(output).toMatch(/^LLM WARNING/);
		expect(output).toContain("500 a");
		expect(perfdata).not.toContain("'x'");
		// biome-ignore lint/suspicious/noControlCharactersInRegex: its absence is what is tested
		expect(output).not.toMatch(/\u001b|\n/);

		llm.change({ "GET /v1/models": empty(502) });
		expect((await check()).code).toBe(1);
		await result("llm -v big model", "CRITICAL");
	});
});

type Result = Readonly<{ service: string; state: string; output: string; perfdata: string }>;

/** What Icinga understood of each check, in order. */
function results(here: Installation): readonly Result[] {
	const files = readdirSync(here.at("icinga/perfdata")).filter((name) => name.startsWith("service"));
	// The file still being written has no suffix and is the newest.
	const inOrder = files.toSorted((a, b) => Number(a === "service") - Number(b === "service") || (a < b ? -1 : 1));
	const text = inOrder.map((name) => readFileSync(here.at(`icinga/perfdata/${name}`), "utf8")).join("");
	return text.split("\n").flatMap((line) => {
		const [service = "", state = "", output = "", perfdata = ""] = line.split("\t");
		return service === "" ? [] : [{ service, state, output, perfdata }];
	});
}

function startIcinga(here: Installation): Running {
	const home = here.at("icinga");
	const places = {
		DataDir: "data",
		CacheDir: "cache",
		LogDir: "log",
		InitRunDir: "run",
		SpoolDir: "spool",
		ConfigDir: ".",
	};
	for (const place of [...Object.values(places), "perfdata"]) here.make(`icinga/${place}`);
	const shipped = example("icinga2/llm-healthcheck.conf", {
		"/usr/local/bin/llm-healthcheck": here.program,
		"/etc/llm-healthcheck/config.json": here.at("config.json"),
		"check_interval = 1m": "check_interval = 1s",
	});
	here.write("icinga/shipped.conf", shipped);
	here.write(
		"icinga/icinga2.conf",
		`include <itl>
include "shipped.conf"
object CheckerComponent "checker" { }
object PerfdataWriter "perfdata" {
	host_perfdata_path = "${home}/perfdata/hosts"
	service_perfdata_path = "${home}/perfdata/service-done"
	host_temp_path = "${home}/perfdata/hosts-now"
	service_temp_path = "${home}/perfdata/service"
	service_format_template = "$service.name$\\t$service.state$\\t$service.output$\\t$service.perfdata$"
	rotation_interval = 1s
}
object Host "gpu1" {
	check_command = "dummy"
	enable_active_checks = false
	vars.llm_targets = [ "chat", "-v big model" ]
}
`,
	);
	const settings = Object.entries(places).map(([name, place]) => `${name}=${home}/${place}`);
	const defines = [...settings, "RunAsUser=nobody", "RunAsGroup=nogroup"].flatMap((define) => ["-D", define]);
	const args = ["daemon", "-c", `${home}/icinga2.conf`, ...defines];
	return start(pathOf("icinga2"), args, { uid: NOBODY });
}
