import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { MODEL } from "../healthy.ts";
import type { Behaviour } from "./behaviour.ts";
import { arrange } from "./stage.ts";

const SCRIPT = join(import.meta.dirname, "..", "shell-check.sh");

const CA_FILE = join(import.meta.dirname, "..", "tls", "ca.pem");

/** What the shell check that people use today says of a behaviour: its exit code. */
export async function shellCheck(behaviour: Behaviour, limitSeconds: number): Promise<number> {
	await using stage = await arrange(behaviour);
	const { model = MODEL } = behaviour.target;
	const child = spawn("bash", [SCRIPT], {
		stdio: "ignore",
		env: {
			PATH: process.env.PATH,
			LLM_BASE_URL: stage.baseUrl,
			LLM_MODEL: model ?? MODEL,
			LLM_API_KEY: behaviour.key ?? "",
			...(stage.caPem === null ? {} : { CURL_CA_BUNDLE: CA_FILE }),
			...(stage.proxyUrl === null ? {} : { http_proxy: stage.proxyUrl, https_proxy: stage.proxyUrl }),
			SHELL_CHECK_LIMIT: String(limitSeconds),
		},
	});
	const [code] = (await once(child, "exit")) as [number | null];
	return code ?? -1;
}
