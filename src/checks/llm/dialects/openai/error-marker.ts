import { isObject, type JsonObject, listAt, numberAt, objectAt, textAt } from "../../json.ts";

/** Error markers that come with status 200, in the envelopes of servers and gateways. */
export function isErrorObject(json: JsonObject): boolean {
	return hasError(json.error) || json.object === "error" || json.type === "error" || isFailedEnvelope(json);
}

/** A choice that holds an error instead of a message. */
export function isErrorChoice(choice: JsonObject): boolean {
	return hasError(choice.error) || choice.finish_reason === "error" || hasError(objectAt(choice, "message").error);
}

function hasError(error: unknown): boolean {
	return (isObject(error) && Object.keys(error).length > 0) || (typeof error === "string" && error !== "");
}

/** An envelope that reports failure. In an answer with choices most of these words mean something else. */
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

/** A code that does not mean success. */
function isFailureCode(code: unknown): boolean {
	if (typeof code === "number") return code !== 0 && code !== 200;
	return typeof code === "string" && code !== "" && !/^(0+|200|ok|success(ful)?)$/i.test(code);
}

/** `processing` is no failure: gateways send it while a client waits. */
function isFailureStatus(status: unknown): boolean {
	return typeof status === "number"
		? status >= 400
		: typeof status === "string" && /error|fail|^[45]\d\d$/i.test(status);
}
