import fc from "fast-check";
import { expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/core/invocation/errors.ts";
import { COMMANDS } from "../../src/core/invocation/invocation.ts";
import { cases } from "../support/size.ts";

const NAMES = [
	"LLM_BASE_URL",
	"LLM_API_KEY",
	"LLM_API_KEY_FILE",
	"LLM_MODEL",
	"SLACK_WEBHOOK_URL",
	"SLACK_WEBHOOK_URL_FILE",
	"HEARTBEAT_URL",
	"LLM_HEALTHCHECK_STATE",
	"LLM_HEALTHCHECK_CONFIG",
	"CREDENTIALS_DIRECTORY",
	"STATE_DIRECTORY",
	"XDG_STATE_HOME",
	"XDG_CONFIG_HOME",
	"HOME",
	"HTTPS_PROXY",
	"http_proxy",
	"ALL_PROXY",
	"NO_PROXY",
] as const;

const value = fc.oneof(
	fc.string({ unit: "binary" }),
	fc.webUrl({ withQueryParameters: true }),
	fc.constantFrom(
		"",
		" ",
		"/",
		"a\0b",
		"http://",
		"http://gpu1:8000",
		"socks5://p",
		"[::1",
		"Hunter2Hunter2",
		"http://u:Hunter2@h",
		"sk-Hunter2Hunter2",
		"…Hunter2",
		"Hunter2\n2",
	),
);
const environments = fc.dictionary(fc.constantFrom(...NAMES), value).map((env) => ({ ...env }));

it("whatever the environment, it is taken or refused in words, and no secret of it is repeated", async () => {
	await fc.assert(
		fc.asyncProperty(environments, fc.constantFrom(...COMMANDS), fc.boolean(), async (env, command, isRoot) => {
			try {
				const config = await loadConfig({}, command, { env, cwd: "/nonexistent", isRoot });
				for (const { target } of config.targets) expect(target.url).toMatch(/^https?:\/\/[^/@?#]+(?:\/[^?#]*)?$/);
				// A secret is a closure, so that whatever is printed of a configuration does not hold it.
				const { LLM_MODEL, LLM_BASE_URL, LLM_HEALTHCHECK_STATE, ...secret } = env;
				if (
					!JSON.stringify([
						LLM_MODEL,
						LLM_BASE_URL,
						LLM_HEALTHCHECK_STATE,
						secret.HOME,
						secret.XDG_STATE_HOME,
						secret.STATE_DIRECTORY,
					]).includes("Hunter2")
				) {
					expect(JSON.stringify(config)).not.toContain("Hunter2");
				}
			} catch (error) {
				if (!(error instanceof ConfigError)) throw error;
				expect(error.problems.length).toBeGreaterThan(0);
				if (!`${env.LLM_HEALTHCHECK_CONFIG} ${env.HOME} ${env.XDG_CONFIG_HOME}`.includes("Hunter2"))
					expect(error.message).not.toContain("Hunter2");
			}
		}),
		{ numRuns: cases(200, 2000) },
	);
});
