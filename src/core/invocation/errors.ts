import { mask } from "../prose/secret-text.ts";

/** Errors of the check itself: both exit with code 3 and say nothing about a server. */

/**
 * The checking host could not send a request: out of file descriptors, ports or memory, or an unsendable setting.
 * No transition is recorded.
 */
export class LocalError extends Error {
	override readonly name = "LocalError";
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** The settings are wrong: one line per problem: where, what was found, what is accepted. Secrets are masked. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		const masked = problems.map(mask);
		super(masked.join("\n"));
		this.problems = masked;
	}
}
