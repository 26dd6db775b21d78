import type { FailureOf, NetworkFailure, Patience } from "../result/failure.ts";
import { linesOf } from "../target/dialect-lines.ts";
import { isUnrecognised } from "../target/server-kind.ts";
import type { CommandTarget } from "../target/target.ts";
import {
	findListener,
	hostAndPort,
	keylessCurl,
	lookBehindSilence,
	modelsUrl,
	quoted,
	showHealthAndConnections,
	showHost,
	showLogs,
} from "./commands.ts";
import type { CauseFacts, CauseRows } from "./row.ts";
import { NOT_TLS, tlsHeadline, tlsWords } from "./tls-words.ts";

/** No answer came. */
export const NETWORK_CAUSES = {
	dns: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		isNetworkLevel: true,
		headline: "Name does not resolve",
		words: ({ code }, { target }) => `The name ${hostAndPort(target).host} does not resolve from this host (${code}).`,
		nextStep: (_, { target }) => `getent hosts ${quoted(hostAndPort(target).host)}; cat /etc/resolv.conf`,
	},
	refused: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		isNetworkLevel: true,
		headline: "Connection refused",
		words: () =>
			"Nothing listens on that port: the server is not running, or is still starting or loading its model (vLLM, SGLang, TGI and GPUStack open the port only when ready).",
		nextStep: (_, facts) => (facts.server === "unknown" ? findListener(facts) : showHost(facts)),
	},
	unreachable: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		isNetworkLevel: true,
		headline: "Host unreachable",
		words: ({ code }) => `No way to the host (${code}): it is off, or a network or firewall is in between.`,
		nextStep: (_, { target }) => reach(hostAndPort(target)),
	},
	tls: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		isNetworkLevel: true,
		headline: ({ code }) => tlsHeadline(code),
		words: ({ code }) => tlsWords(code),
		nextStep: ({ code }, { target }) => (NOT_TLS.test(code) ? tryPlainHttp(target) : showCertificate(target)),
	},
	protocol: {
		hardness: "hard",
		prospect: "never",
		restartCures: false,
		headline: "Not an HTTP server",
		words: ({ code }) =>
			`What answers there does not speak the HTTP that was asked (${code}): a wrong port, or http and https mixed up.`,
		nextStep: (_, { target }) => showConversation(target),
	},
	proxy_failed: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		isNetworkLevel: true,
		headline: "Proxy failed",
		words: ({ code, httpStatus }) =>
			`The proxy on the way to the server ${httpStatus === null ? `could not be used (${code})` : `answered HTTP ${httpStatus}`}. The server itself was not reached.`,
		nextStep: (_, { target }) => `env | grep -i _proxy | sed 's#//[^@]*@#//***@#'; ${showConversation(target)}`,
	},
	connection_closed: {
		hardness: "hard",
		prospect: "wait",
		restartCures: true,
		isNetworkLevel: true,
		headline: "Connection closed without an answer",
		words: ({ code, thenClosed }) =>
			`The connection was accepted and dropped before an answer (${code})${thenClosed ? "" : ": a crash, a proxy, or http and https mixed up"}.`,
		nextStep: (_, facts) => (facts.stage === "api" ? showConversation(facts.target) : showLogs(facts)),
	},
	timeout: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		isNetworkLevel: true,
		headline: ({ phase, timeoutMs }) =>
			`${{ connect: "No connection", tls: "No TLS handshake", headers: "No answer", body: "No answer" }[phase]} within ${seconds(timeoutMs)}`,
		words: timeoutWords,
		nextStep: ({ phase }, facts) => {
			if (phase === "connect") return reach(hostAndPort(facts.target));
			if (phase === "tls") return tryPlainHttp(facts.target, 5);
			return facts.stage === "api" ? showHealthAndConnections(facts) : lookBehindSilence(facts);
		},
	},
} as const satisfies CauseRows<NetworkFailure["kind"]>;

export function seconds(ms: number): string {
	return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** Without the key: it would cross the network unencrypted. */
function tryPlainHttp(target: CommandTarget, patienceS = 20): string {
	const { port } = hostAndPort(target);
	const { hostname, pathname } = new URL(target.url);
	const url = quoted(linesOf(target).listUrl(`http://${hostname}:${port}${pathname}`));
	return `${keylessCurl({ caFile: null }, "-i", patienceS)} ${url} | head -n 1  # an HTTP status: the address begins with http://`;
}

function showCertificate(target: CommandTarget): string {
	const { host, port } = hostAndPort(target);
	const at = quoted(`${host.includes(":") ? `[${host}]` : host}:${port}`);
	const authorities = target.caFile === null ? "" : ` -CAfile ${quoted(target.caFile)}`;
	const shown = "-noout -dates -subject -issuer -ext subjectAltName";
	return `openssl s_client -connect ${at} -servername ${quoted(host)}${authorities} </dev/null | openssl x509 ${shown}`;
}

/** Without the key: this prints what is sent. */
function showConversation(target: CommandTarget): string {
	return `${keylessCurl(target, "-v")} ${modelsUrl(target)} -o /dev/null`;
}

function reach({ host, port }: { host: string; port: string }): string {
	return `ping -c3 ${quoted(host)}; nc -vz -w3 ${quoted(host)} ${port}`;
}

/** `within 15 s` */
export function within({ timeoutMs }: Patience): string {
	return `within ${seconds(timeoutMs)}`;
}

function timeoutWords({ phase, thenClosed, ...patience }: FailureOf<"timeout">, { stage, server }: CauseFacts): string {
	const time = within(patience);
	if (phase === "connect") return `No connection ${time}: the host is off, or a network or firewall drops packets.`;
	if (phase === "tls")
		return `The connection was accepted, and the TLS handshake did not complete ${time}: the port speaks plain http, or the server is frozen.`;
	if (phase === "body") return `The answer began and did not end ${time}.`;
	if (stage === "api")
		return `The connection was accepted and no answer came ${time}: the server is frozen, or so many long requests wait that none of its HTTP threads is free (llama-server can look so).${server === "gpustack" ? " GPUStack looks so too when its database hangs." : ""}`;
	if (thenClosed) return `The model did not answer ${time}, though the API did.`;
	const hidden = isUnrecognised(server)
		? " A proxy may hide the counters of the server behind it: look there too."
		: "";
	return `The model did not answer ${time}, though the API did. Nothing that the server showed tells whether it is busy or hung.${hidden}`;
}
