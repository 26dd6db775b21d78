/** TypeScript knows it as a part of browsers only. */
declare const WebAssembly: Readonly<{ Memory: new (pages: { initial: number }) => unknown }>;

/** What the HTTP parser needs of this process and does not get, in words; `null`: it gets it. */
export function missingForHttp(): string | null {
	try {
		// Little of it is ever used, and some 10 GB of address space are reserved for it.
		new WebAssembly.Memory({ initial: 1 });
		return null;
	} catch (error) {
		return error instanceof RangeError ? NO_ROOM : NO_WEB_ASSEMBLY;
	}
}

export const NO_ROOM =
	"this process may not reserve the memory that WebAssembly needs: its address space is limited (ulimit -v, systemd LimitAS=). Raise that limit, or limit the memory in use instead (systemd MemoryMax=)";
const NO_WEB_ASSEMBLY =
	"this Node runs without WebAssembly, which reading HTTP needs: start it without --jitless (see NODE_OPTIONS)";
