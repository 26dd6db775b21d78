import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** What a program has said so far. */
export function outputOf(
	child: ChildProcessByStdio<Writable | null, Readable, Readable>,
): () => Readonly<{ stdout: string; stderr: string }> {
	let [stdout, stderr] = ["", ""];
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
	});
	return () => ({ stdout, stderr });
}
