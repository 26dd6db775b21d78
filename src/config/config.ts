import type { AlertPolicy, HeartbeatReport, QuietWindow } from "../core/alerting/policy.ts";
import type { Access, Secret, Target } from "../core/target/target.ts";
import type { ConfiguredNotifier } from "./notifier-kinds.ts";

/** A target with what reaching it and alerting on it takes. */
export type TargetSetup = Readonly<{ target: Target; access: Access; policy: AlertPolicy }>;

/** Everything a run needs, validated and complete. What users write is `schema.ts`. */
export type Config = Readonly<{
	targets: readonly TargetSetup[];
	/** When nothing is sent about a target, by its name: of all that are known, also those not checked in this run. */
	quiet: ReadonlyMap<string, readonly QuietWindow[]>;
	notifiers: readonly ConfiguredNotifier[];
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
