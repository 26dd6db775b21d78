import type { TargetKind } from "../core/target/target.ts";
import type { Prober } from "./prober.ts";

export type { ProbeContext, ProbeRequest, Prober } from "./prober.ts";

/** From each kind of target to its prober, which is loaded when a target of that kind is probed. */
export type Probers = { readonly [Kind in TargetKind]: () => Promise<Prober<Kind>> };

/** Total: a new kind does not compile until it has its prober. */
export const PROBERS: Probers = {
	llm: async () => (await import("./llm/probe-server.ts")).LLM_PROBER,
};
