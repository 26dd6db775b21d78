const READ_PAGE_LENGTH = 16_384;

/** Whether a text is a web page, or a piece of one. */
export function isPage(text: string): boolean {
	return /<(?:!doctype|html|head|body|title|h1|center|p|div)\b/i.test(text.slice(0, 2000));
}

/**
 * A page's title or first heading, and the sentence under it where that says more (HAProxy and nginx keep the cause
 * there); of any other text its beginning. Never a tag.
 */
export function textOfPage(body: string): string | null {
	const start = wholeWords(body);
	if (!isPage(start) && !/^\s*</.test(start)) return spaced(start) || null;
	const bare = start.replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, " ");
	const title = spaced(/<title[^>]*>([^<]+)<\/title>/i.exec(bare)?.[1] ?? "");
	const heading = spaced(/<h1[^>]*>([^<]+)<\/h1>/i.exec(bare)?.[1] ?? "");
	const first = title || heading;
	const text = spaced(bare.replace(/<title[^>]*>[^<]*<\/title>/gi, " ").replace(/<[^>]*>?/g, " "));
	if (first === "") return text || null;
	const more = sentenceIn(text, [title, heading]);
	return more === null ? first : `${first}: ${more}`;
}

/** The text of an error page is short; a longer one is a web site, whose title says enough. */
const LONGEST_SENTENCE = 240;

function sentenceIn(text: string, headings: readonly string[]): string | null {
	const rest = headings.reduce((left, heading) => (heading === "" ? left : left.replaceAll(heading, " ")), text);
	// A server's name and version under the line is no sentence.
	const sentence = spaced(rest.replace(/\b(?:nginx|openresty|apache|caddy|cloudflare|envoy)\b[\w./() -]*$/i, " "));
	return /\w+ \w+ \w+/.test(sentence) && sentence.length <= LONGEST_SENTENCE ? sentence : null;
}

function spaced(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}

/** The beginning, without a word cut in two: half a key would not be known for one, and be shown. */
function wholeWords(body: string): string {
	if (body.length <= READ_PAGE_LENGTH) return body;
	const start = body.slice(0, READ_PAGE_LENGTH);
	return start.slice(0, Math.max(start.lastIndexOf(" "), start.lastIndexOf("\n"), 0));
}
