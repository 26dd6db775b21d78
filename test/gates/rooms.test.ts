import { execFile } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { useScratchFolder } from "../support/use.ts";

/*
 * The lint configuration is the table of rooms. The real linter reads one probe file for each room and depth, which
 * imports everything there is: what it refuses must be everything but what the table allows.
 */

const root = join(import.meta.dirname, "..", "..");
const source = join(root, "src");
const folders = (path: string) =>
	readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
const ROOMS = folders(source);

const PACKAGES = [
	"undici",
	"undici/lib/dispatcher/client.js",
	"zod",
	"zod/mini",
	"dotenv",
	"commander",
	"pino",
	"left-pad",
];
const NODE = ["node:fs", "node:net", "node:vm"];
const OTHER_ROOMS = [...ROOMS, "newroom"];

/** From a folder inside a room. */
const IN_THE_ROOM_ABOVE = ["../y.ts", "../other/y.ts", "../message/y.ts"];

type Place = Readonly<{
	/** Rooms. */
	rooms?: readonly string[];
	/** Packages and Node's modules. */
	others?: readonly string[];
	/** Single files of a room. */
	files?: readonly string[];
	/** Whether it may import what lies in its room above it. */
	above?: boolean;
}>;

/** A probe's path under `src/` → what it may import besides its neighbours. */
const MAY_IMPORT: Readonly<Record<string, Place>> = {
	"core/probe.ts": {},
	"core/topic/probe.ts": { files: ["../other/y.ts", "../message/y.ts"] },
	"core/topic/deep/probe.ts": { files: ["../other/y.ts", "../message/y.ts"] },
	"checks/probe.ts": { rooms: ["core", "http"] },
	"checks/llm/probe.ts": { rooms: ["core", "http"], above: true },
	// Only a context of its own bounds the time of a regular expression.
	"checks/llm/expectation.ts": { rooms: ["core", "http"], others: ["node:vm"], above: true },
	"checks/llm/dialects/probe.ts": { rooms: ["core", "http"], above: true },
	"checks/llm/dialects/openai/probe.ts": { rooms: ["core", "http"], above: true },
	"http/probe.ts": { rooms: ["core"], others: ["undici/lib/dispatcher/client.js", ...NODE] },
	"notify/probe.ts": { rooms: ["core", "http"] },
	"notify/slack/probe.ts": { rooms: ["core", "http"], above: true },
	"notify/slack/payload.ts": { rooms: ["core"], files: ["../message/y.ts"] },
	"notify/message/probe.ts": { rooms: ["core"] },
	"store/probe.ts": { rooms: ["core"], others: ["zod/mini", ...NODE] },
	"store/lock/probe.ts": { rooms: ["core"], others: ["zod/mini", ...NODE], above: true },
	"config/probe.ts": { rooms: ["core"], others: ["zod/mini", "dotenv", ...NODE] },
	"config/schema.ts": { rooms: ["core"], others: ["zod/mini"] },
	"report/probe.ts": { rooms: ["core"] },
	"run/probe.ts": { rooms: ["core"], files: ["../config/config.ts", "../checks/prober.ts", "../store/store.ts"] },
	"cli/probe.ts": { rooms: ["core"], others: ["commander"] },
	"commands/probe.ts": {
		rooms: OTHER_ROOMS.filter((room) => !["cli", "build", "launch"].includes(room)),
		others: NODE,
	},
	"launch/probe.ts": { others: NODE },
	"build/probe.ts": { rooms: OTHER_ROOMS, others: [...PACKAGES, ...NODE] },
	// What nobody has named yet.
	"newroom/probe.ts": {},
	"newroom/deep/probe.ts": {},
	"newroom/very/deep/probe.ts": {},
	"http/deep/probe.ts": {},
	"report/deep/probe.ts": {},
	"notify/slack/deep/probe.ts": {},
};

/** Everything that a file at this place could import, one way each. */
function importsAt(path: string): readonly string[] {
	const up = "../".repeat(path.split("/").length - 1);
	const [own] = path.split("/");
	return [
		"./neighbour.ts",
		...(path.split("/").length > 2 ? IN_THE_ROOM_ABOVE : []),
		...OTHER_ROOMS.filter((room) => room !== own).flatMap((room) => [`${up}${room}/y.ts`, `${up}${room}/deep/y.ts`]),
		...["config/config.ts", "checks/prober.ts", "store/store.ts", "main.ts"].map((file) => `${up}${file}`),
		...PACKAGES,
		...NODE,
	];
}

function isAllowed(path: string, name: string): boolean {
	const { rooms = [], others = [], files = [], above = false } = MAY_IMPORT[path] ?? {};
	const up = "../".repeat(path.split("/").length - 1);
	if (name === "./neighbour.ts" || others.includes(name) || files.includes(name)) return true;
	if (rooms.some((room) => name.startsWith(`${up}${room}/`))) return true;
	if (path.startsWith("build/")) return true;
	return above && IN_THE_ROOM_ABOVE.includes(name);
}

describe("the linter and the table of rooms", () => {
	const tree = useScratchFolder();
	/** By probe: the imports that the linter refuses. */
	const refused = new Map<string, string[]>();

	beforeAll(async () => {
		copyFileSync(join(root, "biome.json"), tree.file("biome.json"));
		for (const path of Object.keys(MAY_IMPORT)) {
			mkdirSync(dirname(tree.file(`src/${path}`)), { recursive: true });
			writeFileSync(
				tree.file(`src/${path}`),
				importsAt(path)
					.map((name) => `import "${name}";\n`)
					.join(""),
			);
		}
		const args = ["lint", "--reporter=github", "--max-diagnostics=none", "--colors=off"];
		const { stdout } = await promisify(execFile)(join(root, "node_modules/.bin/biome"), args, {
			cwd: tree.path,
			maxBuffer: 2 ** 26,
		}).catch((error: { stdout: string }) => error);
		for (const [, file = "", line] of stdout.matchAll(
			/title=lint\/style\/noRestrictedImports,file=([^,]+),line=(\d+)/g,
		)) {
			const path = file.replace(/^.*?src\//, "");
			refused.set(path, [...(refused.get(path) ?? []), importsAt(path)[Number(line) - 1] ?? "?"]);
		}
	});

	it.each(Object.keys(MAY_IMPORT))("src/%s may import what the table allows, and nothing else", (path) => {
		const expected = importsAt(path).filter((name) => !isAllowed(path, name));
		expect((refused.get(path) ?? []).toSorted()).toEqual(expected.toSorted());
	});

	it("has a row for each folder, however deep", () => {
		const placeOf = (folder: string) => `${folder.split("/")[0]}, ${folder.split("/").length} deep`;
		const probed = new Set(Object.keys(MAY_IMPORT).map((path) => placeOf(dirname(path))));
		const inside = readdirSync(source, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map((entry) => join(entry.parentPath, entry.name).slice(source.length + 1));
		expect(inside.filter((folder) => !probed.has(placeOf(folder)))).toEqual([]);
	});
});

it("src/run imports of other rooms only types", () => {
	const files = readdirSync(join(source, "run"));
	const imports = files.flatMap((file) =>
		[...readFileSync(join(source, "run", file), "utf8").matchAll(/^import [^;]*? from "(\.\.\/[^"]+)";/gms)].map(
			([whole, from]) => ({ file, from: from ?? "", isType: whole.startsWith("import type ") }),
		),
	);
	const foreign = imports.filter(({ from }) => !from.startsWith("../core/"));
	expect(foreign.length).toBeGreaterThan(0);
	expect(foreign.filter(({ isType }) => !isType)).toEqual([]);
});

it("CONTRIBUTING's table of rooms names exactly the rooms there are", () => {
	const rows = readFileSync(join(root, "CONTRIBUTING.md"), "utf8").matchAll(/^\| `src\/([^/`]+)\/`/gm);
	expect([...rows].map(([, room]) => room).toSorted()).toEqual(ROOMS.toSorted());
});
