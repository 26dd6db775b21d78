import type { Probers } from "./prober.ts";

/** Total: a new kind does not compile until it has its prober. */
export const PROBERS: Probers = {
	llm: async () => (await import("./llm/probe-server.ts")).LLM_PROBER,
};
