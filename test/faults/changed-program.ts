import { join } from "node:path";
import { rolldown } from "rolldown";

/** One line of the program, broken on purpose. */
type Change = Readonly<{ file: string; from: string; to: string }>;

/** What a person might write who does not know why it is as it is. */
export const SABOTAGED = {
	"holds no lock": [
		{
			file: "store/lock/lock.ts",
			from: "if (holder) return { held: false, holder };",
			to: "if (holder) return { held: true };",
		},
		{
			file: "store/lock/lock.ts",
			from: "if (!rival) return { held: true };",
			to: "if (ownerName) return { held: true };",
		},
	],
	"sends before it records": [
		{
			file: "run/check.ts",
			from: "const unsaved = store.save(counted.state);",
			to: "const unsaved: string | null = null;",
		},
	],
	"ticks off before it sends": [
		{
			file: "run/deliver-all.ts",
			from: "const delivery = await send(",
			to: "store.save(tick(latest, { notifier: name, accepted: due.map(({ id }) => id) }, names)); const delivery = await send(",
		},
	],
	"takes a failed delivery for a good one": [
		{
			file: "run/deliver-all.ts",
			from: "const refusedIds =",
			to: "accepted = due.map(({ id }) => id); const refusedIds =",
		},
	],
	"forgets who asked for time": [
		{ file: "run/deliver-all.ts", from: "if (held !== null) {", to: "if (held === name) {" },
	],
	"writes its state in place": [
		{
			file: "store/file.ts",
			from: "renameSync(temporary, path);",
			to: `writeFileSync(path, text.slice(0, 99)); for (const end = Date.now() + 60; Date.now() < end; ); renameSync(temporary, path);`,
		},
	],
	"remembers nothing": [
		{
			file: "store/store.ts",
			from: `if (found.kind === "state") return { state: found.state,`,
			to: `if (found.kind === "state") return { state: EMPTY_STATE,`,
		},
	],
} as const satisfies Record<string, readonly Change[]>;
export type Sabotaged = keyof typeof SABOTAGED;

const root = join(import.meta.dirname, "..", "..");

/** No sabotage: a network disk on a bad day. */
export const SLOW_DISK: readonly Change[] = [
	{
		file: "store/file.ts",
		from: "fsyncSync(file);",
		to: "for (const end = Date.now() + 150; Date.now() < end; ); fsyncSync(file);",
	},
];

/** No sabotage either: a receiver that gets each alert in a message of its own, and may accept some and not others. */
export const ONE_BY_ONE: readonly Change[] = [
	{
		file: "notify/slack/deliver.ts",
		from: "const payload = slackPayload(message);",
		to: `const payload = slackPayload(message);
		const accepted = [];
		for (const { id } of transitions) {
			const problem = await post(setup, { ...payload, id }, context);
			if (problem !== null) return { accepted, refused: [], problem };
			accepted.push(id);
		}
		if (accepted.length > 0) return { accepted, refused: [], problem: null };`,
	},
];

/** Builds the program with these changes into a folder of its own, and answers how to start it. */
export async function buildChanged(name: string, changes: readonly Change[]): Promise<readonly string[]> {
	const missing = new Set(changes);
	const apply = (code: string, id: string) => {
		let changed = code;
		for (const change of changes) {
			if (!id.endsWith(`/src/${change.file}`) || !changed.includes(change.from)) continue;
			changed = changed.replace(change.from, change.to);
			missing.delete(change);
		}
		return changed;
	};
	const dir = join(root, "build", "changed", name.replaceAll(" ", "-"));
	const bundle = await rolldown({
		input: { main: join(root, "src", "main.ts") },
		platform: "node",
		plugins: [{ name: "change", transform: apply }],
	});
	await bundle.write({ dir, format: "cjs", entryFileNames: "[name].js", chunkFileNames: "[name].js" });
	await bundle.close();
	if (missing.size > 0) throw new Error(`the program has changed, and not this: ${JSON.stringify([...missing])}`);
	return [process.execPath, join(dir, "main.js")];
}
