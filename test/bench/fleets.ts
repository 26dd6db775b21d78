import { writeFileSync } from "node:fs";
import { MODEL } from "../support/healthy.ts";
import { campaign, ratio, valuesOf } from "./campaign.ts";
import { startFleet } from "./fleet.ts";
import type { Command, Measured } from "./meter.ts";
import { shellCheck } from "./peers.ts";
import type { Scene } from "./scene.ts";
import { quantile, spreadOf } from "./statistics.ts";
import type { Row } from "./table.ts";

const ANSWER_MS = 200;
const IDEAL_MS = 2 * ANSWER_MS;

/** 100 targets at once, 200 ms an answer. */
export async function measureHundred(scene: Scene, rounds: number): Promise<readonly Row[]> {
	await using fleet = await startFleet(100, ANSWER_MS);
	const config = scene.configFor("hundred.config.json", fleet.urls);
	const state = scene.file("hundred.json");
	const check = scene.run(["check", "--config", config, "--state", state, "--format", "json"]);
	const contestants = { check, shells: shellChecks(scene, fleet.urls) };
	const results = campaign(contestants, { rounds, warmUps: 1, folder: scene.folder });

	await fleet.counts();
	const latencies = campaign({ check }, { rounds, warmUps: 0, folder: scene.folder });
	const { lateMs } = await fleet.counts();
	const cpu = (name: string) => quantile(valuesOf(results, name, "cpuMs"), 0.5).toFixed(0);
	return [
		{
			axis: "100 targets: wall over the ideal 400 ms",
			unit: "x",
			spread: spreadOf(valuesOf(results, "check", "wallMs").map((wall) => wall / IDEAL_MS)),
			note: `${quantile(valuesOf(results, "check", "wallMs"), 0.5).toFixed(0)} ms`,
			demand: 1.5,
			aim: 1.3,
		},
		{
			axis: "100 targets: CPU against 100 shell checks",
			unit: "1/",
			spread: ratio(results, "shells", "check"),
			note: `${cpu("check")} ms against ${cpu("shells")} ms`,
			demand: 8,
			aim: 12,
		},
		latencyRow(latencies.check ?? [], quantile(lateMs, 0.95)),
	];
}

/** As one script would start them: all at once. */
function shellChecks(scene: Scene, urls: readonly string[]): Command {
	const list = scene.file("urls.txt");
	writeFileSync(list, `${urls.join("\n")}\n`);
	const script = 'while read -r url; do LLM_BASE_URL=$url "$1" & done <"$2"; wait';
	return { argv: ["bash", "-c", script, "shells", shellCheck, list], env: { LLM_MODEL: MODEL } };
}

type Stages = Readonly<{ apiMs: number; inferenceMs: number }>;

function latencyRow(runs: readonly Measured[], serverLateMs: number): Row {
	const reported = runs.map(({ stdout }) => (JSON.parse(stdout) as { targets: Stages[] }).targets);
	const p95 = (targets: readonly Stages[], pick: (stages: Stages) => number) => quantile(targets.map(pick), 0.95);
	const both = reported.map((targets) =>
		quantile(
			targets.flatMap(({ apiMs, inferenceMs }) => [apiMs, inferenceMs]),
			0.95,
		),
	);
	const stage = (pick: (stages: Stages) => number) => spreadOf(reported.map((targets) => p95(targets, pick))).median;
	return {
		axis: "100 targets: error on the reported latency, p95",
		unit: "%",
		spread: spreadOf(both.map((ms) => (100 * (ms - ANSWER_MS)) / ANSWER_MS)),
		note: `p95 api ${stage(({ apiMs }) => apiMs).toFixed(0)} ms, inference ${stage(({ inferenceMs }) => inferenceMs).toFixed(0)} ms; the server itself ${(ANSWER_MS + serverLateMs).toFixed(0)} ms`,
		demand: 10,
		aim: 5,
	};
}

/** 1000 targets at once, 200 ms an answer. The state file it leaves is what `measureSave` saves again. */
export async function measureThousand(scene: Scene, rounds: number): Promise<readonly Row[]> {
	await using fleet = await startFleet(1000, ANSWER_MS);
	const config = scene.configFor("thousand.config.json", fleet.urls);
	const args = ["check", "--config", config, "--state", scene.file("thousand.json"), "--format", "json"];
	const options = { rounds, warmUps: 1, folder: scene.folder, memory: true };
	const results = campaign({ check: scene.run(args) }, options);
	const cpu = quantile(valuesOf(results, "check", "cpuMs"), 0.5).toFixed(0);
	return [
		{
			axis: "1000 targets: wall",
			unit: "s",
			spread: spreadOf(valuesOf(results, "check", "wallMs").map((ms) => ms / 1000)),
			note: `CPU ${cpu} ms`,
			demand: 2.5,
		},
		{
			axis: "1000 targets: peak memory",
			unit: "MB",
			spread: spreadOf(valuesOf(results, "check", "peakMb")),
			note: "",
			demand: 150,
		},
	];
}
