import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { use } from "../../support/use.ts";

const root = join(import.meta.dirname, "../../..");

/** The built program as an administrator would have installed it, in a directory of its own that every user may read. */
export type Installation = Disposable &
	Readonly<{
		/** Holds everything; each test keeps its files here too. */
		directory: string;
		/** The command. */
		program: string;
		/** A path inside `directory`. */
		at(path: string): string;
		/** Writes a file that everybody may read (or run, with mode 0755). */
		write(path: string, text: string, mode?: number): string;
		/** Makes a directory that every user may write to, or that has the given mode. */
		make(path: string, mode?: number): string;
		read(path: string): string;
	}>;

/** One for the tests of this `describe`. */
export function useInstallation(): Installation {
	return use(install);
}

export function install(): Installation {
	if (!existsSync(join(root, "dist/main.js"))) throw new Error("dist/main.js is missing: npm run build");
	const directory = mkdtempSync(join(tmpdir(), "llm-healthcheck-system-"));
	chmodSync(directory, 0o755);
	for (const part of ["package.json", "bin", "dist"]) {
		cpSync(join(root, part), join(directory, "program", part), { recursive: true });
	}
	const at = (path: string) => join(directory, path);
	return {
		directory,
		program: at("program/bin/llm-healthcheck.js"),
		at,
		write(path, text, mode = 0o644) {
			mkdirSync(dirname(at(path)), { recursive: true });
			writeFileSync(at(path), text);
			chmodSync(at(path), mode);
			return at(path);
		},
		make(path, mode = 0o777) {
			mkdirSync(at(path), { recursive: true });
			chmodSync(at(path), mode);
			return at(path);
		},
		read: (path) => readFileSync(at(path), "utf8"),
		[Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
	};
}

/** An example as it ships, with these words replaced by others. A word that is not there is an error. */
export function example(path: string, replacements: Readonly<Record<string, string>> = {}): string {
	let text = readFileSync(join(root, "examples", path), "utf8");
	for (const [from, to] of Object.entries(replacements)) {
		if (!text.includes(from)) throw new Error(`examples/${path} no longer says ${JSON.stringify(from)}`);
		text = text.replaceAll(from, to);
	}
	return text;
}

export function examplePath(path: string): string {
	return join(root, "examples", path);
}
