import { describe, expect, it } from "vitest";
import { probeServer } from "../../../../src/checks/llm/probe-server.ts";
import { DEFAULT_POLICY } from "../../../../src/core/alerting/policy.ts";
import { recordOf } from "../../../../src/core/causes/describe.ts";
import { observe } from "../../../../src/core/result/observe.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";
import { sampleTarget } from "../builders.ts";
import { REPORTED, type ReportedCase, scriptOf } from "./cases.ts";

/** Debatable cases that were decided otherwise, each with its reason. */
const DECIDED: Readonly<Record<string, Readonly<{ expected: ReportedCase["expected"]; because: string }>>> = {
	"cf-models-405-no-list": {
		expected: { exitCode: [0], status: ["degraded"], cause: "no_model_list" },
		because:
			'the named model answers, so nobody is to be woken; that no list is there stays to be seen until "list": "none" says so',
	},
};

async function recordFor(reported: ReportedCase) {
	await using server = await startScriptedServer({ script: scriptOf(reported) });
	const target = sampleTarget({ url: server.baseUrl, model: "m", apiTimeoutMs: 2000, inferenceTimeoutMs: 2000 });
	const access = { apiKey: () => "sk-test-0123456789", caPem: null, proxyUrl: null };
	const context = { deadlineAt: performance.now() + 8000, userAgent: "test", now: Date.now, trace: null };
	const [result] = await probeServer([{ target, access, memory: null }], context);
	if (result === undefined) throw new Error("not probed");
	return recordOf(observe(result, DEFAULT_POLICY).facts);
}

describe("what public reports describe", () => {
	it.concurrent.each(REPORTED.map((reported) => [reported.name, reported] as const))("%s", async (name, reported) => {
		const { exitCode, status, cause } = DECIDED[name]?.expected ?? reported.expected;
		const record = await recordFor(reported);
		const shown = `${reported.why}\n${record.status} ${record.cause}: ${record.detail}`;
		expect(exitCode, shown).toContain(record.exitCode);
		if (status !== undefined) expect(status, shown).toContain(record.status);
		if (cause !== undefined) expect(String(record.cause), shown).toMatch(new RegExp(cause));
	});
});
