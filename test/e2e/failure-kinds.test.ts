import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CAUSES } from "../../src/core/causes/causes.ts";
import type { FailureKind } from "../../src/core/result/failure.ts";
import { BEHAVIOURS } from "../support/behaviours/all.ts";
import type { Behaviour } from "../support/behaviours/behaviour.ts";
import { arrange } from "../support/behaviours/stage.ts";
import { MODEL } from "../support/healthy.ts";
import { PLANTED_KEY, runProgram } from "../support/program.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder } from "../support/use.ts";

const folder = useScratchFolder();

const all: readonly Behaviour[] = Object.values(BEHAVIOURS).flat();

/** One behaviour of each kind: one that can be nothing else, or else one that is this first of all. */
function exampleOf(kind: FailureKind): Behaviour | undefined {
	const fresh = all.filter(({ memory }) => memory === null);
	return (
		fresh.find(({ expected }) => expected.cause === kind) ?? fresh.find(({ expected }) => expected.cause?.[0] === kind)
	);
}

describe("every kind of failure, seen by the built program as by cron", () => {
	const kinds = Object.keys(CAUSES) as FailureKind[];

	it.concurrent.each(someOf(5, kinds))("%s", async (kind) => {
		const behaviour = exampleOf(kind);
		if (behaviour === undefined) throw new Error(`no behaviour shows ${kind}`);
		const { status, exitCode } = behaviour.expected;
		await using stage = await arrange(behaviour);
		const config = folder.file(`${kind}.json`);
		const caFile = folder.file(`${kind}.pem`);
		writeFileSync(caFile, stage.caPem ?? "");
		const written = { name: kind, url: stage.baseUrl, model: MODEL, ...settingsOf(behaviour) };
		writeFileSync(config, JSON.stringify({ targets: [{ ...written, ...(stage.caPem ? { caFile } : {}) }] }));

		const proxy =
			stage.proxyUrl === null
				? {}
				: { HTTP_PROXY: stage.proxyUrl, http_proxy: stage.proxyUrl, HTTPS_PROXY: stage.proxyUrl };
		const run = await runProgram(["probe", "--config", config, "--format", "json", "--deadline", "10s"], {
			env: { LLM_API_KEY: PLANTED_KEY, ...proxy },
		});
		expect(run, run.stdout + run.stderr).toMatchObject({ exitCode, stderr: "" });
		const [record] = JSON.parse(run.stdout).targets;
		expect(record).toMatchObject({ status, cause: kind, exitCode });
		expect(record.detail).toBeTruthy();
		expect(record.nextStep).toBeTruthy();
	});
});

/** A target as the code has it → as a config file says it. */
function settingsOf({ target }: Behaviour): object {
	const { apiTimeoutMs = 4000, inferenceTimeoutMs = 4000, slowMs, name: _name, url: _url, ...same } = target;
	const slow = typeof slowMs === "number" ? { slow: `${slowMs}ms` } : {};
	return { ...same, ...slow, apiTimeout: `${apiTimeoutMs}ms`, inferenceTimeout: `${inferenceTimeoutMs}ms` };
}
