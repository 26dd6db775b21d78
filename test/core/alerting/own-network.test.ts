import { describe, expect, test } from "vitest";
import { isOwnNetworkDown } from "../../../src/core/alerting/own-network.ts";
import type { TargetRecord } from "../../../src/core/result/target-record.ts";

type Seen = Pick<TargetRecord, "url" | "stage" | "cause" | "httpStatus">;

const timeout = (url: string): Seen => ({ url, stage: "api", cause: "timeout", httpStatus: null });
const refused = (url: string): Seen => ({ url, stage: "api", cause: "refused", httpStatus: null });
const healthy = (url: string): Seen => ({ url, stage: null, cause: null, httpStatus: 200 });
const answered = (url: string): Seen => ({ url, stage: "api", cause: "gateway_error", httpStatus: 502 });

const cases: readonly [name: string, records: readonly Seen[], expected: boolean][] = [
	["nothing checked", [], false],
	["one server, silent", [timeout("http://gpu1:8000/v1")], false],
	["one server, two targets", [timeout("http://gpu1:8000/v1"), timeout("http://gpu1:8000/v1")], false],
	["two ports of one host: that host is likelier", [timeout("http://gpu1:1/v1"), timeout("http://gpu1:2/v1")], false],
	["two hosts", [timeout("http://gpu1:8000/v1"), timeout("http://gpu2:8000/v1")], true],
	["two tunnels on the loopback", [refused("http://127.0.0.1:1/v1"), refused("http://127.0.0.1:2/v1")], true],
	["the same tunnel twice", [refused("http://[::1]:1/v1"), refused("http://[::1]:1/v1")], false],
	["two hosts, different network causes", [timeout("http://gpu1:8000/v1"), refused("http://gpu2:8000/v1")], true],
	["one of three answers", ["a", "b"].map((h) => timeout(`http://${h}/v1`)).concat(healthy("http://c/v1")), false],
	["one answers with an error", [timeout("http://gpu1/v1"), answered("http://gpu2/v1")], false],
	[
		"the model timed out behind a live API",
		[timeout("http://gpu1/v1"), { url: "http://gpu2/v1", stage: "inference", cause: "timeout", httpStatus: null }],
		false,
	],
	[
		"the answer began and stopped",
		[timeout("http://gpu1/v1"), { url: "http://gpu2/v1", stage: "api", cause: "timeout", httpStatus: 200 }],
		false,
	],
	[
		"our proxy answers for it",
		[timeout("http://gpu1/v1"), { url: "http://gpu2/v1", stage: "api", cause: "proxy_failed", httpStatus: 407 }],
		true,
	],
];

describe("isOwnNetworkDown", () => {
	test.each(cases)("%s", (_name, records, expected) => {
		expect(isOwnNetworkDown(records)).toBe(expected);
	});
});
