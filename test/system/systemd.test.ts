import { beforeAll, expect, it } from "vitest";
import { example, type Installation, useInstallation } from "./support/installation.ts";
import { needs, pathOf } from "./support/needs.ts";
import { run } from "./support/processes.ts";

/** systemd's own scale: 0 nothing exposed, 10 everything. The smallest unit of a program scores 9.6. */
const MOST_EXPOSURE = "1.5";

needs("systemd-analyze")("the shipped units under systemd-analyze", () => {
	const here = useInstallation();
	beforeAll(() => {
		const replacements = { "/usr/local/bin/llm-healthcheck": here.program };
		const service = example("systemd/llm-healthcheck.service", {
			...replacements,
			"Documentation=man:llm-healthcheck(1)\n": "",
		});
		here.write("units/llm-healthcheck.service", service);
		here.write("units/llm-healthcheck.timer", example("systemd/llm-healthcheck.timer"));
		here.write("units/vllm.service", "[Service]\nExecStart=/bin/sleep infinity\n");
		const dropIn = example("systemd/vllm.service.d/wait-until-ready.conf", replacements);
		here.write("units/vllm.service.d/wait-until-ready.conf", dropIn);
	});

	it.each(["llm-healthcheck.service", "llm-healthcheck.timer", "vllm.service"])(
		"verify %s: not a word",
		async (unit) => {
			const { code, stdout, stderr } = await run(pathOf("systemd-analyze"), [
				"verify",
				"--man=no",
				here.at(`units/${unit}`),
			]);
			// It exits 0 on keys that it does not know, too: only silence is success.
			expect({ code, stdout, stderr: ours(stderr, here) }).toEqual({ code: 0, stdout: "", stderr: [] });
		},
	);

	it("notices a mistyped key, so that silence means something", async () => {
		const unit = here.write("units/broken.service", "[Service]\nExecStart=/bin/true\nStateDirektory=x\n");
		const { stderr } = await run(pathOf("systemd-analyze"), ["verify", "--man=no", unit]);
		expect(ours(stderr, here)).not.toEqual([]);
	});

	it("the service is exposed to little", async () => {
		const threshold = String(Number(MOST_EXPOSURE) * 10);
		const args = ["security", "--offline=yes", `--threshold=${threshold}`, here.at("units/llm-healthcheck.service")];
		const { code, stdout } = await run(pathOf("systemd-analyze"), args);
		expect(code, stdout.split("\n").slice(-3).join("\n")).toBe(0);
	});

	it("the timer means every five minutes", async () => {
		const expression = /OnCalendar=(.*)/.exec(example("systemd/llm-healthcheck.timer"))?.[1] ?? "";
		const { code, stdout } = await run(pathOf("systemd-analyze"), ["calendar", expression]);
		expect(code).toBe(0);
		expect(stdout).toContain("*-*-* *:00/5:00");
	});
});

/** Complaints about our units; the machine may have broken units of its own. */
function ours(stderr: string, here: Installation): readonly string[] {
	return stderr.split("\n").filter((line) => /llm-healthcheck|vllm|broken/.test(line) || line.includes(here.directory));
}
