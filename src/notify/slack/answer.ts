import type { DeliveryProblem } from "../../core/alerting/delivery.ts";
import { retryAfterMs } from "../../core/alerting/retry-after.ts";
import { humanDuration } from "../../core/prose/duration.ts";
import type { NamedSecret } from "../../core/target/target.ts";
import type { HeaderMap } from "../../http/reply.ts";
import { quoteWithout, redactUrl } from "../redact.ts";

/** An HTTP answer; `complete` is false when its body broke off. */
export type SlackAnswer = Readonly<{ status: number; headers: HeaderMap; body: string; complete: boolean }>;

const SLACK_HOST = /(?:^|\.)slack(?:-gov)?\.com$/;

/** What an answer of Slack, or of one of those that imitate it, means for the message; `null`: it was accepted. */
export function readSlackAnswer(
	{ read: address, variable }: NamedSecret,
	answer: SlackAnswer,
	now: number,
): DeliveryProblem | null {
	const url = address();
	const { status } = answer;
	const receiver = parse(answer.body);
	const words = slackWords(receiver.word ?? "", variable);
	if (status >= 200 && status < 300) return readSuccess(url, answer, receiver, words);
	if (status === 429) return limited(url, answer, receiver, now);
	if (words !== null) return refused(url, `${words} (${receiver.word})`);
	const quoted = receiver.word === null ? "" : `: ${quoteWithout(url, receiver.word)}`;
	if (status >= 500 || status === 408 || status === 425) {
		return retry(`${redactUrl(url)} has a problem of its own (HTTP ${status}${quoted})`);
	}
	return refused(url, `${statusWords(status)} (HTTP ${status}${quoted})`);
}

function readSuccess(
	url: string,
	{ status, body, complete }: SlackAnswer,
	receiver: ReceiverWords,
	words: string | null,
): DeliveryProblem | null {
	const isSlack = SLACK_HOST.test(new URL(url).hostname);
	const accepted = isSlack ? body.trim() === "ok" || receiver.accepted : !receiver.failed && !isWebPage(status, body);
	if (accepted) return null;
	const quoted = receiver.word === null ? "" : `: ${quoteWithout(url, receiver.word)}`;
	if (words !== null) return refused(url, `${words} (${receiver.word})`);
	if (receiver.failed) return refused(url, `its answer says that it failed (HTTP ${status}${quoted})`);
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

function limited(url: string, { headers }: SlackAnswer, receiver: ReceiverWords, now: number): DeliveryProblem {
	const afterMs = retryAfterMs(headers["retry-after"], receiver.retryAfter, now);
	const wait = afterMs === null ? "" : `, for ${humanDuration(afterMs)}`;
	return retry(`${redactUrl(url)} accepts no more messages for now (HTTP 429${wait})`, afterMs);
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

type ReceiverWords = Readonly<{
	/** Its error word or sentence, if it said one. */
	word: string | null;
	/** The body itself says that it accepted the message (Slack's workflows do so in JSON), or that it failed. */
	accepted: boolean;
	failed: boolean;
	retryAfter: unknown;
}>;

/** Slack says a bare word, the others a JSON object; a page of HTML says nothing. */
function parse(body: string): ReceiverWords {
	const text = body.trim();
	const json = objectIn(text);
	if (json !== null) {
		const word = [json.error, json.message, json.detail].find((value) => typeof value === "string" && value !== "");
		const failed = json.success === false || json.ok === false;
		return {
			word: typeof word === "string" ? word : null,
			accepted: json.ok === true,
			failed,
			retryAfter: json.retry_after,
		};
	}
	const isWords = text !== "" && !text.startsWith("<") && !text.startsWith("{");
	return { word: isWords ? text : null, accepted: false, failed: false, retryAfter: null };
}

function objectIn(text: string): Record<string, unknown> | null {
	if (!text.startsWith("{")) return null;
	try {
		return JSON.parse(text) as Record<string, unknown>;
	} catch {
		return null;
	}
}

function retry(reason: string, retryAfterMs: number | null = null): DeliveryProblem {
	return { kind: "retry", reason, retryAfterMs };
}

function refused(url: string, why: string): DeliveryProblem {
	return { kind: "setup", reason: `${redactUrl(url)} refuses the message: ${why}` };
}

/** What to do about a refusal, by the word in Slack's answer. Its status codes are not reliable, its words are. */
const SLACK_WORDS = {
	no_service: "the webhook was removed: create a new one and set $VARIABLE",
	no_service_id: "the webhook address is incomplete: copy it again into $VARIABLE",
	no_active_hooks: "the webhook was switched off: switch it on, or create a new one and set $VARIABLE",
	invalid_token: "the webhook was removed: create a new one and set $VARIABLE",
	no_team: "the workspace of this webhook is gone: create a webhook in another and set $VARIABLE",
	team_disabled: "the workspace of this webhook is switched off: ask its owner",
	channel_not_found: "its channel was deleted: create a webhook for another channel and set $VARIABLE",
	channel_is_archived: "its channel was archived: unarchive it, or create a webhook for another channel",
	action_prohibited: "an administrator of the workspace forbids it: ask for an exception for this webhook",
	posting_to_general_channel_denied:
		"the workspace lets nobody post to its general channel: create a webhook for another channel",
	user_not_found: "the person it posts to is gone: create a webhook for a channel and set $VARIABLE",
	invalid_payload: "the message was not understood: please report this as a bug of llm-healthcheck",
	no_text: "the message was not understood: please report this as a bug of llm-healthcheck",
	missing_text_or_fallback_or_attachments:
		"the message was not understood: please report this as a bug of llm-healthcheck",
	invalid_blocks: "the message was not understood: please report this as a bug of llm-healthcheck",
	invalid_attachments: "the message was not understood: please report this as a bug of llm-healthcheck",
	too_many_attachments: "the message was too large: please report this as a bug of llm-healthcheck",
} as const;

/** `variable`: the environment variable that holds the webhook's address. */
function slackWords(word: string, variable: string): string | null {
	if (!Object.hasOwn(SLACK_WORDS, word)) return null;
	return SLACK_WORDS[word as keyof typeof SLACK_WORDS].replace("$VARIABLE", variable);
}
