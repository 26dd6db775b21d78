import type { DialectName } from "../../../core/target/target.ts";
import type { Dialect } from "./dialect.ts";
import { OPENAI } from "./openai/openai.ts";

export type Dialects = Readonly<Record<DialectName, Dialect>>;

/** Total: a new dialect does not compile until it is here. */
export const DIALECTS: Dialects = { openai: OPENAI };
