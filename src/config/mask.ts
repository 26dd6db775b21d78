/** Keys of the known makers, Slack's webhook addresses, and whatever follows `Bearer`. */
const KNOWN_SECRET =
	/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|\bsk-[\w-]{6,}|\bxox[a-z]-|\bxapp-|\bgpustack_|\bhf_\w{6,}|\bgsk_\w{6,}|\bAIza[\w-]{10,}|\bBearer\s+\S/i;
/** `scheme://user:password@` */
const URL_CREDENTIALS = /:\/\/[^/\s?#@]*:?[^/\s?#]*@/;
/** Long, without a space, letters and digits mixed (a date has capitals only): not worth the risk of quoting it back. */
const TOKEN = /(?=\S*\d)(?=\S*[a-z])\S{12,}|\S{25,}/;

/** Whether a value is plainly a secret: such a thing is refused wherever secrets do not belong. */
export function isSecret(text: string): boolean {
	return KNOWN_SECRET.test(text) || URL_CREDENTIALS.test(text);
}

/** A foreign value as a message may quote it: whatever could be a secret is described instead. */
export function quote(value: unknown): string {
	if (value === null || typeof value === "boolean" || typeof value === "number") return String(value);
	if (Array.isArray(value)) return "a list";
	if (typeof value === "object") return "an object";
	const text = String(value);
	const printable = /^[\x20-\x7e\u00a1-\u024f]{0,40}$/.test(text);
	return printable && !isSecret(text) && !TOKEN.test(text)
		? JSON.stringify(text)
		: `a text of ${text.length} characters`;
}

/** The last net under all messages: what still looks like a secret is taken out. */
export function mask(message: string): string {
	return message
		.replace(new RegExp(`\\S*(?:${KNOWN_SECRET.source})\\S*`, "gi"), "(hidden)")
		.replace(/\S*:\/\/[^/\s?#]*@\S*/g, "(hidden)");
}
