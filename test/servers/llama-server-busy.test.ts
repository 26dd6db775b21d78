import { describe } from "vitest";
import { use } from "../support/use.ts";
import { LLAMA_SERVER, needsServers } from "./support/environment.ts";
import { startLlamaServer } from "./support/llama-server.ts";
import { askedWhile, busy } from "./support/llama-states.ts";
import { state } from "./support/state.ts";

const BUSY = { exitCode: 0, status: "degraded", cause: "busy", server: "llama.cpp" } as const;

needsServers(LLAMA_SERVER)("llama-server whose slots are all taken", () => {
	describe("with its default flags, which show /slots and no /metrics", () => {
		const server = use(() => startLlamaServer({ flags: ["--parallel", "1"] }));
		const asked = async (...args: string[]) => askedWhile({ url: server.url, args }, await busy(server));

		state("llama-server: busy, default flags", () => asked(), { ...BUSY, shows: /"?is_processing"?:\s*true/ });
		state("llama-server: busy, default flags, a stream", () => asked("--stream"), BUSY);
	});

	describe("with several slots", () => {
		const server = use(() => startLlamaServer({ flags: ["--parallel", "3"] }));

		state(
			"llama-server: busy, all of three slots",
			async () => askedWhile({ url: server.url }, await busy(server, { requests: 4 })),
			{ ...BUSY, shows: /"?is_processing"?:\s*true/ },
		);
	});

	describe("with --metrics", () => {
		const server = use(() => startLlamaServer({ flags: ["--parallel", "1", "--metrics"] }));

		state("llama-server: busy, --metrics", async () => askedWhile({ url: server.url }, await busy(server)), {
			...BUSY,
			shows: /requests_(processing|deferred) [1-9]|"?is_processing"?:\s*true/,
		});
	});

	describe("with neither /slots nor /metrics", () => {
		const server = use(() => startLlamaServer({ flags: ["--parallel", "1", "--no-slots"] }));
		const asked = async () => askedWhile({ url: server.url }, await busy(server, { seen: "nowhere" }));

		// Nothing tells busy from hung: soft, and the words say so.
		state("llama-server: busy, nothing shows it", asked, { exitCode: 0, status: "degraded", detail: /busy or/ });
	});
});
