import { expect, test } from "vitest";
import { followTrace, startProgress } from "../../src/report/progress.ts";

function aTerminal(columns = 40) {
	let now = 0;
	let tick = () => {};
	let ticking = true;
	const written: string[] = [];
	const progress = startProgress({
		write: (text) => void written.push(text),
		now: () => now,
		every: (_ms, callback) => {
			tick = callback;
			return () => {
				ticking = false;
			};
		},
		columns,
	});
	const after = (ms: number) => {
		now += ms;
		tick();
		return written.at(-1) ?? "";
	};
	return { progress, after, written, isTicking: () => ticking };
}

test("says nothing in the first second", () => {
	const { progress, after, written } = aTerminal();
	progress.begin("gpustack: inference");
	after(900);
	progress.stop();
	expect(written).toEqual([]);
});

test("then shows what runs and for how long, on one line", () => {
	const { progress, after } = aTerminal();
	progress.begin("gpustack: inference");
	expect(after(1000)).toBe("\r\u001b[K⠋ gpustack: inference 1s");
	expect(after(2000)).toBe("\r\u001b[K⠙ gpustack: inference 3s");
});

test("counts from the moment it is given", () => {
	const { progress, after } = aTerminal();
	after(5000);
	progress.begin("waiting for gpustack: loading", 0);
	expect(after(100)).toBe("\r\u001b[K⠋ waiting for gpustack: loading 5s");
});

test("of several shows the one that runs longest", () => {
	const { progress, after } = aTerminal();
	const endFirst = progress.begin("first: api");
	after(500);
	progress.begin("second: api");
	expect(after(1500)).toContain("first: api 2s, and 1 more");
	endFirst();
	expect(after(100)).toContain("second: api 2s");
});

test("clears its line when nothing runs any more, once", () => {
	const { progress, after, written } = aTerminal();
	const end = progress.begin("gpustack: api");
	after(1500);
	end();
	expect(after(100)).toBe("\r\u001b[K");
	after(100);
	progress.stop();
	expect(written).toHaveLength(2);
});

test("stopping clears the line and the timer", () => {
	const { progress, after, written, isTicking } = aTerminal();
	progress.begin("gpustack: api");
	after(1500);
	progress.stop();
	expect(written.at(-1)).toBe("\r\u001b[K");
	expect(isTicking()).toBe(false);
});

test("never wraps to a second line, which it could not clear", () => {
	const { progress, after } = aTerminal(20);
	progress.begin("a-target-with-a-very-long-name: inference");
	expect(after(1500)).toBe("\r\u001b[K⠋ a-target-with-a-…");
});

test("follows a probe's trace", () => {
	const { progress, after } = aTerminal();
	const trace = followTrace(progress);
	const request = {
		kind: "request",
		target: "gpustack",
		method: "GET",
		url: "http://h/v1/models",
		body: null,
	} as const;
	trace({ ...request, stage: "api" });
	expect(after(1400)).toContain("gpustack: api 1s");
	trace({ ...request, stage: "inference" });
	expect(after(1000)).toContain("gpustack: inference 1s");
	trace({ kind: "reply", target: "gpustack", stage: "inference", summary: "200", headers: [], body: null });
	expect(after(100)).toBe("\r\u001b[K");
});
