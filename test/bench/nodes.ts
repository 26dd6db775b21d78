import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Node binaries and the openai SDK come from npm, on request, into the cache folder that npm packages use. */
const downloads = join(__dirname, "..", "node_modules", ".cache", "llm-healthcheck-bench");

/** What the npm package `node` fetches for this platform, without its install script; the program compiled for it. */
export function nodeBinary(major: string): string {
	const name = `node-${process.platform}-${process.arch}`;
	const node = join(installed(`node-${major}`, name, `${name}@${major}`), "bin", "node");
	// As an installation under that Node would.
	spawnSync(node, [join(__dirname, "..", "dist", "compile.js")]);
	return node;
}

/** Where the package lies; `null` when it was neither asked for nor fetched before. */
export function openaiSdk(wanted: boolean): string | null {
	return wanted || existsSync(join(downloads, "openai")) ? installed("openai", "openai", "openai") : null;
}

function installed(folder: string, name: string, spec: string): string {
	const prefix = join(downloads, folder);
	const home = join(prefix, "node_modules", name);
	if (existsSync(home)) return home;
	mkdirSync(prefix, { recursive: true });
	writeFileSync(join(prefix, "package.json"), "{}");
	const npm = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", prefix, spec], {
		stdio: ["ignore", "ignore", "inherit"],
	});
	if (npm.status !== 0) throw new Error(`npm could not install ${spec}`);
	return home;
}
