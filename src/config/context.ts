import type { Command, Flags } from "../core/invocation/invocation.ts";
import type { Environment, Variables } from "./environment.ts";
import type { NotifierKinds } from "./notifier-kinds.ts";
import type { WrittenConfig, WrittenTarget } from "./schema.ts";

/** A config file that was found and understood. Paths in it are relative to `folder`. */
export type ConfigFile = Readonly<{ path: string; folder: string; written: WrittenConfig }>;

/** A target as written, and its path in the config file (`null`: it is in none). */
export type Chosen<Written = WrittenTarget> = Readonly<{ written: Written; at: string | null }>;

/** All that the settings are made of, and where problems are noted while they are made. */
export type LoadContext = Readonly<{
	flags: Flags;
	command: Command;
	environment: Environment;
	variables: Variables;
	file: ConfigFile | null;
	problems: string[];
	warnings: string[];
	/** The kinds of notifiers that the file may name; `undefined`: those of this program. */
	kinds: NotifierKinds | undefined;
}>;

/** What a command needs: what it does not need cannot fail it. `names` of targets, if there are any; `targets`: at least one. */
export const NEEDS = {
	check: { names: true, targets: true, access: true, notifiers: true, state: true },
	probe: { names: true, targets: true, access: true, notifiers: false, state: false },
	status: { names: true, targets: false, access: false, notifiers: false, state: true },
	wait: { names: true, targets: true, access: true, notifiers: false, state: false },
	"test-alert": { names: false, targets: false, access: false, notifiers: true, state: false },
} as const satisfies Record<Command, Readonly<Record<string, boolean>>>;
