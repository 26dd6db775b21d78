import { expect, it } from "vitest";
import { EXIT_CODES } from "../../src/core/verdict.ts";
import { inBatches } from "../support/batches.ts";
import { BEHAVIOURS } from "../support/behaviours/all.ts";
import type { Behaviour } from "../support/behaviours/behaviour.ts";
import { run } from "../support/behaviours/run.ts";
import { shellCheck } from "../support/behaviours/shell-check.ts";

/** Longer than any scripted delay that ends, shorter than patience. */
const LIMIT_SECONDS = 0.6;

type Score = Readonly<{
	server: string;
	behaviours: number;
	product: number;
	shell: number;
	falseAlarms: number;
	missed: number;
}>;

it("judges every behaviour; the shell check does not", { timeout: 60_000 }, async () => {
	const scores: Score[] = [];
	for (const [server, behaviours] of Object.entries<readonly Behaviour[]>(BEHAVIOURS))
		scores.push(await scoreOf(server, behaviours));
	const total = sum(scores);
	process.stdout.write(table([...scores, total]));
	expect(total.product).toBe(total.behaviours);
	expect(total.shell).toBeLessThan(total.behaviours);
});

async function scoreOf(server: string, behaviours: readonly Behaviour[]): Promise<Score> {
	const wanted = behaviours.map(({ expected }) => expected.exitCode);
	const product = await inBatches(
		behaviours,
		12,
		async (behaviour) => EXIT_CODES[(await run(behaviour)).verdict.status],
	);
	const shell = await inBatches(behaviours, 6, (behaviour) => shellCheck(behaviour, LIMIT_SECONDS));
	const shellWhere = (holds: (wanted: number, said: number) => boolean) =>
		wanted.filter((code, index) => holds(code, shell[index] ?? -1)).length;
	return {
		server,
		behaviours: behaviours.length,
		product: wanted.filter((code, index) => code === product[index]).length,
		shell: shellWhere((code, said) => code === said),
		falseAlarms: shellWhere((code, said) => code === 0 && said !== 0),
		missed: shellWhere((code, said) => code !== 0 && said === 0),
	};
}

function sum(scores: readonly Score[]): Score {
	const add = (field: Exclude<keyof Score, "server">) => scores.reduce((total, score) => total + score[field], 0);
	return {
		server: "all",
		behaviours: add("behaviours"),
		product: add("product"),
		shell: add("shell"),
		falseAlarms: add("falseAlarms"),
		missed: add("missed"),
	};
}

function table(scores: readonly Score[]): string {
	const head = ["server", "behaviours", "llm-healthcheck", "shell check", "false alarms", "missed"];
	const rows = scores.map((score) => Object.values(score).map(String));
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
	const line = (cells: readonly string[]) =>
		cells
			.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
			.join("  ");
	return `\n${[head, ...rows].map(line).join("\n")}\n(false alarms and missed: of the shell check)\n\n`;
}
