import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Config } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/core/invocation/errors.ts";
import type { Command, Flags } from "../../src/core/invocation/invocation.ts";

export type Setting = Readonly<{
	flags?: Flags;
	command?: Command;
	env?: Readonly<Record<string, string>>;
	/** Files by their path in a fresh folder, which is the working directory and, as `$DIR`, may stand in `env`. */
	files?: Readonly<Record<string, string>>;
	isRoot?: boolean;
}>;

/** Loads the configuration in a folder of its own; paths in errors and results begin with `$DIR`. */
export async function load(setting: Setting): Promise<Config> {
	const folder = makeFolder(setting.files ?? {});
	const env = Object.fromEntries(
		Object.entries(setting.env ?? {}).map(([name, value]) => [name, value.replaceAll("$DIR", folder)]),
	);
	const environment = { env, cwd: folder, isRoot: setting.isRoot ?? true };
	try {
		const config = await loadConfig(setting.flags ?? {}, setting.command ?? "check", environment);
		const general = (path: string) => path.replaceAll(folder, "$DIR");
		return {
			...config,
			statePath: general(config.statePath),
			textfilePath: config.textfilePath && general(config.textfilePath),
			warnings: config.warnings.map(general),
		};
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		throw new ConfigError(error.problems.map((problem) => problem.replaceAll(folder, "$DIR")));
	}
}

/** What is wrong with a setting, problem by problem. */
export async function problemsOf(setting: Setting): Promise<readonly string[]> {
	try {
		await load(setting);
	} catch (error) {
		if (error instanceof ConfigError) return error.problems;
		throw error;
	}
	return [];
}

export function makeFolder(files: Readonly<Record<string, string>>): string {
	const folder = mkdtempSync(join(tmpdir(), "config-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}
	return folder;
}
