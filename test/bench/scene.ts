import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MODEL } from "../support/healthy.ts";
import type { Command } from "./meter.ts";

const program = join(__dirname, "..", "bin", "llm-healthcheck.js");

/** A folder with an empty program, as the base of every ratio, and configuration files for fleets. */
export type Scene = Disposable &
	Readonly<{
		folder: string;
		bare(node?: string): Command;
		/** The program, as cron would call it. */
		run(args: readonly string[], node?: string): Command;
		/** A configuration file for these servers. */
		configFor(name: string, urls: readonly string[]): string;
		file(name: string): string;
	}>;

export function openScene(): Scene {
	const folder = mkdtempSync(join(tmpdir(), "llm-healthcheck-bench-"));
	const file = (name: string) => join(folder, name);
	writeFileSync(file("empty.cjs"), "");
	return {
		folder,
		file,
		bare: (node = process.execPath) => ({ argv: [node, file("empty.cjs")] }),
		run: (args, node = process.execPath) => ({ argv: [node, program, ...args] }),
		configFor(name, urls) {
			const targets = urls.map((url, index) => ({ name: `gpu${index + 1}`, url, model: MODEL }));
			writeFileSync(file(name), JSON.stringify({ targets }));
			return file(name);
		},
		[Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
	};
}
