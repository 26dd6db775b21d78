import { describeIssues } from "./describe-issues.ts";
import { describeSecret, findSecrets } from "./describe-secrets.ts";
import { findDuplicateNames } from "./document.ts";
import { findJsonFault } from "./json-scan.ts";
import { NOTIFIER_KINDS, type NotifierKinds } from "./notifier-kinds.ts";
import { configSchemaOf, type WrittenConfig } from "./schema.ts";

const OWN_SCHEMA = configSchemaOf(NOTIFIER_KINDS);

type ParsedConfig = Readonly<{ ok: true; written: WrittenConfig } | { ok: false; problems: readonly string[] }>;

/** The text of a config file → what it says, or everything that is wrong with it. */
export function parseConfig(text: string, kinds: NotifierKinds = NOTIFIER_KINDS): ParsedConfig {
	const json = text.replace(/^\ufeff/, "");
	if (json.trim() === "") return { ok: false, problems: ["the file is empty: the least it can say is {}"] };
	const fault = findJsonFault(json);
	if (fault !== null) {
		return { ok: false, problems: [`line ${fault.line}, column ${fault.column}: this is not JSON: ${fault.problem}`] };
	}
	return validate(JSON.parse(json), kinds);
}

function validate(document: unknown, kinds: NotifierKinds): ParsedConfig {
	const secrets = findSecrets(document);
	const schema = kinds === NOTIFIER_KINDS ? OWN_SCHEMA : configSchemaOf(kinds);
	const parsed = schema.safeParse(document);
	const doubles = findDuplicateNames(document);
	if (secrets.length + doubles.length === 0 && parsed.success) return { ok: true, written: parsed.data };
	const reported = new Set(secrets.map((path) => JSON.stringify(path)));
	const problems = [
		...secrets.map((path) => describeSecret(path, kinds)),
		...describeIssues(parsed.error?.issues ?? [], {
			document,
			kinds,
			isReported: (path) => reported.has(JSON.stringify(path)),
		}),
		...doubles,
	];
	return { ok: false, problems: [...new Set(problems)] };
}
