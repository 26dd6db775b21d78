import {
	classifyEmbeddedError,
	classifyReply,
	classifyStreamError,
	type Finding,
	notAnApi,
} from "../../../../src/checks/llm/errors/classify-reply.ts";
import { isObject, parseJson } from "../../../../src/checks/llm/json.ts";
import { quietSession } from "../builders.ts";

const session = quietSession();
type Headers = Readonly<Record<string, string>>;

/** As an error body, inside a 200, and as an event of a stream: no sockets, the classifier itself. */
export const WAYS: Readonly<
	Record<"body" | "a 200" | "stream", (body: string, status: number, headers?: Headers) => Finding>
> = {
	body: (body, status, headers = {}) =>
		classifyReply({ kind: "answered", status, headers, body, ms: 1 }, "inference", true, session),
	"a 200": (body, _status, headers = {}) => inside(body, headers, false),
	stream: (body, _status, headers = {}) => inside(body, headers, true),
};

/** The way that an answer of status 200, or an event, takes through its dialect. */
function inside(body: string, headers: Headers, isEvent: boolean): Finding {
	const reply = { kind: "answered", status: 200, headers, body, ms: 1 } as const;
	const context = { stage: "inference", listed: true, session } as const;
	const json = parseJson(body);
	const object = Array.isArray(json) ? json[0] : json;
	if (isEvent) return classifyStreamError(reply, isObject(object) ? object : { error: body }, context);
	return isObject(object) ? classifyEmbeddedError(reply, object, context) : notAnApi(reply, "no JSON object", session);
}
