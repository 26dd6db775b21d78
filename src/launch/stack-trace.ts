import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";

const PLACE = /(\/[^():]+\.js):(\d+):(\d+)/g;

/**
 * An error's stack with TypeScript source positions, from the source maps beside the built files.
 * Done here on demand: Node's own --enable-source-maps would read every map at the start.
 */
export function inTypeScript(stack: string): string {
	const maps = new Map<string, SourceMap | null>();
	return stack.replace(PLACE, (place, file: string, line: string, column: string) => {
		if (!maps.has(file)) maps.set(file, mapOf(file));
		// Stacks count from 1, maps from 0.
		const entry = maps.get(file)?.findEntry(Number(line) - 1, Number(column) - 1);
		if (!entry || !("originalSource" in entry)) return place;
		const source = entry.originalSource.replace(/^(file:\/\/.*?)?(\.\.\/)*(?=src\/|node_modules\/)/, "");
		return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
	});
}

function mapOf(file: string): SourceMap | null {
	try {
		return new SourceMap(JSON.parse(readFileSync(`${file}.map`, "utf8")));
	} catch {
		return null;
	}
}
