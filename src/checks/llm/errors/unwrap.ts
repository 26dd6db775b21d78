import { isObject, parseJson } from "../json.ts";
import { EMPTY_LAYER, type Layer, layerOf } from "./envelope.ts";
import { isPage, textOfPage } from "./page.ts";

/** The innermost of nested gateway errors, and what the wrappers showed. */
export type Unwrapped = Readonly<{
	layer: Layer;
	/** The status of the innermost error, where a wrapper reported it. */
	status: number | null;
	/** Machine words of the wrappers: a gateway's classification, not the backend's. */
	labels: readonly string[];
	/** A gateway passed on what its backend said. */
	relayed: boolean;
}>;

type Peeled = Readonly<{ layer: Layer; status: number | null; labels: readonly string[]; relayed: boolean }>;

const DEEPEST = 6;

/** Removes one wrapper after another. */
export function unwrap(outermost: Layer): Unwrapped {
	let unwrapped: Unwrapped = { layer: outermost, status: null, labels: [], relayed: false };
	for (let depth = 0; depth < DEEPEST; depth += 1) {
		const peeled = peel(unwrapped.layer);
		if (peeled === null) break;
		unwrapped = {
			layer: peeled.layer,
			status: peeled.status ?? peeled.layer.status ?? unwrapped.status,
			labels: [...unwrapped.labels, ...peeled.labels],
			relayed: unwrapped.relayed || peeled.relayed,
		};
	}
	return unwrapped;
}

function peel(layer: Layer): Peeled | null {
	const { message } = layer;
	if (message === null) return null;
	return (
		quoted(layer, message) ??
		withoutTail(layer, message) ??
		withoutChain(layer, message) ??
		inside(layer, message) ??
		page(layer, message)
	);
}

/** A text that is a JSON string. */
function quoted(layer: Layer, message: string): Peeled | null {
	const text = /^\s*"[\s\S]*"\s*$/.test(message) ? parseJson(message) : null;
	return typeof text === "string" && text.trim() !== "" ? same(reworded(layer, text.trim())) : null;
}

/** What LiteLLM appends to every error: which group failed, which fallbacks there are, how it retried. */
const TAIL =
	/\s*(?:LiteLLM: model group ['"]|No fallback model group found for |Received Model Group=|Available Model Group Fallbacks=|\n?model=\S+ context_window_fallbacks=|Deployment Info: |LiteLLM Retried: ).*$/s;
const FALLBACK = /Fallback to (\S+) also failed/;

function withoutTail(layer: Layer, message: string): Peeled | null {
	const tail = TAIL.exec(message)?.[0];
	const words = tail === undefined ? "" : message.slice(0, message.length - tail.length).trim();
	if (tail === undefined || words === "") return null;
	const fallback = FALLBACK.exec(tail)?.[1];
	return { ...same(reworded(layer, fallback ? `${words} (its fallback ${fallback} failed too)` : words)) };
}

/** `litellm.RateLimitError: RateLimitError: OpenAIException - `: class names, not the server's words. */
const CHAIN =
	/^(?:(?:litellm\.)?[A-Z]\w*(?:Exception|Error|Timeout|Exceeded\w*|Violation\w*)(?: [A-Z]\w*(?:Error|Exception))?(?:: | - ))+/;

function withoutChain(layer: Layer, message: string): Peeled | null {
	const start = /\blitellm\.[A-Z]/.exec(message)?.index ?? message.search(/\S/);
	const chain = CHAIN.exec(message.slice(start))?.[0];
	// A plain `RuntimeError: …` is the server's own.
	if (chain === undefined || !/litellm\.|Exception - |Exception \w+ - /.test(chain)) return null;
	const words = message.slice(start + chain.length);
	if (words.trim() === "") return null;
	const labels = chain.match(/\w+(?:Error|Timeout|Exceeded\w*|Violation\w*)/g) ?? [];
	return {
		layer: { ...reworded(layer, words), codes: [] },
		status: null,
		labels: [...labels, ...layer.codes],
		relayed: true,
	};
}

/** `… status=400, error={…}`, `Error code: 401 - {'error': …}`, or JSON inside a gateway's message. */
function inside(layer: Layer, message: string): Peeled | null {
	const start = message.search(/[{[]/);
	if (start >= 0) {
		const json = jsonIn(message.slice(start));
		const inner = json === null ? null : layerOf(json);
		if (inner !== null && inner.message !== null && inner.message !== message) {
			return {
				layer: inner,
				status: statusBefore(message.slice(0, start)) ?? inner.status,
				labels: layer.codes,
				relayed: true,
			};
		}
	}
	const match =
		/\bstatus(?:[ _]?code)?\s*[=:]?\s*([45]\d\d)\b\s*(?:[,;]?\s*(?:error|body|response|message)\s*[=:]|:)\s*(\S.*)$/is.exec(
			message,
		);
	if (match === null) return null;
	return {
		layer: { ...EMPTY_LAYER, ...wordsOnly(match[2] ?? "") },
		status: Number(match[1]),
		labels: layer.codes,
		relayed: true,
	};
}

/** The error object that a text begins with: JSON, or as Python prints it. */
function jsonIn(text: string): Record<string, unknown> | null {
	const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1;
	if (end === 0) return null;
	const piece = text.slice(0, end);
	const value = parseJson(piece) ?? parseJson(fromPython(piece));
	const json = Array.isArray(value) ? value[0] : value;
	return isObject(json) ? json : null;
}

function fromPython(text: string): string {
	return text.replace(
		/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|\b(?:None|True|False)\b/g,
		(whole, single?: string, double?: string) => {
			if (single !== undefined) return JSON.stringify(single.replaceAll("\\'", "'"));
			if (double !== undefined) return JSON.stringify(double);
			return whole === "None" ? "null" : whole.toLowerCase();
		},
	);
}

function statusBefore(prefix: string): number | null {
	const found =
		/\b(?:status(?:[ _-]?code)?|error code|http(?: status)?|returned|responded(?: with)?)\b[^\d\n]{0,12}([45]\d\d)\b/i;
	const status = found.exec(prefix)?.[1];
	return status === undefined ? null : Number(status);
}

/** A page that a gateway quotes. */
function page(layer: Layer, message: string): Peeled | null {
	const start = message.search(/<(?:!doctype|html)\b/i);
	if (start < 0 || !isPage(message)) return null;
	const text = textOfPage(message.slice(start));
	return text.message === null ? null : same({ ...layer, ...text });
}

function same(layer: Layer): Peeled {
	return { layer, status: null, labels: [], relayed: false };
}

function reworded(layer: Layer, words: string): Layer {
	return { ...layer, ...wordsOnly(words) };
}

function wordsOnly(message: string): Pick<Layer, "message" | "texts"> {
	return { message, texts: [message] };
}
