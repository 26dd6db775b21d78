import type { FailOn } from "../result/exit-code.ts";
import type { RecordField } from "../result/target-record.ts";

export const COMMANDS = ["check", "probe", "status", "wait", "test-alert"] as const;
export type Command = (typeof COMMANDS)[number];

export const FORMATS = ["text", "log", "json", "nagios", "checkmk", "prometheus"] as const;
export type Format = (typeof FORMATS)[number];

/** What the command line asked for, flags only: nothing merged, durations parsed. Absent flags are absent keys. */
export type Flags = Readonly<{
	url?: string;
	model?: string;
	name?: string;
	config?: string;
	dotenv?: string;
	target?: readonly string[];
	format?: Format;
	print?: RecordField;
	deadlineMs?: number;
	apiTimeoutMs?: number;
	inferenceTimeoutMs?: number;
	slowMs?: number;
	caFile?: string;
	expect?: string;
	stream?: boolean;
	wake?: boolean;
	state?: string;
	textfile?: string;
	quiet?: boolean;
	explain?: boolean;
	maxAgeMs?: number;
	timeoutMs?: number;
	intervalMs?: number;
	exit?: "stages" | "binary";
	failOn?: FailOn;
}>;

export type Invocation = Readonly<
	| { kind: "run"; command: Command; flags: Flags }
	/** `--help`, `--version`: print and exit 0. */
	| { kind: "show"; text: string }
	/** A command line that makes no sense: print to stderr and exit 3. */
	| { kind: "usage"; text: string }
>;
