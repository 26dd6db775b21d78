import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from "../../json.ts";

/** Error markers that come with status 200, in the envelopes of servers and of gateways before them. */
export function isErrorObject(json: JsonObject): boolean {
	return hasError(json.error) || json.object === "error" || json.type === "error" || isFailedEnvelope(json);
}

/** An answer's choice that holds an error in the place of a message. */
export function isErrorChoice(choice: JsonObject): boolean {
	return hasError(choice.error) || choice.finish_reason === "error" || hasError(objectAt(choice, "message").error);
}

function hasError(error: unknown): boolean {
	return (isObject(error) && Object.keys(error).length > 0) || (typeof error === "string" && error !== "");
}

/** What says of itself that it failed. Where choices came, most of these words are about something else. */
function isFailedEnvelope(json: JsonObject): boolean {
	if (json.success === false) return true;
	const status = numberAt(objectAt(json, "base_resp"), "status_code");
	if (status !== null && status !== 0) return true;
	if (Array.isArray(json.choices)) return false;
	const { detail, code } = json as Record<string, unknown>;
	if ((detail !== undefined && detail !== null) || listAt(json, "errors").length > 0) return true;
	const words = textAt(json, "message") ?? textAt(json, "msg") ?? textAt(json, "title");
	return words !== null && (isFailureCode(code) || isFailureStatus(json.status));
}

/** A code that is no word for success. */
function isFailureCode(code: unknown): boolean {
	if (typeof code === "number") return code !== 0 && code !== 200;
	return typeof code === "string" && code !== "" && !/^(0+|200|ok|success(ful)?)$/i.test(code);
}

/** `processing` is none: gateways send it while one waits. */
function isFailureStatus(status: unknown): boolean {
	return typeof status === "number"
		? status >= 400
		: typeof status === "string" && /error|fail|^[45]\d\d$/i.test(status);
}
