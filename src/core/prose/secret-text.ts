/**
 * Slack's webhook addresses, what follows `Bearer`, and API keys by their vendors' formats. A prefix alone is
 * not enough, since names may have it too (`GPUSTACK_API_KEY`, `hf_llama3`, `sk-models`).
 */
const KNOWN_SECRETS: readonly RegExp[] = [
	/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\//i,
	/\bbearer\s+(?=\S*\d)\S{4,}/i,
	/\bsk-(?:(?=[\w-]*\d)[\w-]{6,}|[\w-]{20,})/,
	/\bxox[a-z]-|\bxapp-/,
	/\bgpustack_[0-9a-f]{8,}_\w/,
	/\b(?:hf|gsk)_\w{20,}/,
	/\bAIza[\w-]{10,}/,
];
/** `scheme://user:password@` */
const URL_CREDENTIALS = /:\/\/[^/\s?#@]*:?[^/\s?#]*@/;
/** Long, without spaces, letters and digits mixed (a date has only capitals): possibly a key, so not quoted. */
const TOKEN = /(?=\S*\d)(?=\S*[a-z])\S{12,}|\S{25,}/;

/** Whether a value is clearly a secret. Such a value is rejected where secrets do not belong. */
export function isSecret(text: string): boolean {
	return KNOWN_SECRETS.some((form) => form.test(text)) || URL_CREDENTIALS.test(text);
}

/** A value, safe to quote in a message. A possible secret is described instead. */
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

/** The last safeguard of every message: what still looks like a secret is hidden. */
export function mask(message: string): string {
	const wholeWords = KNOWN_SECRETS.map(({ source, flags }) => new RegExp(`\\S*(?:${source})\\S*`, `${flags}g`));
	return [...wholeWords, /\S*:\/\/[^/\s?#]*@\S*/g].reduce((text, form) => text.replace(form, "(hidden)"), message);
}
