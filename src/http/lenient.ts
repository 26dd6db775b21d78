import type { Client, Parser } from "undici/lib/dispatcher/client.js";

/** What curl and Python accept too: undici's strictness here says nothing about a server's health. */
const LENIENCE = [
	// Chunked with a Content-Length: chunked wins (RFC 9112, 6.3).
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
 * Makes the parser of a client's new connection lenient. Also rejects an impossible status here as a protocol error:
 * in undici it would fail an internal assertion.
 */
export function readLeniently(client: Client, symbols: Readonly<{ kSocket: symbol; kParser: symbol }>): void {
	const parser = client[symbols.kSocket]?.[symbols.kParser] as Parser | undefined;
	if (!parser) return;
	for (const set of LENIENCE) parser.llhttp[set]?.(parser.ptr, 1);
	const headersComplete = parser.onHeadersComplete;
	parser.onHeadersComplete = (status, isUpgrade, keepsAlive) => {
		if (status < 102 && status !== 100) throw Object.assign(new Error(), { code: "HPE_INVALID_STATUS" });
		// undici would expect the bytes that Content-Length announced.
		if (parser.contentLength !== "" && parser.headers.some(isChunkedHeader)) parser.contentLength = "";
		return headersComplete.call(parser, status, isUpgrade, keepsAlive);
	};
}

/** Names and values alternate. */
function isChunkedHeader(bytes: Buffer, index: number): boolean {
	return index % 2 === 0 && bytes.length === 17 && CHUNKED.test(bytes.toString("latin1"));
}
