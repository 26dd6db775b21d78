import type { ProbeMemory, ProbeResultOf, TraceEvent } from "../core/result/outcome.ts";
import type { Access, TargetKind, TargetOf } from "../core/target/target.ts";

/** What a probe needs from its run. */
export type ProbeContext = Readonly<{
	/** On `performance.now()`'s scale. */
	deadlineAt: number;
	userAgent: string;
	/** Milliseconds since the epoch. */
	now(): number;
	trace: ((event: TraceEvent) => void) | null;
}>;

/** One target to probe, with its access and what an earlier run learned about it. */
export type ProbeRequest<Kind extends TargetKind = TargetKind> = Readonly<{
	target: TargetOf<Kind>;
	access: Access;
	memory: ProbeMemory | null;
}>;

/** How targets of one kind are probed. */
export type Prober<Kind extends TargetKind = TargetKind> = Readonly<{
	/** Targets with the same key share a server and are probed in one call. */
	serverKey(target: TargetOf<Kind>, access: Access): string;
	/**
	 * Probes the targets of one server, in the given order. A target that the deadline left no time for has no result.
	 * Never throws for server or network failures; throws `LocalError` for failures of this host.
	 */
	probe(requests: readonly ProbeRequest<Kind>[], context: ProbeContext): Promise<readonly ProbeResultOf<Kind>[]>;
}>;

/** From each kind of target to its prober, which is loaded when a target of that kind is probed. */
export type Probers = { readonly [Kind in TargetKind]: () => Promise<Prober<Kind>> };
