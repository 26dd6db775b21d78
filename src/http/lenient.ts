import type { Client, Parser } from "undici/lib/dispatcher/client.js";

/** What curl and Python read, too; undici's parser is strict where that says nothing about a server's health. */
const LENIENCE = [
	// Chunked beside a Content-Length: the chunks win (RFC 9112, 6.3).
	"llhttp_set_lenient_chunked_length",
	// A line may end with LF alone (RFC 9112, 2.2).
	"llhttp_set_lenient_optional_cr_before_lf",
	"llhttp_set_lenient_optional_crlf_after_chunk",
	"llhttp_set_lenient_spaces_after_chunk_size",
	// Folded lines and control characters in a header's value.
	"llhttp_set_lenient_headers",
] as const;

const CHUNKED = /^transfer-encoding$/i;

/**
 * Makes the parser of a client's new connection lenient in what it reads, and unshakeable: an impossible status would fail
 * an assertion of undici's deep inside, so it ends the call here, as what it is.
 */
export function readLeniently(client: Client, symbols: Readonly<{ kSocket: symbol; kParser: symbol }>): void {
	const parser = client[symbols.kSocket]?.[symbols.kParser] as Parser | undefined;
	if (!parser) return;
	for (const set of LENIENCE) parser.llhttp[set]?.(parser.ptr, 1);
	const headersComplete = parser.onHeadersComplete;
	parser.onHeadersComplete = (status, isUpgrade, keepsAlive) => {
		if (status < 102 && status !== 100) throw Object.assign(new Error(), { code: "HPE_INVALID_STATUS" });
		// undici would miss the bytes that only the length promised.
		if (parser.contentLength !== "" && parser.headers.some(isChunkedHeader)) parser.contentLength = "";
		return headersComplete.call(parser, status, isUpgrade, keepsAlive);
	};
}

/** Names and values take turns. */
function isChunkedHeader(bytes: Buffer, index: number): boolean {
	return index % 2 === 0 && bytes.length === 17 && CHUNKED.test(bytes.toString("latin1"));
}
