import type { Config } from "../config/config.ts";
import { recordOf } from "../core/causes/describe.ts";
import { EXIT_CHECK_FAILED, EXIT_CODES } from "../core/result/exit-code.ts";
import type { Report } from "../core/result/report.ts";
import type { TargetFacts } from "../core/result/target-facts.ts";
import { worstStatus } from "../core/result/verdict.ts";
import type { Parts } from "./observe-all.ts";

/** A run's targets in words, its exit code, and the problems of the run itself. */
export function buildReport(parts: Parts, targets: readonly TargetFacts[], problems: readonly string[]): Report {
	const { config, version, now } = parts;
	const unprobed = unprobedOf(config, targets);
	const exitCode = EXIT_CODES[worstStatus(targets.map(({ status }) => status))];
	return {
		version,
		time: new Date(now()).toISOString(),
		// A target that is down decides. With one unknown and the rest healthy, "ok" would be a guess.
		exitCode: unprobed.length > 0 && exitCode === 0 ? EXIT_CHECK_FAILED : exitCode,
		targets: targets.map(recordOf),
		unprobed,
		warnings: [...config.warnings, ...problems, ...(unprobed.length > 0 ? [unprobedInWords(unprobed, parts)] : [])],
	};
}

/** The targets that the deadline left no time for. */
function unprobedOf({ targets }: Config, probed: readonly TargetFacts[]): readonly string[] {
	const names = new Set(probed.map(({ target }) => target));
	return targets.map(({ target }) => target.name).filter((name) => !names.has(name));
}

function unprobedInWords(unprobed: readonly string[], { limit }: Parts): string {
	const within = `${Math.round(limit.ms) / 1000} s`;
	return `not probed within ${within}, so nothing new is known of: ${unprobed.join(", ")}. Raise ${limit.flag}, lower their timeouts, or check fewer targets in one run`;
}
