import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { completion, healthyRoutes, MODEL, modelList } from "../healthy.ts";
import { empty, html, json, redirect, stream, text } from "../replies.ts";
import { apiDown, behaviour, CHAT, degraded, inTurn, metrics, modelDown, ok, routes } from "./behaviour.ts";

const page = (title: string, footer: string) =>
	`<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${footer}</center>\r\n</body>\r\n</html>\r\n`;
const nginx = (status: number, title: string) => html(page(title, "nginx/1.27.4"), status, { server: "nginx/1.27.4" });
const badGateway = nginx(502, "502 Bad Gateway");
const gatewayTimeout = nginx(504, "504 Gateway Time-out");
const haproxy = html(
	"<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n",
	503,
	{ "cache-control": "no-cache" },
);
const envoy = (status: number, body: string) => text(body, status, { server: "envoy" });
const login = html(
	'<!doctype html><html><head><title>Sign in</title></head><body><form action="/login"></form></body></html>',
);
const advancing = metrics((nth) => ({
	"vllm:num_requests_running": 9,
	"vllm:num_requests_waiting": 30,
	"vllm:generation_tokens_total": 100 + nth * 40,
}));
const notFound = json({ detail: "Not Found" }, 404);
const everything = (reply: ReturnType<typeof html>) => ({ "*": reply });

const compressed =
	(coding: string, encode: (body: Buffer) => Buffer) =>
	(body: unknown, status = 200) =>
		stream([encode(Buffer.from(JSON.stringify(body)))], "clean", { "content-encoding": coding }, status);
const codings = [
	["gzip", compressed("gzip", gzipSync)],
	["deflate", compressed("deflate", deflateSync)],
	["br", compressed("br", brotliCompressSync)],
] as const;

export const proxies = [
	behaviour(
		"nginx: the server behind it is gone",
		everything(badGateway),
		apiDown("gateway_error", { words: /502/, nextStep: /^curl .*-i/, chats: 0 }),
	),
	behaviour(
		"nginx: 502 once, then fine",
		routes(undefined, inTurn(badGateway, json(modelList([MODEL])))),
		ok({ notes: ["retried"] }),
	),
	behaviour(
		"nginx: the server behind it is slow",
		everything(gatewayTimeout),
		apiDown("gateway_error", { words: /504/ }),
	),
	behaviour(
		"nginx: the engine dies under the question",
		routes(badGateway),
		modelDown("gateway_error", { server: "vllm", chats: 2 }),
	),
	behaviour(
		"nginx: 502 at the question once, then fine",
		routes(inTurn(badGateway, json(completion()))),
		ok({ chats: 2, notes: ["retried"] }),
	),
	behaviour(
		"nginx: 504 at the question, nothing known of the queue",
		routes(gatewayTimeout),
		modelDown(["gateway_error", "timeout"], { server: "vllm", chats: 1 }),
	),
	behaviour(
		"nginx: 504 at the question, and the server is visibly busy",
		routes(gatewayTimeout, undefined, { "GET /metrics": advancing }),
		degraded("busy", "model_down", { server: "vllm" }),
	),
	behaviour("nginx: its access list says no", everything(nginx(403, "403 Forbidden")), apiDown("forbidden")),
	behaviour(
		"nginx: its own rate limit",
		everything(nginx(429, "429 Too Many Requests")),
		degraded("rate_limited", null),
	),
	behaviour(
		"nginx: basic authentication in front",
		everything(
			html(page("401 Authorization Required", "nginx"), 401, {
				"www-authenticate": 'Basic realm="llm"',
				server: "nginx",
			}),
		),
		apiDown("unauthorized"),
	),
	behaviour(
		"nginx: maintenance page",
		everything(
			html(page("503 Service Temporarily Unavailable", "nginx"), 503, { server: "nginx", "retry-after": "3600" }),
		),
		apiDown("gateway_error"),
	),
	behaviour(
		"HAProxy: nobody left behind it",
		everything(haproxy),
		apiDown("gateway_error", { words: /503|No server is available/ }),
	),
	behaviour(
		"HAProxy: nobody left for the question",
		routes(haproxy),
		modelDown(["gateway_error", "no_instance"], { server: "vllm" }),
	),
	behaviour("Caddy: 502 with nothing in it", everything(empty(502, { server: "Caddy" })), apiDown("gateway_error")),
	behaviour(
		"Envoy: no healthy upstream",
		everything(envoy(503, "no healthy upstream")),
		apiDown("gateway_error", { words: /no healthy upstream/ }),
	),
	behaviour(
		"Envoy: no healthy upstream for the question",
		routes(envoy(503, "no healthy upstream")),
		modelDown("no_instance", { server: "vllm" }),
	),
	behaviour(
		"Envoy: connection failure for the question",
		routes(envoy(503, "upstream connect error or disconnect/reset before headers. reset reason: connection failure")),
		modelDown(["gateway_error", "no_instance"]),
	),
	behaviour(
		"Envoy: the question takes too long",
		routes(envoy(504, "upstream request timeout")),
		modelDown(["gateway_error", "timeout"]),
	),
	behaviour("Envoy: no such route", { "*": empty(404, { server: "envoy" }) }, apiDown("not_found")),
	behaviour(
		"Envoy in panic mode: every other request goes to a dead host",
		routes(inTurn(envoy(503, "no healthy upstream"), json(completion()))),
		modelDown(["no_instance", "gateway_error"], {}),
	),
	behaviour(
		"Cloudflare: the server is down",
		everything(html(page("521: Web server is down", "cloudflare"), 521, { server: "cloudflare", "cf-ray": "8f-FRA" })),
		apiDown("gateway_error"),
	),
	behaviour(
		"Cloudflare: the question takes too long",
		routes(html(page("524: A timeout occurred", "cloudflare"), 524, { server: "cloudflare", "cf-ray": "8f-FRA" })),
		modelDown(["gateway_error", "timeout"]),
	),
	behaviour(
		"a login gateway redirects",
		{
			...healthyRoutes(),
			"GET /v1/models": redirect("https://sso.example/login?next=%2Fv1%2Fmodels"),
			"GET /login": login,
		},
		apiDown("redirect", {
			nextStep: /location/i,
			chats: 0,
			also: ({ calls }) => {
				if (calls.length !== 1) throw new Error("followed");
			},
		}),
	),
	behaviour(
		"http wants to be https",
		everything(redirect("https://llm.example/v1/models", 301)),
		apiDown("redirect", { words: /https:\/\/llm\.example/ }),
	),
	behaviour(
		"the list is fine, the question is redirected: a POST must not become a GET",
		{
			...healthyRoutes(),
			[CHAT]: redirect("/v1/chat/completions/", 301),
			"GET /v1/chat/completions/": json(completion()),
		},
		modelDown("redirect", { chats: 1, nextStep: /chat\/completions \| grep/ }),
	),
	behaviour(
		"308 to the path with a slash",
		{ ...healthyRoutes(), "GET /v1/models": redirect("/v1/models/", 308) },
		apiDown("redirect"),
	),
	behaviour(
		"a login page with 200 (also a captive portal)",
		everything(login),
		apiDown("not_an_api", { words: /Sign in|HTML|html/ }),
	),
	behaviour(
		"a web application answers every path with its index",
		everything(html("<!doctype html><div id=app></div>")),
		apiDown("not_an_api"),
	),
	behaviour(
		"the list is fine, the question gets a web page with 200",
		routes(login),
		modelDown("not_an_api", { server: "vllm", nextStep: /chat\/completions \| head/ }),
	),
	behaviour(
		'the login page shows the word "choices"',
		routes(html('<html><title>Sign in</title><script>var x={"choices":[1]}</script></html>')),
		modelDown("not_an_api"),
	),
	behaviour("the base URL lacks /v1: 404", { ...healthyRoutes() }, apiDown("not_found", { nextStep: /\/v1\/models/ }), {
		path: "/api/v1",
	}),
	behaviour(
		"the base URL is of another program: 405",
		everything(json({ detail: "Method Not Allowed" }, 405) as never),
		apiDown("not_found"),
	),
	behaviour("200, but no list", routes(notFound, json({ status: "ok" })), apiDown(["not_an_api", "not_found"])),
	behaviour(
		"200, and the list is no list",
		routes(notFound, json({ object: "list", data: "none" })),
		apiDown(["not_an_api", "not_found"]),
	),
	behaviour("204: nothing at all", routes(undefined, empty(204)), apiDown(["not_an_api", "not_found"])),
	behaviour(
		"the list fails with a 500, twice",
		routes(undefined, json({ error: { message: "boom" } }, 500)),
		apiDown("server_error", { words: /boom/, chats: 0 }),
	),
	behaviour(
		"the list fails with a 500 once",
		routes(undefined, inTurn(json({ error: { message: "boom" } }, 500), json(modelList([MODEL])))),
		ok({ notes: ["retried"] }),
	),
	behaviour(
		"the right JSON under a wrong content type",
		routes(text(JSON.stringify(completion())), text(JSON.stringify(modelList([MODEL])))),
		ok({ server: "vllm" }),
	),
	...codings.map(([coding, coded]) =>
		behaviour(
			`compresses although nobody asked for it: ${coding}`,
			routes(coded(completion("Hello")), coded(modelList([MODEL]))),
			ok({ chats: 1, notes: [], answer: "Hello" }),
		),
	),
	behaviour(
		"compresses an error",
		routes(compressed("gzip", gzipSync)({ error: { message: "queue is full" } }, 503)),
		degraded("overloaded", "model_down", { words: /queue is full/ }),
	),
	behaviour(
		"says that it compresses, and does not",
		routes(stream(["{}"], "clean", { "content-encoding": "gzip" })),
		modelDown("truncated_answer", { chats: 2 }),
	),
	behaviour(
		"a small body that unpacks to a gigabyte's beginning",
		routes(stream([gzipSync(Buffer.alloc(20_000_000))], "clean", { "content-encoding": "gzip" })),
		modelDown("answer_too_large", { chats: 1 }),
	),
];
