import { campaign, type Results, ratio, valuesOf } from "./campaign.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { canMeasureMemory, measure } from "./meter.ts";
import { peersFor } from "./peers.ts";
import type { Scene } from "./scene.ts";
import { quantile, spreadOf } from "./statistics.ts";
import type { Row } from "./table.ts";

export type Options = Readonly<{ rounds: number; nodes: readonly (readonly [string, string])[]; sdk: boolean }>;

const BARE = "bare Node";
const MEMORY_ROUNDS = 7;

/** One target that answers at once: start-up, `status`, `probe` and `check`, and what people use today. */
export async function measureSingle(scene: Scene, options: Options): Promise<readonly Row[]> {
	await using fleet = await startFleet(1, 0);
	const { installed, missing } = peersFor(fleet.urls[0] as string, scene.folder, options.sdk);
	if (missing.length > 0) console.log(`Not measured, because not installed: ${missing.join(", ")}.`);
	// `status` needs something to show.
	measure(ownCommands(scene, fleet).check, scene.folder);
	const results = campaign(
		{ [BARE]: scene.bare(), ...ownCommands(scene, fleet), ...installed },
		{ rounds: options.rounds, warmUps: 2, folder: scene.folder },
	);
	return [
		...ownRows(results),
		...Object.keys(installed).map((name) => cpuRow(results, name, BARE)),
		...options.nodes.flatMap(([major, node]) => measureOnNode(scene, fleet, options.rounds, major, node)),
		...measureMemory(scene, fleet),
		...(await countConnections(scene, fleet)),
	];
}

function ownCommands(scene: Scene, fleet: Fleet, node?: string) {
	const url = fleet.urls[0] as string;
	const state = ["--state", scene.file("one.json")];
	return {
		"--version": scene.run(["--version"], node),
		"--help": scene.run(["--help"], node),
		status: scene.run(["status", ...state], node),
		probe: scene.run(["probe", url], node),
		check: scene.run(["check", url, ...state], node),
	};
}

const LIMITS = {
	"--version": { demand: 1.4, aim: 1.15 },
	"--help": { demand: 1.4, aim: 1.15 },
	status: { demand: 1.4, aim: 1.2 },
	probe: { demand: 2.5, aim: 2 },
	check: { demand: 2.5, aim: 2 },
} as const;

function ownRows(results: Results): Row[] {
	return Object.entries(LIMITS).map(([name, limits]) => ({ ...cpuRow(results, name, BARE), ...limits }));
}

function cpuRow(results: Results, name: string, base: string): Row {
	const [cpu, baseCpu, wall] = [
		quantile(valuesOf(results, name, "cpuMs"), 0.5),
		quantile(valuesOf(results, base, "cpuMs"), 0.5),
		quantile(valuesOf(results, name, "wallMs"), 0.5),
	];
	return {
		axis: `CPU: ${name}, over ${base}`,
		unit: "x",
		spread: ratio(results, name, base),
		note: `${cpu.toFixed(0)} ms against ${baseCpu.toFixed(0)} ms, wall ${wall.toFixed(0)} ms`,
	};
}

/** Another Node is measured against itself. */
function measureOnNode(scene: Scene, fleet: Fleet, rounds: number, major: string, node: string): Row[] {
	const base = `bare Node ${major}`;
	const { probe, check } = ownCommands(scene, fleet, node);
	const results = campaign({ [base]: scene.bare(node), probe, check }, { rounds, warmUps: 2, folder: scene.folder });
	return (["probe", "check"] as const).map((name) => ({ ...cpuRow(results, name, base), ...LIMITS[name] }));
}

function measureMemory(scene: Scene, fleet: Fleet): Row[] {
	if (!canMeasureMemory) {
		console.log("Peak memory not measured: that needs GNU time (Debian package `time`).");
		return [];
	}
	const { probe, check } = ownCommands(scene, fleet);
	const options = { rounds: MEMORY_ROUNDS, warmUps: 1, folder: scene.folder, memory: true };
	const results = campaign({ [BARE]: scene.bare(), probe, check }, options);
	const bare = quantile(valuesOf(results, BARE, "peakMb"), 0.5);
	return ["probe", "check"].map((name) => ({
		axis: `peak memory: ${name}, above ${BARE}`,
		unit: "MB" as const,
		spread: spreadOf(valuesOf(results, name, "peakMb").map((peak) => peak - bare)),
		note: `${quantile(valuesOf(results, name, "peakMb"), 0.5).toFixed(0)} MB against ${bare.toFixed(0)} MB`,
		demand: 20,
		aim: 8,
	}));
}

async function countConnections(scene: Scene, fleet: Fleet): Promise<Row[]> {
	await fleet.counts();
	campaign({ check: ownCommands(scene, fleet).check }, { rounds: 1, warmUps: 0, folder: scene.folder });
	const { connections, requests } = await fleet.counts();
	const note = `${requests} requests`;
	return [{ axis: "connections a target", unit: "", spread: spreadOf([connections]), note, demand: 1, aim: 1 }];
}
