import type { Reporter, TestModule } from "vitest/node";

/**
 * Closes a run with one plain line, and makes a skipped test a failure under CI=true:
 * a test that quietly did not run has proven nothing.
 */
export function tally(isCi: boolean): Reporter {
	return {
		onTestRunEnd(modules: readonly TestModule[]) {
			const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state));
			const count = (state: string) => states.filter((other) => other === state).length;
			const skipped = count("skipped") + count("pending");
			if (isCi && skipped > 0) {
				console.error(`${skipped} skipped: under CI=true every test must run`);
				process.exitCode = 1;
			}
			console.log(`${count("passed")} passed, ${count("failed")} failed, ${skipped} skipped`);
		},
	};
}
