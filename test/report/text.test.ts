import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/report/terminal.ts";
import { render } from "../../src/report/text.ts";
import { anyRecords } from "./any-records.ts";
import { apiDown, aRecord, aReport, manyTargets, modelDown, plain, slow, staleRecord } from "./builders.ts";

const shown = (...targets: Parameters<typeof aReport>[0]) => render(aReport(targets), plain).stdout;

describe("one target", () => {
	test("ok, and for how long", () => {
		expect(shown(aRecord({ since: "2026-01-02T02:40:05.000Z" }))).toMatchInlineSnapshot(`
			"✔ gpustack: ok for 3d
			  server     http://gpu01:8000/v1  (vllm)
			  model      Qwen/Qwen2.5-14B
			  api        ✔   84 ms  2 models listed
			  inference  ✔  312 ms  "Hello! How can", 5 tokens
			  checked    2026-01-05 02:40:05 UTC
			"
		`);
	});
	test("API down: the cause and the next command", () => {
		expect(shown(apiDown())).toMatchInlineSnapshot(`
			"✖ gpustack: API down for 12m 1s  (refused)
			  server     http://gpu01:8000/v1
			  model      Qwen/Qwen2.5-14B
			  api        ✖          no answer
			  inference  -          not asked
			  cause      Nothing listens on gpu01 port 8000: the server is not running, or is still starting
			             (ECONNREFUSED).
			  checked    2026-01-05 02:40:05 UTC

			  Next, run:
			    ssh gpu01 'systemctl status vllm; journalctl -u vllm -n 50'
			"
		`);
	});
	test("model down behind a live API", () => {
		expect(shown(modelDown())).toMatchInlineSnapshot(`
			"✖ gpustack: model down for 2m 1s  (server_error)
			  server     http://gpu01:8000/v1  (vllm)
			  model      Qwen/Qwen2.5-14B
			  api        ✔   84 ms  2 models listed
			  inference  ✖   18 ms  HTTP 500
			  cause      The server failed while generating (HTTP 500): CUDA error: out of memory
			  checked    2026-01-05 02:40:05 UTC
			  alert      sent

			  Next, run:
			    curl -sS http://gpu01:8000/v1/chat/completions -H "Authorization: Bearer $LLM_API_KEY" -d '{"model":"Qwen/Qwen2.5-14B"}'
			"
		`);
	});
	test("degraded: which stage was slow", () => {
		expect(shown(slow({ ttftMs: 340, tokensPerSecond: 31.6 }))).toMatchInlineSnapshot(`
			"! gpustack: degraded  (slow)
			  server     http://gpu01:8000/v1  (vllm)
			  model      Qwen/Qwen2.5-14B
			  api        ✔   84 ms  2 models listed
			  inference  !    12 s  "Hello! How can", 5 tokens, first after 340 ms, 32 tokens/s
			  cause      The model answered, but took 12.4 s where 5 s are allowed.
			  checked    2026-01-05 02:40:05 UTC

			  Next, run:
			    curl -sS http://gpu01:8000/metrics | grep -E 'vllm:num_requests_(running|waiting)'
			"
		`);
	});
	test("too old to trust", () => {
		expect(shown(staleRecord())).toMatchInlineSnapshot(`
			"? gpustack: stale, was ok
			  server     http://gpu01:8000/v1  (vllm)
			  model      Qwen/Qwen2.5-14B
			  note       last check 27m ago, allowed 10m: is cron running?
			  checked    2026-01-05 02:13:06 UTC  (27m ago)

			  Next, run:
			    systemctl status cron llm-healthcheck.timer
			"
		`);
	});
	test("ok with a note", () => {
		expect(shown(aRecord({ detail: "no model set: asked Qwen/Qwen2.5-14B" }))).toContain("note       no model set");
	});
	test("degraded without an answer: what came instead", () => {
		const saw = { answer: null, completionTokens: null } as const;
		expect(shown(slow({ ...saw, cause: "overloaded", httpStatus: 503, inferenceMs: 20 }))).toMatch(
			/inference {2}! +20 ms {2}HTTP 503/,
		);
		expect(shown(slow({ ...saw, cause: "busy", httpStatus: null, inferenceMs: null }))).toMatch(
			/inference {2}! +no answer/,
		);
	});
	test("where no model is listed, none was asked", () => {
		const nothing = { models: [], inferenceMs: null, httpStatus: 200 } as const;
		expect(shown(modelDown({ ...nothing, cause: "no_models" }))).toMatch(
			/api +✔ +84 ms {2}0 models listed\n.*inference {2}- +not asked/,
		);
	});
	test("an untested model is not shown as failed", () => {
		expect(shown(slow({ cause: "idle", inferenceMs: null, answer: null, completionTokens: null }))).toMatch(
			/inference {2}- +not asked/,
		);
	});
});

describe("several targets", () => {
	test("the worst last, the reasons beneath, the count at the end", () => {
		expect(shown(...manyTargets)).toMatchInlineSnapshot(`
			"  target       status          api  inference  model
			✔ gpustack     ok            84 ms     312 ms  Qwen/Qwen2.5-14B
			✔ paris        ok            1.2 s      2.3 s  Qwen/Qwen2.5-14B
			! ollama-edge  degraded      84 ms       12 s  llama3:8b
			✖ berlin       model down    84 ms      18 ms  Qwen/Qwen2.5-14B
			✖ 東京 GPU 🚀  API down          -          -  -

			! ollama-edge: degraded  (slow)
			  The model answered, but took 12.4 s where 5 s are allowed.
			    curl -sS http://gpu01:8000/metrics | grep -E 'vllm:num_requests_(running|waiting)'

			✖ berlin: model down for 2m 1s  (server_error)
			  The server failed while generating (HTTP 500): CUDA error: out of memory
			    curl -sS http://gpu01:8000/v1/chat/completions -H "Authorization: Bearer $LLM_API_KEY" -d '{"model":"Qwen/Qwen2.5-14B"}'
			  The alert is not sent yet: the next check tries again.

			✖ 東京 GPU 🚀: API down for 12m 1s  (refused)
			  Nothing listens on gpu01 port 8000: the server is not running, or is still starting
			  (ECONNREFUSED).
			    ssh gpu01 'systemctl status vllm; journalctl -u vllm -n 50'

			5 targets: 2 ok, 1 degraded, 1 model down, 1 API down
			"
		`);
	});

	test("forty in the same trouble are told once, with the first one's command", () => {
		const nodes = Array.from({ length: 40 }, (_, index) =>
			apiDown({
				target: `node-${index}`,
				url: `http://node${index}:8000/v1`,
				detail: "Nothing listens on that port.",
				nextStep: `docker ps -a  # on node${index}`,
				since: index === 7 ? "2026-01-05T02:30:05.000Z" : "2026-01-05T02:28:05.000Z",
			}),
		);
		const lines = shown(...nodes, modelDown(), modelDown({ target: "b" }))
			.split("\n")
			.slice(43)
			.join("\n");
		expect(lines).toMatchInlineSnapshot(`
			"
			✖ gpustack, b: model down for 2m 1s  (server_error)
			  The server failed while generating (HTTP 500): CUDA error: out of memory
			    curl -sS http://gpu01:8000/v1/chat/completions -H "Authorization: Bearer $LLM_API_KEY" -d '{"model":"Qwen/Qwen2.5-14B"}'

			✖ node-0, node-1, node-2 … and 37 more: API down for up to 12m 1s  (refused)
			  Nothing listens on that port.
			  For node-0, and likewise for the others:
			    docker ps -a  # on node0

			42 targets: 2 model down, 40 API down
			"
		`);
	});

	test("another word of the server, another block", () => {
		const lines = shown(modelDown(), modelDown({ target: "b", detail: "Something else." })).split("\n");
		expect(lines.filter((line) => /^✖ .*model down for/.test(line))).toHaveLength(2);
	});

	test("columns stand under each other whatever script the names are written in", () => {
		const names = ["東京 GPU 🚀", "plain", "héllo", "e\u0301", "한국어", "👩🏽‍🔬 lab", "x".repeat(60)];
		const lines = shown(...names.map((target) => aRecord({ target })))
			.split("\n")
			.slice(1, names.length + 1);
		const columns = lines.map((line) => displayWidth(line.slice(0, line.indexOf("  ok  ") + 2)));
		expect(new Set(columns).size).toBe(1);
	});
});

test("colour only where it is allowed", () => {
	const report = aReport(manyTargets);
	const colored = render(report, { ...plain, color: true }).stdout;
	expect(colored).toContain("\u001b[31m");
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is looked for
	expect(colored.replaceAll(/\u001b\[\d+m/g, "")).toBe(render(report, plain).stdout);
});

test("long words wrap to the terminal, commands never do", () => {
	const long = apiDown({ detail: "word ".repeat(60), nextStep: `curl ${"-x ".repeat(80)}http://h/` });
	const lines = render(aReport([long]), { ...plain, columns: 60 }).stdout.split("\n");
	const wide = lines.filter((line) => displayWidth(line) > 60);
	expect(wide).toEqual([expect.stringMatching(/^ {4}curl .*http:\/\/h\/$/)]);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: that none are there is the claim
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/;

test("no control characters from any record", () => {
	fc.assert(
		fc.property(anyRecords, (records) => {
			expect(render(aReport(records), plain).stdout).not.toMatch(CONTROL);
		}),
	);
});
