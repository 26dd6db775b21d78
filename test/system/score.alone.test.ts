import { expect, it } from "vitest";
import { EXIT_CODES } from "../../src/core/result/exit-code.ts";
import { inBatches } from "../support/batches.ts";
import { BEHAVIOURS } from "../support/behaviours/all.ts";
import type { Behaviour } from "../support/behaviours/behaviour.ts";
import { run } from "../support/behaviours/run.ts";
import { shellCheck } from "../support/behaviours/shell-check.ts";
import { havePrograms } from "../support/programs.ts";

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

it.runIf(havePrograms("bash", "curl", "grep"))(
	"judges every behaviour; the shell check does not",
	{ timeout: 180_000 },
	async () => {
		const rows = Object.entries<readonly Behaviour[]>(BEHAVIOURS).flatMap(([server, behaviours]) =>
			behaviours.map((behaviour) => ({ server, behaviour })),
		);
		const judged = await inBatches(rows, 8, async ({ server, behaviour }) => ({
			server,
			wanted: behaviour.expected.exitCode,
			product: EXIT_CODES[(await run(behaviour)).verdict.status],
			shell: await shellCheck(behaviour, LIMIT_SECONDS),
		}));
		const scores = Object.keys(BEHAVIOURS).map((server) =>
			scoreOf(
				server,
				judged.filter((one) => one.server === server),
			),
		);
		const total = scoreOf("all", judged);
		process.stdout.write(table([...scores, total]));
		expect(total.product).toBe(total.behaviours);
		expect(total.shell).toBeLessThan(total.behaviours);
	},
);

type Judged = Readonly<{ wanted: number; product: number; shell: number }>;

function scoreOf(server: string, judged: readonly Judged[]): Score {
	const count = (holds: (one: Judged) => boolean) => judged.filter(holds).length;
	return {
		server,
		behaviours: judged.length,
		product: count(({ wanted, product }) => wanted === product),
		shell: count(({ wanted, shell }) => wanted === shell),
		falseAlarms: count(({ wanted, shell }) => wanted === 0 && shell !== 0),
		missed: count(({ wanted, shell }) => wanted !== 0 && shell === 0),
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
