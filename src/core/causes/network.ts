import type { FailureOf, NetworkFailure, Patience } from "../result/failure.ts";
import { linesOf } from "../target/dialect-lines.ts";
import type { CommandTarget } from "../target/target.ts";
import {
	findListener,
	hostAndPort,
	keylessCurl,
	modelsUrl,
	quoted,
	showHealthAndLoad,
	showLoad,
	showLogs,
} from "./commands.ts";
import type { CauseFacts, CauseRows } from "./row.ts";

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
			"Nothing listens on that port: the server is not running, or is still loading its model (vLLM, SGLang and TGI open the port only when ready).",
		nextStep: (_, facts) => (facts.server === "unknown" ? findListener(facts) : showLogs(facts)),
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
		words: ({ code }) =>
			`The connection was accepted and dropped before an answer (${code}): a crash, a proxy, or http and https mixed up.`,
		nextStep: (_, facts) => (facts.stage === "api" ? showConversation(facts.target) : showLogs(facts)),
	},
	timeout: {
		hardness: "hard",
		prospect: "wait",
		restartCures: false,
		isNetworkLevel: true,
		headline: ({ phase, timeoutMs }) =>
			`${phase === "connect" ? "No connection" : "No answer"} within ${seconds(timeoutMs)}`,
		words: timeoutWords,
		nextStep: ({ phase }, facts) => {
			if (phase === "connect") return reach(hostAndPort(facts.target));
			return facts.stage === "api" ? showHealthAndLoad(facts) : showLoad(facts);
		},
	},
} as const satisfies CauseRows<NetworkFailure["kind"]>;

export function seconds(ms: number): string {
	return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** What Node says of an answer that is no TLS. */
const NOT_TLS = /WRONG_VERSION|EPROTO|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|UNKNOWN_PROTOCOL/;

/** The handshake itself broke off, before any certificate was judged. */
const HANDSHAKE = /^(ERR_SSL|ERR_OSSL|UND_ERR)/;

/** Said in a page, after a handshake that went well. */
const CLIENT_CERTIFICATE = "CLIENT_CERTIFICATE_REQUIRED";

function tlsHeadline(code: string): string {
	if (code === CLIENT_CERTIFICATE) return "Client certificate required";
	if (NOT_TLS.test(code)) return "Not a TLS port";
	return HANDSHAKE.test(code) ? "TLS handshake failed" : "Certificate not accepted";
}

function tlsWords(code: string): string {
	if (code === CLIENT_CERTIFICATE)
		return "The server, or a proxy before it, wants a client certificate, and this program has none to present. The server is probably fine.";
	if (NOT_TLS.test(code))
		return `The port does not speak TLS (${code}): https where http is meant, or a wrong port. The server is probably fine.`;
	if (HANDSHAKE.test(code))
		return `The two sides did not agree on TLS (${code}): a version or cipher that one refuses, or a client certificate that the server wants. The server is probably fine.`;
	return `${certificateWords(code)} (${code}). The server is probably fine; set caFile for a private authority.`;
}

/** Without the key: it would cross the network in clear. */
function tryPlainHttp(target: CommandTarget): string {
	const { port } = hostAndPort(target);
	const { hostname, pathname } = new URL(target.url);
	const url = quoted(linesOf(target).listUrl(`http://${hostname}:${port}${pathname}`));
	return `${keylessCurl({ caFile: null }, "-i")} ${url} | head -n 1  # an HTTP status: the address begins with http://`;
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

function timeoutWords({ phase, ...patience }: FailureOf<"timeout">, { stage }: CauseFacts): string {
	const time = within(patience);
	if (phase === "connect") return `No connection ${time}: the host is off, or a network or firewall drops packets.`;
	if (phase === "body") return `The answer began and did not end ${time}.`;
	if (stage === "api")
		return `The connection was accepted and no answer came ${time}: the HTTP layer hangs, or all its threads are busy.`;
	return `The model did not answer ${time}, though the API did. Nothing in its answers shows whether it is busy or hung.`;
}

function certificateWords(code: string): string {
	if (code === "CERT_HAS_EXPIRED") return "The certificate has expired";
	if (code === "CERT_NOT_YET_VALID") return "The certificate is not valid yet: look at this host's clock too";
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return "The certificate is for another name";
	return "The certificate is not signed by an authority that this host trusts";
}
