import { describe, expect, test } from "vitest";
import { composeMessage, testMessage } from "../../../src/notify/message/compose.ts";
import type { Message, MessageContext } from "../../../src/notify/message/message.ts";
import type { WordedTransition } from "../../../src/notify/message/worded.ts";
import { slackPayload } from "../../../src/notify/slack/payload.ts";
import { at, MINUTE, many, modelDown, NOON, recovered, transition } from "../sample-transitions.ts";
import { readAloud } from "./read-aloud.ts";

function compose(
	transitions: readonly WordedTransition[],
	minutes = 0,
	context: Partial<MessageContext> = {},
): Message {
	return composeMessage(transitions, {
		host: "mon1.example.org",
		now: NOON + minutes * MINUTE,
		stateProblem: null,
		...context,
	});
}

const fleet = [
	...many(12, () => ({ url: "http://gpu1:8000/v1" })),
	...many(25, (i) => ({
		target: `edge-${i}`,
		url: `http://edge${i}:8000/v1`,
		cause: "timeout",
		headline: "No answer",
	})),
	...many(3, (i) => ({
		...modelDown(),
		target: `big-${i}`,
		url: "http://gpu2:8000/v1",
		since: at(-10),
	})),
	...many(6, (i) => ({ ...recovered({ time: at(0), since: at(-180) }), target: `back-${i}`, url: `http://b${i}/v1` })),
];

/** File → the message. To accept a change: `npx vitest run test/notify -u`, then read the difference. */
const golden: Readonly<Record<string, () => Message>> = {
	"api-down": () => compose([transition()]),
	"model-down": () => compose([modelDown({ server: "gpustack" })]),
	"model-down-to-api-down": () => compose([transition({ from: "model_down", since: at(-25) })]),
	recovered: () => compose([recovered()], 15),
	"recovered-from-yesterday": () => compose([recovered({ since: at(-60 * 26 - 7), from: "model_down" })], 15),
	"recovered-but-slow": () =>
		compose([recovered({ to: "degraded", cause: "slow", headline: "Slow", detail: "Took 9s." })], 15),
	"recovered-but-idle": () =>
		compose([recovered({ to: "degraded", cause: "idle", headline: "Model not loaded", detail: null })], 15),
	"recovered-after-the-clock-was-set-back": () => compose([recovered({ since: at(15), time: at(-5) })], 15),
	"recovered-with-interruptions": () => compose([recovered({ since: at(-60 * 11), interrupted: true })], 15),
	"api-down-with-interruptions": () => compose([transition({ from: "model_down", since: at(-25), interrupted: true })]),
	"was-down-with-interruptions": () =>
		compose([transition({ since: at(-25) }), recovered({ since: at(-25), interrupted: true })], 30),
	reminder: () => compose([transition({ kind: "reminder", from: "api_down", since: at(-60 * 6) })]),
	flapping: () =>
		compose([
			transition({
				kind: "flapping",
				from: "ok",
				to: "ok",
				since: at(-30),
				cause: null,
				headline: "Answers again",
				detail: null,
				nextStep: null,
			}),
		]),
	settled: () => compose([recovered({ kind: "settled", from: "api_down" })], 15),
	"settled-down": () => compose([modelDown({ kind: "settled", from: "ok", since: at(-30) })]),
	"sent-late": () =>
		compose([modelDown({ time: at(0) }), transition({ from: "model_down", time: at(5), since: at(0) })], 20),
	"came-and-went": () => compose([transition(), recovered()], 20),
	"came-and-went-thrice-and-is-down": () =>
		compose(
			[0, 20, 40]
				.flatMap((m) => [
					transition({ time: at(m), since: at(m) }),
					recovered({ time: at(m + 10), since: at(m), from: "api_down" }),
				])
				.concat(modelDown({ time: at(60), since: at(60) })),
			65,
		),
	"one-server-twelve-targets": () => compose(many(12, () => ({}))),
	"two-servers-and-a-recovery": () =>
		compose(
			[
				transition(),
				modelDown({ target: "gpu2-llama", url: "http://gpu2:11434/v1", server: "ollama" }),
				recovered({ target: "gpu3" }),
			],
			15,
		),
	"forty-targets": () => compose(fleet),
	"is-it-me": () =>
		compose(
			many(9, (i) => ({ url: `http://gpu${i % 3}:8000/v1`, ownNetwork: true })),
			30,
		),
	"nothing-kept": () => compose([transition({ folded: 12 })], 0, { stateProblem: "unsaved" }),
	test: () => testMessage("slack", { host: "mon1.example.org", now: NOON }),
};

describe("golden messages", () => {
	test.each(Object.entries(golden))("%s", async (name, message) => {
		await expect(readAloud(slackPayload(message()))).toMatchFileSnapshot(`golden/${name}.txt`);
	});
});

test("the recovery from what is not over may not be sent when nothing can be kept", () => {
	const words = (transitions: readonly WordedTransition[]) =>
		JSON.stringify(compose(transitions, 15, { stateProblem: "unsaved" }));
	expect(words([transition()])).toContain("its recovery may not be sent");
	expect(words([recovered()])).toMatch(/may repeat with the next run\./);
});

test("a state file that was lost and is kept again is not called unwritable", () => {
	const words = JSON.stringify(compose([transition()], 0, { stateProblem: "lost" }));
	expect(words).toContain("The state file was lost, so this may have been sent before.");
	expect(words).not.toContain("written");
});
