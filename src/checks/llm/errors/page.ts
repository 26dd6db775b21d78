const READ_PAGE_LENGTH = 16_384;

/** Whether a text is a web page, or a piece of one. */
export function isPage(text: string): boolean {
	return /<(?:!doctype|html|head|body|title|h1|center|p|div)\b/i.test(text.slice(0, 2000));
}

/** What a text or a page says: `message` to quote; `texts` adds the rest of a short page. Contains no tags. */
export type PageText = Readonly<{ message: string | null; texts: readonly string[] }>;

/**
 * A page's title or first heading, and the sentence under it where that says more (HAProxy and nginx keep the cause
 * there); for other text, its beginning.
 */
export function textOfPage(body: string): PageText {
	const start = wholeWords(body);
	if (!isPage(start) && !/^\s*</.test(start)) return worded(spaced(start));
	const bare = start.replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, " ");
	const title = spaced(/<title[^>]*>([^<]+)<\/title>/i.exec(bare)?.[1] ?? "");
	const heading = spaced(/<h1[^>]*>([^<]+)<\/h1>/i.exec(bare)?.[1] ?? "");
	const first = title || heading;
	const text = spaced(bare.replace(/<title[^>]*>[^<]*<\/title>/gi, " ").replace(/<[^>]*>?/g, " "));
	if (first === "") return worded(text);
	const rest = restOf(text, [title, heading]);
	if (rest.length > LONGEST_REST) return worded(first);
	const isSentence = /\w+ \w+ \w+|[\u4e00-\u9fff]{4}/.test(rest);
	return {
		message: isSentence ? `${first}: ${rest}` : first,
		texts: [first, heading, rest].filter((words) => words !== ""),
	};
}

function worded(text: string): PageText {
	return text === "" ? { message: null, texts: [] } : { message: text, texts: [text] };
}

/** The text of an error page is short; a longer one is a web site, whose title says enough. */
const LONGEST_REST = 240;

/** What a page says beside its headings; without the server's name and version at the end. */
function restOf(text: string, headings: readonly string[]): string {
	const rest = headings.reduce((left, heading) => (heading === "" ? left : left.replaceAll(heading, " ")), text);
	return spaced(rest.replace(/\b(?:nginx|openresty|apache|caddy|cloudflare|envoy)\b[\w./() -]*$/i, " "));
}

function spaced(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}

/** The beginning, without a partial word: half a key would not be recognised and masked. */
function wholeWords(body: string): string {
	if (body.length <= READ_PAGE_LENGTH) return body;
	const start = body.slice(0, READ_PAGE_LENGTH);
	return start.slice(0, Math.max(start.lastIndexOf(" "), start.lastIndexOf("\n"), 0));
}
