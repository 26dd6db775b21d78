import { LocalError } from "../core/invocation/errors.ts";

/** The code of the error for too little address space for WebAssembly. */
export const NO_ROOM = "ERR_NO_ROOM_FOR_WEBASSEMBLY";

const NO_ROOM_WORDS =
	"this process may not reserve the memory that WebAssembly needs: its address space is limited (ulimit -v, systemd LimitAS=). Raise that limit, or limit the memory in use instead (systemd MemoryMax=)";
const NO_WEB_ASSEMBLY_WORDS =
	"this Node runs without WebAssembly, which reading HTTP needs: start it without --jitless (see NODE_OPTIONS)";

/**
 * Turns a WebAssembly error into one about this host. undici's HTTP parser is WebAssembly, which uses little memory
 * but reserves some 10 GB of address space.
 */
export function aboutThisHost(error: Error): Error {
	if (!error.message.includes("WebAssembly")) return error;
	return error.name === "RangeError"
		? new LocalError(NO_ROOM, NO_ROOM_WORDS)
		: new LocalError("ERR_NO_WEBASSEMBLY", NO_WEB_ASSEMBLY_WORDS);
}
