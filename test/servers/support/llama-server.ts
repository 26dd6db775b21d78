import { join } from "node:path";
import { type Daemon, startDaemon } from "./daemon.ts";
import { LLAMA_SERVER, MODELS } from "./environment.ts";

type LlamaOptions = Readonly<{
	/** Added to the flags that every start has; `--models-dir` makes it a router, which loads no model by itself. */
	flags?: readonly string[];
	model?: string | null;
	/** Of the server, so that readiness can be asked for. */
	key?: string;
	waitUntilReady?: boolean;
	readyPath?: string;
	port?: number;
}>;

/** One thread and no look outside: two cores are all that a small machine has. */
const ALWAYS = ["--host", "127.0.0.1", "--threads", "1", "--offline", "--no-ui"];

export function startLlamaServer(options: LlamaOptions = {}): Promise<Daemon> {
	const model = options.model === undefined ? "tiny" : options.model;
	const flags = [
		...(model === null ? [] : ["--model", join(MODELS, `${model}.gguf`), "--alias", model]),
		...(options.key === undefined ? [] : ["--api-key", options.key]),
		...(options.flags ?? []),
	];
	return startDaemon({
		program: LLAMA_SERVER,
		args: (port) => [...ALWAYS, "--port", String(port), ...flags],
		readyPath: options.waitUntilReady === false ? null : (options.readyPath ?? "/health"),
		...(options.port === undefined ? {} : { port: options.port }),
	});
}
