import type { AlertPolicy, QuietWindow, Severity } from "../core/alerting/policy.ts";
import type { Access, Secret, Target } from "../core/target/target.ts";

/** A target with what reaching it and alerting on it takes. */
export type TargetSetup = Readonly<{ target: Target; access: Access; policy: AlertPolicy }>;

export type NotifierSetup = Readonly<{
	kind: "slack";
	/** Unique; the outbox keeps its ticks under this name. */
	name: string;
	url: Secret;
	/** The environment variable that holds the address, for advice on setting it. */
	variable: string;
	minSeverity: Severity;
	/** As for a server: a webhook may need the way out too. */
	proxyUrl: Secret | null;
	caPem: string | null;
}>;

/**
 * What a heartbeat means. `run`: success whenever the check itself ran, so silence is a dead cron (exit 3 is a failure).
 * `verdict`: the exit code, so that a sick server raises the alarm there too.
 */
export const HEARTBEAT_REPORTS = ["run", "verdict"] as const;
export type HeartbeatReport = (typeof HEARTBEAT_REPORTS)[number];

/** Everything a run needs, validated and complete. What users write is `schema.ts`. */
export type Config = Readonly<{
	targets: readonly TargetSetup[];
	/** When nothing is told of a target, by its name: of all that are known, also those not checked in this run. */
	quiet: ReadonlyMap<string, readonly QuietWindow[]>;
	notifiers: readonly NotifierSetup[];
	/** Empty where the command keeps no state and no place for one is known. */
	statePath: string;
	/** File mode of the state file: 0o600, 0o640 or 0o644. */
	stateMode: number;
	deadlineMs: number;
	/** Pinged after each `check` (healthchecks.io form). */
	heartbeatUrl: Secret | null;
	heartbeatProxyUrl: Secret | null;
	heartbeatReport: HeartbeatReport;
	/** Where `check` also writes the Prometheus format, for node_exporter's textfile collector. */
	textfilePath: string | null;
	warnings: readonly string[];
}>;
