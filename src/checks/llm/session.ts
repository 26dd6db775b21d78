import { clean, cleanEnds } from "../../core/prose/clean.ts";
import type { Stage } from "../../core/result/failure.ts";
import type { ServerKind } from "../../core/target/server-kind.ts";
import type { Access, LlmTarget } from "../../core/target/target.ts";
import { type Connection, connection } from "../../http/connection.ts";
import type { HeaderMap, Reply } from "../../http/reply.ts";
import type { ProbeContext } from "../prober.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { kindOfAddress, kindOfAnswer, proxyOfAnswer } from "./recognise.ts";

type Ask = Readonly<{
	target: LlmTarget;
	stage: Stage;
	method: "GET" | "POST";
	url: string;
	body: string | null;
	timeoutMs: number;
	/** Time of the run to keep for later steps. */
	reserveMs?: number;
	/** The timeout starts when this settles: our earlier requests come first. */
	behind?: Promise<unknown>;
	/** Return an answer that the deadline cut off: it may already hold enough. */
	takesPart?: true;
	onChunk?: (bytes: Buffer, sinceSentMs: number) => boolean;
}>;

/** One server during one run: its connection, its kind, and the only functions that make its words safe to show. */
export type Session = Readonly<{
	/** The dialect of all targets of the server. */
	dialect: Dialect;
	/** Throws `OutOfTime` when the run's deadline ended the wait: that says nothing about the server. */
	ask(ask: Ask): Promise<Reply>;
	/** The same server over a separate connection, for parallel requests. */
	beside(): Session;
	/** The next request gets a fresh connection. */
	renew(): void;
	remainingMs(): number;
	kind(): ServerKind;
	/** The first known kind is kept; `null` is ignored. */
	recognise(kind: ServerKind | null): void;
	/** Makes foreign text safe to show: key masked, unprintable characters removed, cut. */
	show(text: string, maxLength?: number): string;
	/** As `show`, but keeps both ends of a long text. */
	quote(text: string): string;
	explain(target: LlmTarget, stage: Stage, rule: string, because: string): void;
	viaProxy: boolean;
	sendsKey: boolean;
	/** Milliseconds since the epoch. */
	now(): number;
	close(): void;
}>;

/** The run's deadline came before the target's own timeout: nothing is known about the target. */
export class OutOfTime extends Error {
	override readonly name = "OutOfTime";
}

export function isCutShort(reply: Reply): reply is Extract<Reply, { kind: "timed_out" }> {
	return reply.kind === "timed_out" && reply.cutShort;
}

const SHOWN_HEADERS =
	/^(content-type|server|via|retry-after|location|www-authenticate|x-request-id|x-ratelimit-.*|x-powered-by)$/;
const SHOWN_BODY = 600;
const QUOTED = 200;

export function openSession(target: LlmTarget, dialect: Dialect, access: Access, context: ProbeContext): Session {
	const mask = masked(access.apiKey?.() ?? "");
	const headers = {
		...{ accept: "application/json", "accept-encoding": "identity", "user-agent": context.userAgent },
		...keyHeaders(target, dialect, access),
	};
	let kind = kindOfAddress(target.url);
	let proxy: ServerKind | null = null;
	const show = (text: string, maxLength?: number) => clean(mask(text), maxLength);
	const over = (link: Connection): Session => ({
		dialect,
		async ask({ target, stage, method, url, body, timeoutMs, reserveMs = 0, behind, takesPart, onChunk }) {
			context.trace?.({
				kind: "request",
				target: target.name,
				stage,
				method,
				url,
				body: body && show(body, SHOWN_BODY),
			});
			const reply = await link.call({
				...{ method, url, body, timeoutMs, deadlineAt: context.deadlineAt - reserveMs },
				headers: {
					...headers,
					...(body === null ? {} : { "content-type": "application/json" }),
					...(onChunk ? { accept: "text/event-stream, application/json" } : {}),
				},
				...(onChunk ? { onChunk } : {}),
				...(behind ? { behind } : {}),
			});
			context.trace?.({ kind: "reply", target: target.name, stage, ...replyInWords(reply, show) });
			if (isCutShort(reply) && !(takesPart && reply.phase === "body")) throw new OutOfTime();
			if ("headers" in reply) {
				kind ??= kindOfAnswer(reply.headers, reply.body);
				proxy ??= proxyOfAnswer(reply.headers, reply.body);
			}
			return reply;
		},
		beside: () => over(connection(origin, access)),
		renew: link.renew,
		remainingMs: () => context.deadlineAt - performance.now(),
		kind: () => kind ?? proxy ?? "unknown",
		recognise(seen) {
			kind ??= seen;
		},
		show,
		quote: (text) => cleanEnds(mask(text), QUOTED),
		explain(target, stage, rule, because) {
			context.trace?.({ kind: "decision", target: target.name, stage, rule, because: show(because, SHOWN_BODY) });
		},
		viaProxy: access.proxyUrl !== null,
		sendsKey: (access.apiKey?.().trim() ?? "") !== "",
		now: context.now,
		close: link.close,
	});
	const origin = new URL(target.url).origin;
	return over(connection(origin, access));
}

function keyHeaders({ auth }: LlmTarget, { lines }: Dialect, { apiKey }: Access): HeaderMap {
	const key = apiKey?.().trim() ?? "";
	if (key === "") return {};
	const headers = Object.entries(lines.keyHeaders(auth, key));
	return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
}

/** A shorter key is no secret, and masking it would damage every text. */
const SHORTEST_SECRET = 4;

/** Servers echo keys in their errors: plain, in a URL, or as JSON writes them, PHP's with its slashes escaped too. */
function masked(key: string): (text: string) => string {
	const inJson = JSON.stringify(key).slice(1, -1);
	const forms = [key, key.trim(), inJson, inJson.replaceAll("/", "\\/"), encodeURIComponent(key.toWellFormed())];
	const secrets = [...new Set(forms)]
		.filter((form) => form.length >= SHORTEST_SECRET)
		.sort((a, b) => b.length - a.length);
	return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}

function replyInWords(reply: Reply, show: Session["show"]) {
	const headers = "headers" in reply ? Object.entries(reply.headers) : [];
	const shown = headers.filter(([name]) => SHOWN_HEADERS.test(name)).map(([name, value]) => show(`${name}: ${value}`));
	return { summary: summaryOf(reply), headers: shown, body: "body" in reply ? show(reply.body, SHOWN_BODY) : null };
}

const WAITED_FOR = { connect: "connection", tls: "TLS handshake", headers: "headers", body: "body" } as const;

function summaryOf(reply: Reply): string {
	switch (reply.kind) {
		case "answered":
			return `HTTP ${reply.status} in ${reply.ms} ms`;
		case "cut":
			return `HTTP ${reply.status}, then the connection broke (${reply.code}) after ${reply.ms} ms`;
		case "too_large":
			return `HTTP ${reply.status}, and more than 1 MiB`;
		case "timed_out":
			return `no end within ${reply.timeoutMs} ms (waiting for the ${WAITED_FOR[reply.phase]})`;
		case "unanswered":
			return `no answer (${reply.code})`;
	}
}
