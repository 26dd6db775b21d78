import { spawnSync } from "node:child_process";
import { openStore } from "../../src/store/store.ts";
import type { Scene } from "./scene.ts";
import { spreadOf } from "./statistics.ts";
import type { Row } from "./table.ts";

/** `bench.js --save-once PATH`: loads a state file and prints how long saving it took, in a process that never did. */
export async function saveOnce(path: string): Promise<void> {
	const store = openStore(path, 0o600, process);
	await store.lock(performance.now() + 5000);
	const { state } = await store.load();
	const started = performance.now();
	const problem = store.save(state);
	const ms = performance.now() - started;
	store.unlock();
	if (problem !== null) throw new Error(problem);
	console.log(ms);
}

export function measureSave(scene: Scene, rounds: number): readonly Row[] {
	const times = Array.from({ length: rounds }, () => {
		const child = spawnSync(process.execPath, [__filename, "--save-once", scene.file("thousand.json")], {
			encoding: "utf8",
		});
		return Number(child.stdout);
	});
	const note = "serialised, written, synced, renamed; in a fresh process";
	return [{ axis: "state save, 1000 targets", unit: "ms", spread: spreadOf(times), note, demand: 20 }];
}
