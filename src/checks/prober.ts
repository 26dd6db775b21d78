import type { ProbeMemory, ProbeResultOf, TraceEvent } from "../core/result/outcome.ts";
import type { Access, TargetKind, TargetOf } from "../core/target/target.ts";

/** What a probe needs of the run around it. */
export type ProbeContext = Readonly<{
	/** On `performance.now()`'s scale. */
	deadlineAt: number;
	userAgent: string;
	/** Milliseconds since the epoch. */
	now(): number;
	trace: ((event: TraceEvent) => void) | null;
}>;

/** One target to probe, with what reaching it takes and what an earlier run learned of it. */
export type ProbeRequest<Kind extends TargetKind = TargetKind> = Readonly<{
	target: TargetOf<Kind>;
	access: Access;
	memory: ProbeMemory | null;
}>;

/** How targets of one kind are probed. */
export type Prober<Kind extends TargetKind = TargetKind> = Readonly<{
	/** Targets of one key share a server: they are probed in one call. */
	serverKey(target: TargetOf<Kind>, access: Access): string;
	/**
	 * Probes the targets of one server, those first that stand first. A target that the deadline left no time for has no
	 * result. Never throws for what a server or a network did; throws `LocalError` for what this host cannot do.
	 */
	probe(requests: readonly ProbeRequest<Kind>[], context: ProbeContext): Promise<readonly ProbeResultOf<Kind>[]>;
}>;

/** From each kind of target to its prober, which is loaded when a target of that kind is probed. */
export type Probers = { readonly [Kind in TargetKind]: () => Promise<Prober<Kind>> };
