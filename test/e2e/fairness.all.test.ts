import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { completion, modelList } from "../support/healthy.ts";
import { runProgram } from "../support/program.ts";
import { json } from "../support/replies.ts";
import type { Call } from "../support/scripted-server.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

/* `test/run/fairness.test.ts` with the program itself, in real time. */

const MODELS = Array.from({ length: 12 }, (_, index) => `model-${index}`);
const folder = useScratchFolder();
let last: Promise<unknown> = Promise.resolve();
const server = useServer({
	"GET /v1/models": json(modelList(MODELS)),
	"POST /v1/chat/completions": async (call: Call) => {
		last = last.then(() => new Promise((resolve) => setTimeout(resolve, 3000)));
		await last;
		return json(completion("Hello", { model: (call.json as { model: string }).model }));
	},
});

it("of twelve models at 3 s each on a server that serves one request at a time, none is ever down, and each is probed within four runs of 20 s", async () => {
	const config = folder.file("config.json");
	const targets = MODELS.map((model) => ({ name: model, url: server.baseUrl, model }));
	writeFileSync(config, JSON.stringify({ targets }));
	const probed = new Set<string>();
	for (let count = 1; count <= 5; count++) {
		const args = ["check", "--config", config, "--state", folder.file("state.json"), "--deadline", "20s"];
		const { stdout, exitCode } = await runProgram([...args, "--format", "json"]);
		const { targets: records, warnings } = JSON.parse(stdout);
		expect(new Set(records.map(({ status }: { status: string }) => status))).toEqual(new Set(["ok"]));
		expect(exitCode).toBe(3);
		expect(warnings[0]).toMatch(/12 targets, 3 at a time, may take 60 s/);
		for (const { target } of records) probed.add(target);
		if (count === 4) expect([...probed].toSorted()).toEqual(MODELS.toSorted());
	}
});
