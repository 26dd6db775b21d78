import { isObject, type JsonObject, listAt, objectAt, parseJson, textAt } from "../json.ts";

/** What a server said of its own trouble, raw: neither cleaned nor masked. */
export type ErrorBody = Readonly<{
	message: string | null;
	/** `error.code`, `error.type`, `type`, `error_type` or `reason`, as a string. */
	code: string | null;
	/** All machine words found, for the rules: servers put the telling one now in `type`, now in `code`. */
	codes: readonly string[];
	/** The HTTP status that the body claims: an error inside a 200 has it there. */
	status: number | null;
	/** The request field complained of. */
	param: string | null;
}>;

const NOTHING: ErrorBody = { message: null, code: null, codes: [], status: null, param: null };
const READ_PAGE_LENGTH = 16_384;

/** Reads the error out of a body of any of the known shapes: OpenAI's, flat, string, FastAPI's, HTML, plain text. */
export function parseErrorBody(body: string): ErrorBody {
	const json = parseJson(body);
	if (json === undefined) return { ...NOTHING, message: textOfPage(body) };
	if (typeof json === "string") return { ...NOTHING, message: json.trim() || null };
	// One known server wraps its error in a list.
	return errorBodyOf(Array.isArray(json) ? json[0] : json);
}

/** The same for a value that is already parsed. */
export function errorBodyOf(json: unknown): ErrorBody {
	if (!isObject(json)) return NOTHING;
	const error = objectAt(json, "error");
	const codes = [
		...[error.code, error.type, error.status],
		...[json.type, json.error_type, json.code, json.reason, json.status],
		objectAt(error, "innererror").code,
	].flatMap(asWord);
	const message = messageOf(json, error);
	return {
		message,
		code: codes[0] ?? null,
		codes,
		status: statusIn([error.code, error.http_status_code, json.code, json.status_code, error.status]),
		param: textAt(error, "param") ?? textAt(json, "param") ?? locationOf(json),
	};
}

/** The field of ours that the refusal names in its own field for that; `null`: none. */
export function refusedField({ param }: ErrorBody): string | null {
	return /^(?:body\.)?(max_tokens|max_completion_tokens|temperature|stream)$/.exec(param ?? "")?.[1] ?? null;
}

/** In this order, the first that yields a text wins. */
function messageOf(json: JsonObject, error: JsonObject): string | null {
	const metadata = objectAt(error, "metadata");
	const own = textOf(error.message);
	// OpenRouter keeps the real cause apart.
	const raw = textAt(metadata, "raw");
	if (own !== null) return raw === null ? own : `${own}: ${raw}`;
	return (
		textOf(error.error) ??
		textOf(error.detail) ??
		textAt(json, "error") ??
		textOf(json.message) ??
		detailOf(json.detail) ??
		textAt(json, "reason") ??
		textOf(firstOf(listAt(json, "errors")))
	);
}

/** A text, or the text inside an object in its place. */
function textOf(value: unknown): string | null {
	if (typeof value === "string") return value.trim() === "" ? null : value;
	if (!isObject(value)) return null;
	for (const key of ["message", "error", "detail"]) {
		const inner = textAt(value, key);
		if (inner !== null) return inner;
	}
	return null;
}

function firstOf(list: readonly unknown[]): unknown {
	return list[0];
}

/** FastAPI: a text, or a list of complaints each with the place it is about. */
function detailOf(detail: unknown): string | null {
	if (!Array.isArray(detail)) return textOf(detail);
	const complaints = detail.flatMap((item: unknown) => {
		const words = textAt(item, "msg");
		if (words === null) return [];
		const kind = textAt(item, "type");
		const place = listAt(item, "loc")
			.filter((part) => part !== "body")
			.join(".");
		return [[place && `${place}:`, words, kind && `(${kind})`].filter(Boolean).join(" ")];
	});
	return complaints.length > 0 ? complaints.join("; ") : null;
}

function locationOf(json: JsonObject): string | null {
	const place = listAt(firstOf(listAt(json, "detail")), "loc").filter((part) => part !== "body");
	return typeof place[0] === "string" ? place[0] : null;
}

function asWord(value: unknown): string[] {
	if (typeof value === "number") return [String(value)];
	// LiteLLM writes Python's None as a text.
	return typeof value === "string" && value !== "" && value !== "None" && value !== "error" ? [value] : [];
}

function statusIn(values: readonly unknown[]): number | null {
	const numbers = values.map((value) => (typeof value === "string" && /^\d{3}$/.test(value) ? Number(value) : value));
	const status = numbers.find((value) => typeof value === "number" && value >= 400 && value < 600);
	return typeof status === "number" ? status : null;
}

/** A page's title or first heading, or the beginning of a text. */
function textOfPage(body: string): string | null {
	const start = wholeWords(body);
	const heading =
		/<title[^>]*>([^<]+)<\/title>/i.exec(start)?.[1]?.trim() || /<h1[^>]*>([^<]+)<\/h1>/i.exec(start)?.[1]?.trim();
	if (heading) return heading;
	const text = /^\s*</.test(start) ? start.replace(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, " ") : start;
	return text.replace(/\s+/g, " ").trim() || null;
}

/** The beginning, without a word cut in two: half a key would not be known for one, and be shown. */
function wholeWords(body: string): string {
	if (body.length <= READ_PAGE_LENGTH) return body;
	const start = body.slice(0, READ_PAGE_LENGTH);
	return start.slice(0, Math.max(start.lastIndexOf(" "), start.lastIndexOf("\n"), 0));
}
