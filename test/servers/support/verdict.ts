import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { runProgram } from "../../support/program.ts";

/** What the program's JSON says of its one target, and its exit code. */
type Verdict = Readonly<{
	exitCode: number | null;
	status: string;
	cause: string | null;
	server: string;
	detail: string;
	nextStep: string | null;
}>;

type OneOrMore<T> = T | readonly T[];

export type Expected = Readonly<{
	/** More than one, here and below, where the state passes by itself while the program looks. */
	exitCode: OneOrMore<0 | 1 | 2>;
	status: OneOrMore<"ok" | "degraded" | "api_down" | "model_down">;
	/** Left out where several are right and the words decide. */
	cause?: OneOrMore<string | null>;
	server?: "llama.cpp" | "litellm" | "vllm";
	detail?: RegExp;
	/** What an operator must not be told in this state. */
	notDetail?: RegExp;
	/** The next step, where it belongs on a host or to a person that a test is not. */
	nextStep?: RegExp;
	/** What the next step prints when it is pasted into a terminal here. */
	shows?: RegExp;
}>;

export type Question = Readonly<{ url: string; args?: readonly string[]; key?: string }>;

/** Long enough for a healthy answer on a busy machine, and short enough to wait for silence. */
export const PATIENCE = ["--api-timeout", "8s", "--inference-timeout", "8s"];

export async function probe({ url, args = [], key }: Question): Promise<Verdict> {
	const run = await runProgram(["probe", url, "--format", "json", ...PATIENCE, ...args], {
		env: key === undefined ? {} : { LLM_API_KEY: key },
	});
	if (run.stdout === "") throw new Error(`no verdict, exit ${run.exitCode}: ${run.stderr}`);
	return { ...JSON.parse(run.stdout).targets[0], exitCode: run.exitCode };
}

/** Probes, pastes the next step into bash on the same server in the same state, and lists what is not as expected. */
export async function complaintsAbout(question: Question, expected: Expected): Promise<readonly string[]> {
	const verdict = await probe(question);
	const said = JSON.stringify(verdict);
	const complaints: string[] = [];
	const check = (fits: boolean, complaint: string) => void (fits || complaints.push(complaint));
	const { exitCode, status, cause, server, detail, nextStep } = verdict;
	check(isOneOf(expected.exitCode, exitCode), `exit ${exitCode}, not ${expected.exitCode}`);
	check(isOneOf(expected.status, status), `status ${status}, not ${expected.status}`);
	check(expected.cause === undefined || isOneOf(expected.cause, cause), `cause ${cause}, not ${expected.cause}`);
	check(expected.server === undefined || server === expected.server, `server ${server}, not ${expected.server}`);
	check(expected.detail?.test(detail) ?? true, `the detail does not say ${expected.detail}`);
	check(!expected.notDetail?.test(detail), `the detail says ${expected.notDetail}`);
	check(expected.nextStep?.test(nextStep ?? "") ?? true, `the next step is not ${expected.nextStep}`);
	if (expected.shows !== undefined) {
		const printed = await paste(nextStep ?? "", question.key);
		check(expected.shows.test(printed), `the next step does not show ${expected.shows}, but ${printed.slice(0, 400)}`);
	}
	return complaints.length === 0 ? [] : [...complaints, said];
}

function isOneOf<T>(wanted: OneOrMore<T>, found: unknown): boolean {
	return [wanted].flat().includes(found as never);
}

/** What a command prints on the terminal. */
async function paste(command: string, key: string | undefined): Promise<string> {
	// Servers that never answer are among them; a person has more patience than a test.
	const child = spawn("bash", ["-c", command.replaceAll(/-m \d+/g, "-m 5")], {
		env: { PATH: process.env.PATH, ...(key === undefined ? {} : { LLM_API_KEY: key }) },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
	return `${stdout}${stderr}`;
}
