import { dirname, resolve } from "node:path";
import type { Flags } from "../core/invocation/invocation.ts";
import type { ConfigFile, LoadContext } from "./context.ts";
import { type Environment, lookUp, type Variables } from "./environment.ts";
import { type FileContent, readIfThere, readNamed } from "./files.ts";
import { configPlaces } from "./places.ts";

type Candidate = Readonly<{ path: string; file: FileContent }>;

/** The one config file in force, or `null`. What is wrong with it goes to `problems`. */
export async function readConfigFile({
	flags,
	environment,
	variables,
	problems,
	kinds,
}: Pick<LoadContext, "flags" | "environment" | "variables" | "problems" | "kinds">): Promise<ConfigFile | null> {
	const candidate = named(flags, environment, variables) ?? usual(environment);
	if (candidate === null) return null;
	const { path, file } = candidate;
	if (file.kind === "unreadable") {
		problems.push(`${path}: ${file.problem}`);
		return null;
	}
	const { parseConfig } = await import("./parse-config.ts");
	const parsed = parseConfig(file.text, kinds);
	if (parsed.ok) return { path, folder: dirname(path), written: parsed.written };
	problems.push(...parsed.problems.map((problem) => `${path}: ${problem}`));
	return null;
}

function named(flags: Flags, environment: Environment, variables: Variables): Candidate | null {
	const variable = lookUp(variables, "LLM_HEALTHCHECK_CONFIG");
	const path =
		flags.config !== undefined
			? resolve(environment.cwd, flags.config)
			: variable && resolve(variable.layer.folder, variable.value);
	return path === null ? null : { path, file: readNamed(path) };
}

function usual(environment: Environment): Candidate | null {
	for (const path of configPlaces(environment)) {
		const file = readIfThere(path);
		if (file.kind !== "absent") return { path, file };
	}
	return null;
}
