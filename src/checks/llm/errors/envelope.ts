import { isObject, type JsonObject, listAt, objectAt, textAt } from "../json.ts";

/** What one error object says, in any envelope: raw, neither cleaned nor masked. */
export type Layer = Readonly<{
	/** The words to quote. */
	message: string | null;
	/** All words, for the classes: some servers put the useful ones in `detail`, others in `title`. */
	texts: readonly string[];
	/** The machine word to show: `error.code`, `error.type`, `type`, `error_type` or `reason`, as a string. */
	code: string | null;
	/** All machine words: some servers put the useful one in `type`, others in `code`. */
	codes: readonly string[];
	/** The HTTP status that the body claims: an error inside a 200 has it there. */
	status: number | null;
	/** The request field that the error names. */
	param: string | null;
	/** The retry delay that the body asks for. */
	retryAfterS: number | null;
}>;

export const EMPTY_LAYER: Layer = {
	...{ message: null, texts: [], code: null, codes: [], status: null, param: null, retryAfterS: null },
};

/** Keys are compared without case and punctuation: `statusCode`, `status_code` and `Status-Code` are one. */
const TEXT_KEY =
	/^(message|msg|errormsg|errormessage|statusmsg|detail|details|description|errordescription|title|reason|error|errors|faultstring|raw|cause|info)$/;
const CODE_KEY =
	/^(code|type|status|statuscode|errortype|errorcode|reason|subcode|exception|quotaid|quotametric|ratelimittype|ruleid)$/;
const NESTED_KEY =
	/^(error|errors|detail|details|message|innererror|cause|baseresp|fault|exception|extensions|metadata|data|response|result|body|status|violations|problem|failure)$/;
const DEEPEST = 6;
const MOST_WORDS = 40;

/** Reads an error object in any envelope: known fields first, then all fields that usually hold words or codes. */
export function layerOf(json: JsonObject): Layer {
	const found = { texts: [] as string[], codes: [] as string[], retryAfterS: null as number | null };
	const plain = normalised(json, 0);
	gather(plain, found, 0);
	const error = objectAt(plain, "error");
	const codes = [
		...[error.code, error.type, error.status],
		...[plain.type, plain.errortype, plain.code, plain.reason, plain.status],
		objectAt(error, "innererror").code,
	].flatMap(asWord);
	const message = messageOf(plain, error) ?? found.texts[0] ?? null;
	return {
		message,
		texts: unique([...(message === null ? [] : [message]), ...found.texts]),
		code: codes[0] ?? null,
		codes: unique([...codes, ...found.codes]),
		status: statusIn([
			...[error.code, error.httpstatuscode, plain.code, plain.statuscode, error.status, plain.status],
			...[error.statuscode, objectAt({ first: listAt(plain, "errors")[0] }, "first").status],
		]),
		param: textAt(error, "param") ?? textAt(plain, "param") ?? locationOf(plain),
		retryAfterS: found.retryAfterS,
	};
}

function normalised(value: JsonObject, depth: number): JsonObject {
	const entries = Object.entries(value).map(([key, inner]) => [keyOf(key), depthOf(inner, depth + 1)] as const);
	// When two keys collide, the first wins.
	return Object.fromEntries(entries.reverse());
}

function depthOf(value: unknown, depth: number): unknown {
	if (depth > DEEPEST) return null;
	if (Array.isArray(value)) return value.slice(0, MOST_WORDS).map((item) => depthOf(item, depth + 1));
	return isObject(value) ? normalised(value, depth) : value;
}

function keyOf(key: string): string {
	return key.toLowerCase().replace(/[^a-z0-9]/g, "");
}

type Found = { texts: string[]; codes: string[]; retryAfterS: number | null };

/** Collects words and codes from all fields that may hold them. Skips the rest (a repeated prompt, links). */
function gather(value: unknown, found: Found, depth: number): void {
	if (depth > DEEPEST || found.texts.length + found.codes.length > MOST_WORDS) return;
	if (Array.isArray(value)) {
		for (const item of value) {
			if (typeof item === "string" && item.trim() !== "") found.texts.push(item);
			else gather(item, found, depth + 1);
		}
	}
	if (!isObject(value)) return;
	for (const [key, inner] of Object.entries(value)) {
		if (typeof inner === "string" && TEXT_KEY.test(key) && inner.trim() !== "") found.texts.push(inner);
		if (CODE_KEY.test(key)) found.codes.push(...asWord(inner));
		// A sentence in a code field is text for people.
		if (CODE_KEY.test(key) && typeof inner === "string" && /\S\s+\S/.test(inner)) found.texts.push(inner);
		if (key === "error" && typeof inner === "string" && !/\s/.test(inner)) found.codes.push(...asWord(inner));
		if (key === "retrydelay" || key === "retryafter") found.retryAfterS ??= secondsIn(inner);
		if (typeof inner === "object" && NESTED_KEY.test(key)) gather(inner, found, depth + 1);
	}
}

function secondsIn(value: unknown): number | null {
	const seconds =
		typeof value === "string" ? Number(/^\s*(\d+(?:\.\d+)?)\s*s?\s*$/.exec(value)?.[1] ?? Number.NaN) : value;
	return typeof seconds === "number" && Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

/** The first that yields a text wins. */
function messageOf(json: JsonObject, error: JsonObject): string | null {
	const own = textOf(error.message);
	// OpenRouter keeps the real cause in `metadata.raw`.
	const raw = textAt(objectAt(error, "metadata"), "raw");
	if (own !== null) return raw === null ? own : `${own}: ${raw}`;
	const named = textAt(json, "error");
	// `invalid_token` beside a description, "Service Unavailable" beside a message: the sentence says more.
	const sentence = textOf(json.message) ?? textAt(json, "errordescription");
	if (named !== null && sentence !== null && sentence.length > named.length) return sentence;
	return (
		textOf(error.error) ??
		textOf(error.detail) ??
		named ??
		textOf(json.message) ??
		detailOf(json.detail) ??
		textAt(json, "reason") ??
		textOf(listAt(json, "errors")[0])
	);
}

/** A text, or the text inside an object. */
function textOf(value: unknown): string | null {
	if (typeof value === "string") return value.trim() === "" ? null : value;
	for (const key of ["message", "error", "detail", "msg"]) {
		const inner = textAt(value, key);
		if (inner !== null) return inner;
	}
	return null;
}

/** FastAPI: a text, or a list of validation errors, each with its location. */
function detailOf(detail: unknown): string | null {
	if (!Array.isArray(detail)) return textOf(detail);
	const complaints = detail.flatMap((item: unknown) => {
		const words = textAt(item, "msg");
		if (words === null) return [];
		const kind = textAt(item, "type");
		const place = placeIn(item).join(".");
		return [[place && `${place}:`, words, kind && `(${kind})`].filter(Boolean).join(" ")];
	});
	return complaints.length > 0 ? complaints.join("; ") : null;
}

function placeIn(complaint: unknown): readonly unknown[] {
	return listAt(complaint, "loc").filter((part) => part !== "body");
}

function locationOf(json: JsonObject): string | null {
	const [place] = placeIn(listAt(json, "detail")[0]);
	return typeof place === "string" ? place : null;
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

function unique(words: readonly string[]): readonly string[] {
	return [...new Set(words)];
}
