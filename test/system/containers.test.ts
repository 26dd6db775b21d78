import { describe, expect, it } from "vitest";
import { healthyRoutes } from "../support/healthy.ts";
import { empty } from "../support/replies.ts";
import { useServer } from "../support/use.ts";
import { example, useInstallation } from "./support/installation.ts";
import { run } from "./support/processes.ts";

/** What the shipped container probes exit with, taken from the files as they ship and run as the container would. */
describe("the shipped container probes", () => {
	const here = useInstallation();
	const llm = useServer();

	const states = {
		healthy: {},
		"model down": { "POST /v1/chat/completions": empty(500) },
		"API down": { "GET /v1/models": empty(500) },
	} as const;
	const probes = {
		"Docker HEALTHCHECK": /test: \["CMD", (.*)\]/.exec(example("docker/compose.yaml"))?.[1],
		"Kubernetes startup": /startupProbe:\s+exec:\s+command: \[(.*)\]/.exec(example("kubernetes/probes.yaml"))?.[1],
		"Kubernetes readiness": /readinessProbe:\s+exec:\s+command: \[(.*)\]/.exec(example("kubernetes/probes.yaml"))?.[1],
		"Kubernetes liveness": /exec: \{ command: \[(.*)\] \}/.exec(example("kubernetes/probes.yaml"))?.[1],
	};
	/** Docker reserves every exit code but 0 and 1. Liveness must not end a server whose model is only busy or broken. */
	const expected = {
		"Docker HEALTHCHECK": { healthy: 0, "model down": 1, "API down": 1 },
		"Kubernetes startup": { healthy: 0, "model down": 1, "API down": 1 },
		"Kubernetes readiness": { healthy: 0, "model down": 1, "API down": 1 },
		"Kubernetes liveness": { healthy: 0, "model down": 0, "API down": 1 },
	} as const satisfies Record<keyof typeof probes, Record<keyof typeof states, number>>;

	for (const [name, command] of Object.entries(probes)) {
		it(name, async () => {
			const [program, ...args] = JSON.parse(`[${command}]`) as string[];
			expect(program).toBe("llm-healthcheck");
			const adapted = args.map((arg) => arg.replace("http://127.0.0.1:8000", llm.url));
			const codes: Record<string, number | null> = {};
			for (const [state, change] of Object.entries(states)) {
				llm.use({ routes: { ...healthyRoutes(), ...change } });
				const { code, stdout } = await run(here.program, adapted, { env: { LLM_BASE_URL: llm.url } });
				codes[state] = code;
				// Docker keeps this much.
				expect(stdout.length).toBeLessThan(4096);
			}
			expect(codes).toEqual(expected[name as keyof typeof expected]);
		});
	}
});
