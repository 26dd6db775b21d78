import { accessSync, constants } from "node:fs";
import { join } from "node:path";

/** Whether all these programs can be run here: what needs more than Node is left out where they are missing. */
export function havePrograms(...names: readonly string[]): boolean {
	return names.every((name) => (process.env.PATH ?? "").split(":").some((folder) => isExecutable(join(folder, name))));
}

export function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
