import { brotliDecompressSync, gunzipSync, inflateSync, type ZlibOptions } from "node:zlib";
import { BODY_LIMIT_BYTES, type HeaderMap, type Reply } from "./reply.ts";

type Decoder = (body: Buffer, options: ZlibOptions) => Buffer;
const DECODERS: Readonly<Record<string, Decoder>> = {
	gzip: gunzipSync,
	"x-gzip": gunzipSync,
	deflate: inflateSync,
	br: brotliDecompressSync,
};

type ReplyWithBody = Extract<Reply, { headers: HeaderMap }>;

/**
 * Decompresses a body as its header says. A body that cannot be decompressed counts as cut off. The size limit holds for
 * the result too, so that a small body cannot become a huge one.
 */
export function decode(reply: ReplyWithBody): Reply {
	const coding = reply.headers["content-encoding"]?.trim().toLowerCase() ?? "";
	try {
		const bytes = Buffer.from(reply.body, "latin1");
		const body = DECODERS[coding]?.(bytes, { maxOutputLength: BODY_LIMIT_BYTES }).toString("utf8");
		if (body !== undefined) return { ...reply, body };
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE" && reply.kind === "answered") {
			return { ...reply, kind: "too_large", body: "" };
		}
	}
	return reply.kind === "answered"
		? { ...reply, kind: "cut", body: "", code: "CONTENT_ENCODING" }
		: { ...reply, body: "" };
}
