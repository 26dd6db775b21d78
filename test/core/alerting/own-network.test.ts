import { describe, expect, test } from "vitest";
import { isOwnNetworkDown } from "../../../src/core/alerting/own-network.ts";
import type { Failure } from "../../../src/core/result/failure.ts";
import type { TargetFacts } from "../../../src/core/result/target-facts.ts";

type Seen = Pick<TargetFacts, "url" | "stage" | "failure" | "httpStatus">;

const TIMEOUT: Failure = { kind: "timeout", phase: "headers", timeoutMs: 1000 };

const timeout = (url: string): Seen => ({ url, stage: "api", failure: TIMEOUT, httpStatus: null });
const refused = (url: string): Seen => ({
	url,
	stage: "api",
	failure: { kind: "refused", code: "ECONNREFUSED" },
	httpStatus: null,
});
const unreachable = (url: string): Seen => ({
	...refused(url),
	failure: { kind: "unreachable", code: "EHOSTUNREACH" },
});
const healthy = (url: string): Seen => ({ url, stage: null, failure: null, httpStatus: 200 });
const answered = (url: string): Seen => ({
	url,
	stage: "api",
	failure: { kind: "gateway_error", httpStatus: 502, message: null, code: null },
	httpStatus: 502,
});

const cases: readonly [name: string, records: readonly Seen[], expected: boolean][] = [
	["nothing checked", [], false],
	["one server, silent", [timeout("http://gpu1:8000/v1")], false],
	["one server, two targets", [timeout("http://gpu1:8000/v1"), timeout("http://gpu1:8000/v1")], false],
	["two ports of one host: that host is likelier", [timeout("http://gpu1:1/v1"), timeout("http://gpu1:2/v1")], false],
	["two hosts", [timeout("http://gpu1:8000/v1"), timeout("http://gpu2:8000/v1")], true],
	["two tunnels on the loopback", [timeout("http://127.0.0.1:1/v1"), timeout("http://127.0.0.1:2/v1")], true],
	["the same tunnel twice", [timeout("http://[::1]:1/v1"), timeout("http://[::1]:1/v1")], false],
	["two servers of this host, stopped", [refused("http://127.0.0.1:1/v1"), refused("http://127.0.0.1:2/v1")], false],
	["one refuses, so it was reached", [timeout("http://gpu1:8000/v1"), refused("http://gpu2:8000/v1")], false],
	[
		"one answered before it closed its port",
		[
			timeout("http://gpu1:8000/v1"),
			{ url: "http://gpu2/v1", stage: "api", failure: { ...TIMEOUT, thenClosed: true }, httpStatus: null },
		],
		false,
	],
	["two hosts, different network causes", [timeout("http://gpu1:8000/v1"), unreachable("http://gpu2:8000/v1")], true],
	["one of three answers", ["a", "b"].map((h) => timeout(`http://${h}/v1`)).concat(healthy("http://c/v1")), false],
	["one answers with an error", [timeout("http://gpu1/v1"), answered("http://gpu2/v1")], false],
	[
		"the model timed out behind a live API",
		[timeout("http://gpu1/v1"), { url: "http://gpu2/v1", stage: "inference", failure: TIMEOUT, httpStatus: null }],
		false,
	],
	[
		"the answer began and stopped",
		[timeout("http://gpu1/v1"), { url: "http://gpu2/v1", stage: "api", failure: TIMEOUT, httpStatus: 200 }],
		false,
	],
	[
		"our proxy answers for it",
		[
			timeout("http://gpu1/v1"),
			{
				url: "http://gpu2/v1",
				stage: "api",
				failure: { kind: "proxy_failed", code: "X", httpStatus: 407 },
				httpStatus: 407,
			},
		],
		true,
	],
];

describe("isOwnNetworkDown", () => {
	test.each(cases)("%s", (_name, records, expected) => {
		expect(isOwnNetworkDown(records)).toBe(expected);
	});
});
