import { mask } from "../core/prose/secret-text.ts";

/** The settings make no sense: every problem found, each a line that says where, what and what would be right. */
export class ConfigError extends Error {
	override readonly name = "ConfigError";
	readonly problems: readonly string[];

	constructor(problems: readonly string[]) {
		const masked = problems.map(mask);
		super(masked.join("\n"));
		this.problems = masked;
	}
}
