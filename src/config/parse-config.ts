import { describeIssues, describeSecret, findDuplicateNames, findSecrets } from "./describe-issues.ts";
import { findJsonFault } from "./json-scan.ts";
import { configSchema, type WrittenConfig } from "./schema.ts";

type ParsedConfig = Readonly<{ ok: true; written: WrittenConfig } | { ok: false; problems: readonly string[] }>;

/** The text of a config file → what it says, or everything that is wrong with it. */
export function parseConfig(text: string): ParsedConfig {
	const json = text.replace(/^\ufeff/, "");
	if (json.trim() === "") return { ok: false, problems: ["the file is empty: the least it can say is {}"] };
	const fault = findJsonFault(json);
	if (fault !== null) {
		return { ok: false, problems: [`line ${fault.line}, column ${fault.column}: this is not JSON: ${fault.problem}`] };
	}
	return validate(JSON.parse(json));
}

function validate(document: unknown): ParsedConfig {
	const secrets = findSecrets(document);
	const parsed = configSchema.safeParse(document);
	if (secrets.length === 0 && parsed.success) {
		const doubles = [...findDuplicateNames(document, "targets"), ...findDuplicateNames(document, "slack")];
		return doubles.length === 0 ? { ok: true, written: parsed.data } : { ok: false, problems: doubles };
	}
	const told = new Set(secrets.map((path) => JSON.stringify(path)));
	const problems = [
		...secrets.map(describeSecret),
		...describeIssues(parsed.error?.issues ?? [], document, (path) => told.has(JSON.stringify(path))),
		...findDuplicateNames(document, "targets"),
		...findDuplicateNames(document, "slack"),
	];
	return { ok: false, problems: [...new Set(problems)] };
}
