import { readFileSync } from "node:fs";
import { join } from "node:path";
import { json, type RawReply, type Reply } from "../../../support/replies.ts";
import type { Call, Script } from "../../../support/scripted-server.ts";

type HttpAnswer = Readonly<{ status: number; headers: Readonly<Record<string, string>>; body: string }>;
type Answer = HttpAnswer | Readonly<{ raw: string }>;

/** What a server did in a public report, as wire facts, and what the program has to say of it. */
export type ReportedCase = Readonly<{
	name: string;
	/** The public report: `owner/repository#number`. */
	report: string;
	why: string;
	expected: Readonly<{ exitCode: readonly number[]; status?: readonly string[]; cause?: string }>;
	/** Why another verdict could be argued for. */
	debatable?: string;
	models: "lists m" | HttpAnswer;
	chat: Answer;
	/** The answer to a request with `stream: true`, where it differs. */
	chatStreamed?: Answer;
}>;

export const REPORTED: readonly ReportedCase[] = readFileSync(join(import.meta.dirname, "servers.jsonl"), "utf8")
	.trim()
	.split("\n")
	.map((line) => JSON.parse(line));

const LIST = { object: "list", data: [{ id: "m", object: "model", created: 1, owned_by: "o" }] };
const HEALTHY = {
	id: "chatcmpl-1",
	object: "chat.completion",
	model: "m",
	choices: [{ index: 0, finish_reason: "length", message: { role: "assistant", content: "Hello! How can I" } }],
	usage: { prompt_tokens: 9, completion_tokens: 5, total_tokens: 14 },
};

/** A server that does what was reported. */
export function scriptOf(reported: ReportedCase): Script {
	const chat = (call: Call): Reply => {
		const request = (call.json ?? {}) as Record<string, unknown>;
		if (isPleased(reported, request)) return json(HEALTHY);
		const isStream = request.stream === true && reported.chatStreamed !== undefined;
		return replyOf((isStream ? reported.chatStreamed : reported.chat) as Answer);
	};
	const models = reported.models === "lists m" ? json(LIST) : replyOf(reported.models);
	return { routes: { "GET /v1/models": models, "POST /v1/chat/completions": chat } };
}

/** Whether the server got what it asked for in the words of its refusal: then it answers. */
function isPleased({ name }: ReportedCase, request: Record<string, unknown>): boolean {
	const tokens = Number(request.max_tokens ?? request.max_completion_tokens ?? 0);
	if (name === "kimi-temperature-only-1" || name === "kimi-temperature-0.6") return request.temperature === undefined;
	if (name === "kimi-temperature-and-few-tokens") return request.temperature === undefined && tokens >= 16;
	if (name.startsWith("thinking-budget")) return tokens > 1024;
	return false;
}

function replyOf(answer: Answer): Reply {
	if ("raw" in answer) return raw(answer.raw);
	const { status, headers, body } = answer;
	// Both framings at once cannot be had of Node's own server.
	if (headers["transfer-encoding"] !== undefined) {
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
		return raw(`HTTP/1.1 ${status} OK\r\n${lines.join("")}\r\n${body}`);
	}
	return { kind: "answer", status, headers, body, delayMs: 0 };
}

function raw(text: string): RawReply {
	return { kind: "raw", parts: [text], end: "clean" };
}
