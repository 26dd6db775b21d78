import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { startForwardProxy } from "../support/forward-proxy.ts";
import { PLANTED_KEY, runProgram } from "../support/program.ts";
import { empty } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import { caPem, selfSigned, trustedByCa, wrongName } from "../support/tls.ts";
import { useScratchFolder, useServer } from "../support/use.ts";

/* Whoever cannot prove who they are get no key and no message, whatever the environment says for other programs. */

const OFF = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
const folder = useScratchFolder();
const untrusted = useServer({}, { tls: selfSigned });
const good = useServer({}, { tls: trustedByCa });
const misnamed = useServer({}, { tls: wrongName });

beforeAll(() => writeFileSync(folder.file("ca.pem"), caPem));

const probe = (url: string, env: Record<string, string>) =>
	runProgram(["probe", url, "--format", "json"], { env: { LLM_API_KEY: PLANTED_KEY, ...env } });

describe("NODE_TLS_REJECT_UNAUTHORIZED=0 does not switch off what protects the key", () => {
	it.each([
		["at a server of unknown origin", () => untrusted],
		["at another's certificate", () => misnamed],
	])("%s", async (_name, server) => {
		const run = await probe(server().baseUrl, OFF);
		expect(run).toMatchObject({ exitCode: 1, stderr: "" });
		expect(JSON.parse(run.stdout).targets).toMatchObject([{ cause: "tls" }]);
		expect(server().calls).toEqual([]);
	});

	it("behind a tunnel", async () => {
		await using proxy = await startForwardProxy({ hosts: { "llm.internal": untrusted.port } });
		const run = await probe("https://llm.internal", { ...OFF, HTTPS_PROXY: proxy.url });
		expect(JSON.parse(run.stdout).targets).toMatchObject([{ cause: "tls", exitCode: 1 }]);
		expect(untrusted.calls).toEqual([]);
	});

	it("at a webhook", async () => {
		await using server = await startScriptedServer();
		server.change({ "GET /v1/models": empty(503) });
		const env = {
			...OFF,
			SLACK_WEBHOOK_URL: `${untrusted.url}/services/T/B/X`,
			HEARTBEAT_URL: `${untrusted.url}/beat`,
		};
		const run = await runProgram(["check", server.baseUrl, "--state", folder.file("state.json")], { env });
		expect(run).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/slack.*certificate/) });
		expect(JSON.parse(run.stdout)).toMatchObject({ alert: "pending" });
		expect(untrusted.calls).toEqual([]);
	});
});

describe("a private authority is trusted where it is named", () => {
	it("by --ca-file", async () => {
		const run = await runProgram(["probe", good.baseUrl, "--ca-file", folder.file("ca.pem")]);
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
	});

	it("by NODE_EXTRA_CA_CERTS", async () => {
		const run = await probe(good.baseUrl, { NODE_EXTRA_CA_CERTS: folder.file("ca.pem") });
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
	});
});
