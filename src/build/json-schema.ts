import * as z from "zod/mini";
import { NOTIFIER_KINDS } from "../config/notifier-kinds.ts";
import { configSchemaOf } from "../config/schema.ts";
import type { TargetKind } from "../core/target/target.ts";
import { NOTIFIERS, SECTIONS, type SettingDescription, TARGETS } from "./descriptions.ts";

type Node = Record<string, unknown>;

/** The JSON Schema of the config file: what the zod schema accepts, and a sentence for each key. */
export function buildJsonSchema(): Node {
	const schema = z.toJSONSchema(configSchemaOf(NOTIFIER_KINDS), {
		target: "draft-7",
		io: "input",
		unrepresentable: "any",
	}) as Node;
	describe(schema, "");
	return { ...schema, title: "Configuration of llm-healthcheck" };
}

/** Every object of the file has a section of descriptions, by its key. */
function describe(node: Node, key: string): void {
	const properties = (node.properties ?? {}) as Record<string, Node>;
	const rows = rowsOf(key, properties);
	for (const [name, property] of Object.entries(properties)) {
		const row = rows[name];
		if (row === undefined) throw new Error(`no description of ${key}.${name}`);
		property.description = row.words;
		if (row.standard !== null) property.default = row.standard;
		describe(property, name);
	}
	for (const inner of [node.items, ...[node.anyOf, node.oneOf].flat()]) {
		if (typeof inner === "object" && inner !== null) describe(inner as Node, key);
	}
}

function rowsOf(key: string, { kind }: Record<string, Node>): Readonly<Record<string, SettingDescription>> {
	if (key === "targets") return TARGETS[kind?.const as TargetKind] ?? {};
	const section = SECTIONS[key as keyof typeof SECTIONS] ?? {};
	return { ...section, ...NOTIFIERS[kind?.const as keyof typeof NOTIFIERS] };
}
