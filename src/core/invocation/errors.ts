import { mask } from "../prose/secret-text.ts";

/** Why the check itself could not run: both end in exit code 3, and neither says anything about a server. */

/**
 * The checking host could not even ask: out of file descriptors, ports or memory, or a setting that no request can carry.
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

/** The settings are wrong: each problem is a line that says where, what was found and what is accepted. Secrets are masked. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		const masked = problems.map(mask);
		super(masked.join("\n"));
		this.problems = masked;
	}
}
