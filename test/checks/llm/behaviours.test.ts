import { describe, expect, it, vi } from "vitest";
import { advance } from "../../../src/core/alerting/advance.ts";
import { EMPTY_STATE } from "../../../src/core/alerting/state.ts";
import { EXIT_CODES } from "../../../src/core/result/exit-code.ts";
import type { Status } from "../../../src/core/result/verdict.ts";
import { BEHAVIOURS } from "../../support/behaviours/all.ts";
import { asked, type Behaviour, KEY } from "../../support/behaviours/behaviour.ts";
import { DEADLINE_MS, run, type Seen } from "../../support/behaviours/run.ts";
import { USUAL_NEXT_STEPS } from "../../support/behaviours/usual-next-steps.ts";
import { A_HANG_MS } from "../../support/patience.ts";

vi.setConfig({ maxConcurrency: 32 });

describe.concurrent.each(Object.entries<readonly Behaviour[]>(BEHAVIOURS))("%s", (_server, behaviours) => {
	it.each(behaviours.map((behaviour) => [behaviour.name, behaviour] as const))("%s", async (_name, behaviour) => {
		const seen = await run(behaviour);
		checkExpected(behaviour, seen);
		checkManners(behaviour, seen);
	});
});

describe("the table of behaviours", () => {
	const all: Behaviour[] = Object.values(BEHAVIOURS).flat();

	it("is large, and no name stands twice for one server", () => {
		expect(all.length).toBeGreaterThanOrEqual(120);
		for (const behaviours of Object.values(BEHAVIOURS)) {
			const names = behaviours.map(({ name }) => name);
			expect(names).toHaveLength(new Set(names).size);
		}
	});

	it("expects exit codes that follow from the status", () => {
		for (const { name, expected } of all)
			expect([name, expected.exitCode]).toEqual([name, EXIT_CODES[expected.status]]);
	});
});

function checkExpected({ expected }: Behaviour, seen: Seen): void {
	const { verdict, result } = seen;
	const found = { status: verdict.status, cause: verdict.cause?.kind ?? null };
	const causes = [expected.cause].flat();
	expect(found, seen.words).toEqual({
		status: expected.status,
		cause: causes.includes(found.cause) ? found.cause : causes,
	});
	expect(EXIT_CODES[verdict.status]).toBe(expected.exitCode);
	if (expected.stage !== undefined) expect(verdict.stage, "stage").toBe(expected.stage);
	if (expected.softAs !== undefined) expect(verdict.softAs, "softAs").toBe(expected.softAs);
	if (expected.server !== undefined) expect(result.server, "server kind").toBe(expected.server);
	if (expected.headline !== undefined) expect(seen.headline).toMatch(expected.headline);
	if (expected.words !== undefined) expect(seen.words).toMatch(expected.words);
	if (verdict.cause === null) expect(seen.nextStep).toBeNull();
	else expect(seen.nextStep).toMatch(expected.nextStep ?? USUAL_NEXT_STEPS[verdict.cause.kind]);
	if (expected.notes !== undefined) expect(result.notes.map(({ kind }) => kind)).toEqual(expected.notes);
	if (expected.answer !== undefined) expect(result.answer?.text).toBe(expected.answer);
	if (expected.chats !== undefined) expect(seen.chats, "chat completions").toHaveLength(expected.chats);
	expect(statusAfter(3, seen), "status after three such runs").toBe(expected.softAs ?? expected.status);
	expected.also?.(seen);
}

/** The status shown after so many runs in a row that all saw the same. */
function statusAfter(runs: number, { observation, result }: Seen): Status | undefined {
	let state = EMPTY_STATE;
	let status: Status | undefined;
	for (let run = 0; run < runs; run += 1) {
		const advanced = advance(state, [observation], { listeners: [], held: new Set(), now: result.time });
		state = advanced.state;
		status = advanced.targets[0]?.status;
	}
	return status;
}

/** Most of a key is as good as all of it; how it begins is no secret, and servers say it. */
const secretPart = KEY.replace("sk-live-", "");
const piecesOfKey = Array.from({ length: secretPart.length - 5 }, (_, index) => secretPart.slice(index, index + 6));

/** What holds of every run, whatever the server does. */
function checkManners({ target, memory, key }: Behaviour, seen: Seen): void {
	const { verdict, calls, chats } = seen;
	if (verdict.cause !== null) {
		expect(seen.headline).not.toBe("");
		expect(seen.words).not.toBe("");
		expect(seen.nextStep).toMatch(/^\S[^\r\n]*$/);
	}
	const shown = JSON.stringify([seen.result, verdict, seen.headline, seen.words, seen.nextStep]);
	expect(piecesOfKey.filter((piece) => shown.includes(piece))).toEqual([]);
	expect(seen.elapsedMs).toBeLessThan(DEADLINE_MS + A_HANG_MS);
	expect(chats.length).toBeLessThanOrEqual(5);
	for (const call of calls) {
		expect(call.headers["user-agent"]).toBe("llm-healthcheck/0.0.0-test");
		expect(call.path + call.query + call.body).not.toContain(KEY);
	}
	for (const call of chats) {
		const body = asked(call);
		expect(call.headers["content-type"]).toBe("application/json");
		expect("max_tokens" in body && "max_completion_tokens" in body, "both token fields").toBe(false);
		const bearer = key === null ? undefined : `Bearer ${key}`;
		if ((target.auth ?? "bearer") === "bearer") expect(call.headers.authorization).toBe(bearer);
	}
	if (chats[0] !== undefined && memory?.variant == null)
		expect(asked(chats[0])).not.toHaveProperty("max_completion_tokens");
	expect(
		calls.some(({ path, method }) => method === "GET" && path === "/health" && verdict.status === "ok"),
		"asked /health for nothing",
	).toBe(false);
	if (seen.result.server === "litellm") expect(calls.map(({ path }) => path)).not.toContain("/health");
}
