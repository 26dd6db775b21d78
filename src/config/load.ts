import { resolve } from "node:path";
import { ConfigError } from "../core/invocation/errors.ts";
import type { Command, Flags } from "../core/invocation/invocation.ts";
import { parseDuration } from "../core/prose/duration.ts";
import { tooManyTargets } from "../core/target/time.ts";
import { findProxy } from "./access.ts";
import { quietWindowsByTarget } from "./alert-policy.ts";
import type { Config } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { type LoadContext, NEEDS } from "./context.ts";
import { DEFAULT_HEARTBEAT_ENV } from "./default-variables.ts";
import { type Environment, lookUp, readVariables } from "./environment.ts";
import type { NotifierKinds } from "./notifier-kinds.ts";
import { setUpNotifiers } from "./notifiers.ts";
import { defaultStatePath } from "./places.ts";
import { readSecret } from "./secrets.ts";
import { setUpTargets } from "./targets.ts";

const DEFAULT_DEADLINE_MS = 60_000;

/**
 * Everything that says what to do, merged: flags, environment, `.env` file, config file, defaults, strongest first.
 * Only what the command needs is asked for. Throws a `ConfigError` with all problems. `kinds`: of notifiers that a config
 * file may name, those of this program unless given.
 */
export async function loadConfig(
	flags: Flags,
	command: Command,
	environment: Environment,
	kinds?: NotifierKinds,
): Promise<Config> {
	const problems: string[] = [];
	const warnings: string[] = [];
	const variables = await readVariables(environment, flags.dotenv, problems, warnings);
	const file = await readConfigFile({ flags, environment, variables, problems, kinds });
	// A file that cannot be read would have everything after it missing: its own faults are enough to say.
	if (problems.length > 0) throw new ConfigError([...problems, ...warnings]);
	const written = file?.written;
	const deadlineMs = flags.deadlineMs ?? parseDuration(written?.deadline ?? "") ?? DEFAULT_DEADLINE_MS;
	const context: LoadContext = { flags, command, environment, variables, file, problems, warnings, kinds };
	const needs = NEEDS[command];
	const targets = needs.names ? await setUpTargets(context) : [];
	if (needs.access) warnings.push(...tooManyTargets(targets, command, deadlineMs));
	const config: Config = {
		targets,
		quiet: quietWindowsByTarget(
			written ?? {},
			targets.map(({ target }) => target.name),
		),
		notifiers: needs.notifiers ? await setUpNotifiers(context) : [],
		statePath: statePath(context),
		stateMode: Number.parseInt(written?.state?.mode ?? "0600", 8),
		deadlineMs,
		...heartbeat(context),
		heartbeatReport: written?.heartbeatReport ?? "run",
		textfilePath: textfilePath(context),
		warnings,
	};
	if (problems.length > 0) throw new ConfigError([...new Set([...problems, ...warnings])]);
	return config;
}

function statePath(context: LoadContext): string {
	const { flags, environment, variables, file, command, problems } = context;
	if (flags.state !== undefined) return resolve(environment.cwd, flags.state);
	const variable = lookUp(variables, "LLM_HEALTHCHECK_STATE");
	if (variable !== null) return resolve(variable.layer.folder, variable.value);
	const written = file?.written.state?.path;
	if (file !== null && written !== undefined) return resolve(file.folder, written);
	const path = defaultStatePath(environment);
	if (path === null && NEEDS[command].state) {
		problems.push(
			"there is no place for the state file, as HOME names no folder: give --state PATH or set LLM_HEALTHCHECK_STATE",
		);
	}
	return path ?? "";
}

/** A variable that the config file names must be set; `HEARTBEAT_URL` need not. */
function heartbeat(context: LoadContext): Pick<Config, "heartbeatUrl" | "heartbeatProxyUrl"> {
	if (context.command !== "check") return { heartbeatUrl: null, heartbeatProxyUrl: null };
	const named = context.file?.written.heartbeatUrlEnv;
	const where = named === undefined ? null : `${context.file?.path}: heartbeatUrlEnv`;
	const heartbeatUrl = readSecret("web address", named ?? DEFAULT_HEARTBEAT_ENV, where, context);
	return { heartbeatUrl, heartbeatProxyUrl: heartbeatUrl === null ? null : findProxy(heartbeatUrl(), context) };
}

function textfilePath({ flags, environment, file, command }: LoadContext): string | null {
	if (command !== "check") return null;
	if (flags.textfile !== undefined) return resolve(environment.cwd, flags.textfile);
	const written = file?.written.textfile;
	return file === null || written === undefined ? null : resolve(file.folder, written);
}
