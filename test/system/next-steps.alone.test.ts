import { describe, expect, it, vi } from "vitest";
import { inBatches } from "../support/batches.ts";
import { BEHAVIOURS } from "../support/behaviours/all.ts";
import { type Behaviour, KEY } from "../support/behaviours/behaviour.ts";
import { isRunnable, type Step, takeNextStep } from "../support/behaviours/next-step.ts";
import { havePrograms } from "../support/programs.ts";

vi.setConfig({ testTimeout: 60_000, maxConcurrency: 8 });

type Room = keyof typeof BEHAVIOURS;

function find(room: Room, name: string): Behaviour {
	const found = (BEHAVIOURS[room] as readonly Behaviour[]).find((behaviour) => behaviour.name.startsWith(name));
	if (found === undefined) throw new Error(`no behaviour ${name} of ${room}`);
	return found;
}

/** Behaviour by behaviour: what the next step promises, found in what it printed. */
const PROMISES: readonly (readonly [Room, string, RegExp])[] = [
	["vLLM", "wrong key", /^401$/m],
	["Ollama", "a foreign Host", /HTTP\/1\.1 \d+/],
	["Azure OpenAI", "wrong key", /^401$/m],
	["Anthropic", "wrong key", /^401$/m],
	["llama.cpp", "wrong key", /^401$/m],
	["TGI", "wrong key", /^401$/m],
	["vLLM", "a model it does not serve", /^Qwen\/Qwen3-8B$/m],
	["GPUStack", "a model nobody deployed", /^other\/model$/m],
	["LiteLLM", "unknown model", /^gpt-4o-mini$/m],
	["Azure OpenAI", "the deployment does not exist", /^gpt-5$/m],
	["vLLM", "the context is smaller", /Qwen3-8B/],
	["vLLM", "busy: the queue is long", /num_requests_waiting\S* 17/],
	["vLLM", "hung: work there", /num_requests_running\S* 4/],
	["SGLang", "the scheduler is stuck", /num_queue_reqs\S* 40/],
	["llama.cpp", "busy", /requests_deferred 3/],
	["TGI", "hung", /tgi_queue_size 12/],
	["Ollama", "cold start: another model", /mistral:latest/],
	["LiteLLM", "429 that is a dead backend", /gpt-4o-mini/],
	["LiteLLM", "429 that is a rate limit", /retry-after: 12/i],
	["OpenAI", "rate limited", /x-ratelimit-reset-requests: 6m0s/i],
	["answers", "nothing was generated, not", /"choices"/],
	["answers", "`choices` is empty", /"choices":\s*\[\]/],
	["OpenRouter", "the error is inside the choice", /Upstream error/],
	["proxies", "nginx: the server behind it is gone", /HTTP\/1\.1 502[\s\S]*nginx/],
	["proxies", "a login gateway redirects", /location: https:\/\/sso\.example/i],
	["proxies", "http wants to be https", /location: https:\/\/llm\.example/i],
	["proxies", "a login page with 200", /Sign in/],
	["proxies", "the list is fine, the question gets a web page", /Sign in/],
	["proxies", "the base URL lacks /v1", /^200\s+http:\S+\/v1\/models$/m],
	["Ollama", "the base URL has /v1 twice", /^404\s+http:\S+\/v1\/models$/m],
	["GPUStack", "a list it does not know of", /^200\s+http:\S+\/v1-openai\/models$/m],
	["GPUStack", "the gateway's auth service", /HTTP\/1\.1 200/],
	["network", "an expired certificate", /notAfter=Feb {2}1 00:00:00 2020/],
	["network", "a self-signed", /subject=CN ?= ?localhost/],
	["network", "https asked of an http port", /^HTTP\/1\.1 200/],
	["network", "reset before", /reset by peer|Empty reply/],
	["network", "an SSH server", /SSH-2\.0|HTTP\/0\.9|not allowed/],
	["network", "the name does not resolve", /nameserver|^#|search|options/m],
	["hostile", "a model named like a shell script, chosen by itself, generates", /"choices"/],
];

const canRun = havePrograms("bash", "curl", "getent", "head", "jq", "openssl");

describe.runIf(canRun).concurrent("a next step, pasted into a terminal, shows what it promises", () => {
	it.each(PROMISES)("%s: %s", async (room, name, promise) => {
		const step = await takeNextStep(find(room, name));
		expect(isRunnable(step.command), step.command).toBe(true);
		expect(step.stdout + step.stderr, step.command).toMatch(promise);
		checkHarmless(step);
	});
});

describe.runIf(canRun).concurrent("every next step", () => {
	const one = new Map<string, Behaviour>();
	for (const [room, behaviours] of Object.entries<readonly Behaviour[]>(BEHAVIOURS))
		for (const behaviour of behaviours) one.set(`${room} ${[behaviour.expected.cause].flat().join()}`, behaviour);
	const kinds = [...one.values()].filter(({ expected }) => expected.cause !== null);

	it("runs without harm, one for each cause of each server", async () => {
		const steps = await inBatches(kinds, 8, takeNextStep);
		const runnable = steps.filter(({ command }) => isRunnable(command));
		expect(runnable.length).toBeGreaterThan(60);
		for (const step of runnable) checkHarmless(step);
	});
});

/** The command is well-formed, asks as the right person for the right model, and leaves nothing behind. */
function checkHarmless({ command, stderr, stdout, exitCode, calls, litter, seen }: Step): void {
	expect(litter, command).toEqual([]);
	expect(stderr, command).not.toMatch(
		/syntax error|unexpected|(?<!nvidia-smi: )command not found|option .* unknown|Malformed|bad range|jq: error.*syntax/i,
	);
	expect([2, 3], `${command}: curl did not understand it`).not.toContain(command.startsWith("getent") ? 0 : exitCode);
	expect(stdout).not.toContain(`Bearer ${KEY}`);
	for (const call of calls) {
		const key = call.headers.authorization ?? call.headers["api-key"] ?? call.headers["x-api-key"];
		if (key !== undefined) expect(key.replace("Bearer ", "")).toBe(KEY);
		if (call.method === "POST") expect(call.json).toMatchObject({ model: seen.result.model });
	}
}
