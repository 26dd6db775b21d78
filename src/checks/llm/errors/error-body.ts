import { isObject, parseJson } from "../json.ts";
import { EMPTY_LAYER, type Layer, layerOf } from "./envelope.ts";
import { textOfPage } from "./page.ts";
import { unwrap } from "./unwrap.ts";

/** What a server said about its failure: the innermost error, raw, and how it was wrapped. */
export type ErrorBody = Layer &
	Readonly<{
		/** The status of an error that a gateway wrapped. */
		innerStatus: number | null;
		/** Machine words of the wrappers. */
		labels: readonly string[];
		/** A gateway passed on what its backend said. */
		relayed: boolean;
	}>;

/** Reads the error out of a body of any shape: an object in any envelope, a list with one in it, HTML, plain text. */
export function parseErrorBody(body: string): ErrorBody {
	const json = parseJson(body);
	if (json === undefined) return bodyOf({ ...EMPTY_LAYER, ...textOfPage(body) });
	if (typeof json === "string") return bodyOf(worded(json.trim() || null));
	// Google wraps its error in a list.
	return errorBodyOf(Array.isArray(json) ? json[0] : json);
}

/** The same for a value that is already parsed. */
export function errorBodyOf(json: unknown): ErrorBody {
	if (typeof json === "string") return bodyOf(worded(json.trim() || null));
	return bodyOf(isObject(json) ? layerOf(json) : EMPTY_LAYER);
}

function worded(message: string | null): Layer {
	return message === null ? EMPTY_LAYER : { ...EMPTY_LAYER, message, texts: [message] };
}

function bodyOf(outermost: Layer): ErrorBody {
	const { layer, status, labels, relayed } = unwrap(outermost);
	return {
		...layer,
		code: layer.code ?? outermost.code,
		status: layer.status ?? outermost.status,
		param: layer.param ?? outermost.param,
		retryAfterS: layer.retryAfterS ?? outermost.retryAfterS,
		innerStatus: status,
		labels,
		relayed,
	};
}

/** Our request field that the refusal's `param` names; `null`: none. */
export function refusedField({ param }: Pick<ErrorBody, "param">): string | null {
	return /^(?:body\.)?(max_tokens|max_completion_tokens|temperature|stream)$/.exec(param ?? "")?.[1] ?? null;
}
