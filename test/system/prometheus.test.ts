import { readdirSync, statSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { empty } from "../support/replies.ts";
import { useServer } from "../support/use.ts";
import { freePort } from "./support/free-port.ts";
import { examplePath, useInstallation } from "./support/installation.ts";
import { needs, pathOf } from "./support/needs.ts";
import { NOBODY, run, start, until } from "./support/processes.ts";

needs("promtool")("the shipped rules under promtool", () => {
	it.each(["recording.yml", "alerts.yml"])("check rules: %s", async (file) => {
		const { code, stdout, stderr } = await run(pathOf("promtool"), [
			"check",
			"rules",
			examplePath(`prometheus/${file}`),
		]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(stdout).toContain("SUCCESS");
	});

	it("test rules: they fire for the majority of probing hosts, and when the check stops", async () => {
		const { code, stdout, stderr } = await run(pathOf("promtool"), [
			"test",
			"rules",
			examplePath("prometheus/rules_test.yml"),
		]);
		expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
	});
});

needs("promtool", "prometheus-node-exporter")("our metrics under promtool and a real node_exporter", () => {
	const here = useInstallation();
	const llm = useServer();
	const broken = useServer({ "POST /v1/chat/completions": empty(500) });

	beforeAll(() => {
		here.make("state");
		here.make("textfile");
		const targets = [
			{ name: "chat", url: llm.url },
			{ name: 'odd "name" \\ of — 健康', url: broken.url },
		];
		here.write("config.json", JSON.stringify({ targets, state: { path: here.at("state/state.json") } }));
	});

	it("--format prometheus is clean to promtool check metrics", async () => {
		const { stdout, stderr } = await run(here.program, [
			"probe",
			"--config",
			here.at("config.json"),
			"--format",
			"prometheus",
		]);
		expect(stderr).toBe("");
		expect(stdout).toContain('llm_healthcheck_status{target="chat"');
		expect(await run(pathOf("promtool"), ["check", "metrics"], { input: stdout })).toMatchObject({
			code: 0,
			stderr: "",
		});
	});

	it("node_exporter serves what --textfile wrote, also while checks keep rewriting it", async () => {
		const textfile = here.at("textfile/llm.prom");
		const check = () => run(here.program, ["check", "--config", here.at("config.json"), "--textfile", textfile]);
		expect((await check()).code).toBe(2);
		expect(statSync(textfile).mode & 0o777).toBe(0o644);

		const port = await freePort();
		const listen = [`--web.listen-address=127.0.0.1:${port}`, "--collector.disable-defaults", "--collector.textfile"];
		const args = [...listen, `--collector.textfile.directory=${here.at("textfile")}`];
		await using _exporter = start(pathOf("prometheus-node-exporter"), args, asAnotherUser());
		const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
		const first = await until("node_exporter", () => scrape().catch(() => null));
		expect(first).toContain("node_textfile_scrape_error 0");
		expect(first).toMatch(/^llm_healthcheck_status\{.*state="ok",target="chat".*\} 1$/m);
		expect(first).toMatch(
			/^llm_healthcheck_status\{.*state="model_down",target="odd \\"name\\" \\\\ of — 健康".*\} 1$/m,
		);
		expect(first).toMatch(/^llm_healthcheck_last_run_timestamp_seconds\{.*\} \d/m);

		let running = true;
		const rewriting = (async () => {
			for (let i = 0; i < 4; i++) await check();
			running = false;
		})();
		let scrapes = 0;
		while (running) {
			const text = await scrape();
			expect(text).toContain("node_textfile_scrape_error 0");
			expect(text.match(/^llm_healthcheck_status\{/gm)).toHaveLength(8);
			scrapes += 1;
		}
		await rewriting;
		expect(scrapes).toBeGreaterThan(4);
		expect(readdirSync(here.at("textfile"))).toEqual(["llm.prom"]);
	});
});

/** Debian's node_exporter is another user than the one that checks. */
function asAnotherUser(): { uid?: number } {
	return process.getuid?.() === 0 ? { uid: NOBODY } : {};
}
