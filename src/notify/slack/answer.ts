import type { NotifierSetup } from "../../config/config.ts";
import type { Delivery } from "../../core/alerting/delivery.ts";
import { retryAfterMs } from "../../core/alerting/retry-after.ts";
import { humanDuration } from "../../core/prose/duration.ts";
import type { HeaderMap } from "../../http/reply.ts";
import { quoteWithout, redactUrl } from "../redact.ts";
import { slackWords } from "./refusals.ts";

/** An HTTP answer; `complete` is false when its body broke off. */
export type SlackAnswer = Readonly<{ status: number; headers: HeaderMap; body: string; complete: boolean }>;

/** Where it was sent, and the environment variable that holds that address. */
export type Webhook = Pick<NotifierSetup, "url" | "variable">;

const SLACK_HOST = /(?:^|\.)slack(?:-gov)?\.com$/;

/** What an answer of Slack, or of one of those that imitate it, means for the message. */
export function readSlackAnswer({ url: secret, variable }: Webhook, answer: SlackAnswer, now: number): Delivery {
	const url = secret();
	const { status } = answer;
	const said = read(answer.body);
	const words = slackWords(said.word ?? "", variable);
	if (status >= 200 && status < 300) return readSuccess(url, answer, said, words);
	if (status === 429) return limited(url, answer, said, now);
	if (words !== null) return refused(url, `${words} (${said.word})`);
	const quoted = said.word === null ? "" : `: ${quoteWithout(url, said.word)}`;
	if (status >= 500 || status === 408 || status === 425) {
		return retry(`${redactUrl(url)} is in trouble itself (HTTP ${status}${quoted})`);
	}
	return refused(url, `${statusWords(status)} (HTTP ${status}${quoted})`);
}

function readSuccess(url: string, { status, body, complete }: SlackAnswer, said: Said, words: string | null): Delivery {
	const isSlack = SLACK_HOST.test(new URL(url).hostname);
	const taken = isSlack ? body.trim() === "ok" || said.took : !said.failed && !isWebPage(status, body);
	if (taken) return { kind: "delivered" };
	const quoted = said.word === null ? "" : `: ${quoteWithout(url, said.word)}`;
	if (words !== null) return refused(url, `${words} (${said.word})`);
	if (said.failed) return refused(url, `its answer says that it failed (HTTP ${status}${quoted})`);
	if (!isSlack)
		return refused(url, "a web page answered, so a login stands before it, or the address is not a webhook's");
	if (!complete) return retry(`the answer of ${redactUrl(url)} broke off, so the message may come twice`);
	return retry(
		`something other than Slack answered for ${redactUrl(url)} (HTTP ${status} without "ok"): a proxy or a login page?`,
	);
}

/** A receiver's own thanks may be HTML, but hardly a whole page with 200: that is how a login says no. */
function isWebPage(status: number, body: string): boolean {
	return status === 200 && /^\s*<(?:!doctype html|html)\b/i.test(body);
}

function limited(url: string, { headers }: SlackAnswer, said: Said, now: number): Delivery {
	const afterMs = retryAfterMs(headers["retry-after"], said.retryAfter, now);
	const wait = afterMs === null ? "" : `, for ${humanDuration(afterMs)}`;
	return retry(`${redactUrl(url)} takes no more messages for now (HTTP 429${wait})`, afterMs);
}

function statusWords(status: number): string {
	if (status < 400) return "it sends elsewhere, and the address is a secret that is not sent on: set the final address";
	if (status === 404 || status === 410) return "there is no webhook at this address (any more): create a new one";
	if (status === 401 || status === 403)
		return "it does not accept this webhook: check the address, or create a new one";
	if (status === 407) return "the proxy on the way asks for a login: put it into HTTPS_PROXY";
	if (status === 413) return "the message was too large for it";
	return "it does not accept the message: check that the address is that of a Slack-compatible webhook";
}

type Said = Readonly<{
	/** Its error word or sentence, if it said one. */
	word: string | null;
	/** The body itself says that it took the message (Slack's workflows do so in JSON), or that it failed. */
	took: boolean;
	failed: boolean;
	retryAfter: unknown;
}>;

/** Slack says a bare word, the others a JSON object; a page of HTML says nothing. */
function read(body: string): Said {
	const text = body.trim();
	const json = parsed(text);
	if (json !== null) {
		const word = [json.error, json.message, json.detail].find((value) => typeof value === "string" && value !== "");
		const failed = json.success === false || json.ok === false;
		return {
			word: typeof word === "string" ? word : null,
			took: json.ok === true,
			failed,
			retryAfter: json.retry_after,
		};
	}
	const isWords = text !== "" && !text.startsWith("<") && !text.startsWith("{");
	return { word: isWords ? text : null, took: false, failed: false, retryAfter: null };
}

function parsed(text: string): Record<string, unknown> | null {
	if (!text.startsWith("{")) return null;
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return null;
	}
}

function retry(reason: string, afterMs: number | null = null): Delivery {
	return { kind: "retry", reason, afterMs };
}

function refused(url: string, why: string): Delivery {
	return { kind: "refused", reason: `${redactUrl(url)} refuses the message: ${why}` };
}
