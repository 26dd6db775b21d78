import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runProgram } from "../support/program.ts";
import { raw, silence } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { someOf } from "../support/size.ts";
import { useScratchFolder } from "../support/use.ts";

/* What one server sends touches the verdict of no other, nor its latency. */

const folder = useScratchFolder();

const hostile = ["000", "001", "099", "101", "1000"].map((status) => [
	`status ${status}`,
	raw([`HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\n{}`]),
]) as [string, ReturnType<typeof raw>][];
const rows = [
	...hostile,
	["an upgrade", raw(["HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"])],
	["an endless head", raw(["HTTP/1.1 200 OK\r\n", ...Array(3000).fill(`X-A: ${"b".repeat(100)}\r\n`)])],
	["silence", silence],
] as const;

it.each(someOf(2, rows))("%s of twenty servers leaves a healthy one alone", async (name, reply) => {
	await using bad = await startScriptedServer({ script: { routes: { "*": reply } } });
	await using good = await startScriptedServer();
	const neighbours = Array.from({ length: 20 }, (_, index) => ({ name: `bad${index}`, url: `${bad.url}/${index}/v1` }));
	const config = folder.file(`${name.replaceAll(" ", "-")}.json`);
	const targets = [...neighbours, { name: "good", url: good.baseUrl }];
	writeFileSync(config, JSON.stringify({ defaults: { apiTimeout: name === "silence" ? "1s" : "10s" }, targets }));
	const { exitCode, stdout } = await runProgram(["probe", "--config", config, "--format", "json"]);
	const { targets: records } = JSON.parse(stdout) as { targets: { target: string; status: string; cause: string }[] };
	const byStatus = (status: string) => records.filter((record) => record.status === status);
	expect(byStatus("ok").map(({ target }) => target)).toEqual(["good"]);
	expect(byStatus("api_down")).toHaveLength(20);
	expect(new Set(byStatus("api_down").map(({ cause }) => cause))).toEqual(
		new Set([name === "silence" ? "timeout" : "protocol"]),
	);
	expect(exitCode).toBe(1);
});
