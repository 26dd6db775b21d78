/** How servers wrap their words: each gives a body for words and the status that it came with. */
export type Envelope = Readonly<{
	name: string;
	form: "json" | "text" | "page";
	of(words: string, status: number): string;
}>;

const json = (name: string, of: (words: string, status: number) => unknown): Envelope => ({
	name,
	form: "json",
	of: (words, status) => JSON.stringify(of(words, status)),
});

export const ENVELOPES: readonly Envelope[] = [
	json("OpenAI", (message) => ({ error: { message, type: "invalid_request_error", param: null, code: null } })),
	json("OpenAI, the status as code", (message, code) => ({ error: { message, type: "api_error", param: null, code } })),
	json("LiteLLM: the code a text, None a text", (message, status) => ({
		error: { message, type: "None", param: "None", code: String(status) },
	})),
	json("flat", (message, code) => ({ object: "error", message, type: "BadRequestError", param: null, code })),
	json("a text as error", (error) => ({ error })),
	json("FastAPI", (detail) => ({ detail })),
	json("FastAPI with an object", (error) => ({ detail: { error } })),
	json("problem+json", (detail, status) => ({ type: "about:blank", title: "Error", status, detail })),
	json("status and title", (title, status) => ({ status, title })),
	json("Google, in a list", (message, code) => [{ error: { code, message, status: "FAILED_PRECONDITION" } }]),
	json("Anthropic", (message) => ({ type: "error", error: { type: "api_error", message }, request_id: "req_1" })),
	json("base_resp", (status_msg) => ({ id: "x", choices: null, base_resp: { status_code: 2013, status_msg } })),
	json("success and errors", (message) => ({ result: null, success: false, errors: [{ code: 7009, message }] })),
	json("code and msg", (msg) => ({ code: 50001, msg, data: null })),
	json("code and message, capital", (Message) => ({ Code: "InternalError", Message, RequestId: "r-1" })),
	json("GPUStack", (message, code) => ({ code, reason: "Error", message })),
	json("TGI", (error) => ({ error, error_type: "generation" })),
	json("OAuth", (error_description) => ({ error: "failed", error_description })),
	json("Spring", (message, status) => ({
		timestamp: 1,
		status,
		error: "Error",
		message,
		path: "/v1/chat/completions",
	})),
	json("JSON:API", (detail, status) => ({ errors: [{ status: String(status), title: "Error", detail }] })),
	json("fault", (faultstring) => ({ fault: { faultstring, detail: { errorcode: "steps.raise" } } })),
	json("a message as object", (error) => ({ error: { message: { error }, code: "x" } })),
	json("OpenRouter: the cause apart", (raw) => ({
		error: { code: 400, message: "Provider returned error", metadata: { raw, provider_name: "P" } },
	})),
	json("JSON in a message", (message) => ({
		error: {
			message: `Upstream said: ${JSON.stringify({ error: { message, type: "api_error" } })}`,
			type: "api_error",
		},
	})),
	json("a Python error in a message", (message, status) => ({
		detail: `Error code: ${status} - {'error': {'message': '${message.replaceAll("'", "\\'")}', 'type': None, 'param': True}}`,
	})),
	json("GPUStack: a worker's refusal", (message, status) => ({
		error: {
			message: `An unexpected error occurred: Worker request failed: 1 POST http://127.0.0.1:18150/v1/chat/completions status=${status}, error=${JSON.stringify({ error: { message, code: status } })}`,
			code: 503,
			type: "ServiceUnavailable",
		},
	})),
	json("a JSON text", (words) => words),
	{ name: "plain text", form: "text", of: (words) => words },
	{
		name: "an HTML title",
		form: "page",
		of: (words, status) =>
			`<html><head><title>${status} Error</title></head><body><h1>${status} Error</h1>\n<p>${escaped(words)}</p></body></html>`,
	},
];

function escaped(words: string): string {
	return words.replaceAll("&", "and").replaceAll("<", "(").replaceAll(">", ")");
}
