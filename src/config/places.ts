import { isAbsolute, join } from "node:path";
import type { Environment } from "./environment.ts";

const FOLDER = "llm-healthcheck";

/** The usual places of a config file, nearest first. */
export function configPlaces({ env }: Environment): string[] {
	const home = absolute(env.HOME);
	const userFolder = absolute(env.XDG_CONFIG_HOME) ?? (home === null ? null : join(home, ".config"));
	const fallback = home === null ? null : join(home, ".config");
	const folders = [...new Set([userFolder, fallback, "/etc"])].filter((folder) => folder !== null);
	return folders.map((folder) => join(folder, FOLDER, "config.json"));
}

/** The default place of the state: systemd's folder, root's, or the user's; `null` when there is none. */
export function defaultStatePath({ env, isRoot }: Environment): string | null {
	const given = absolute(env.STATE_DIRECTORY?.split(":")[0]);
	if (given !== null) return join(given, "state.json");
	if (isRoot) return join("/var/lib", FOLDER, "state.json");
	const home = absolute(env.HOME);
	const folder = absolute(env.XDG_STATE_HOME) ?? (home === null ? null : join(home, ".local/state"));
	return folder === null || folder.startsWith("/nonexistent/") ? null : join(folder, FOLDER, "state.json");
}

/** The XDG rules: a relative path is as none. */
function absolute(path: string | undefined): string | null {
	return path !== undefined && isAbsolute(path) ? path : null;
}
