/** Untrusted JSON: replies are read field by field, and each value is checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `undefined` for text that is no JSON (which no JSON parses to). A leading byte order mark is ignored. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, ""));
	} catch {
		return undefined;
	}
}

/** Whether a body may be truncated JSON: it begins like JSON, or is empty. */
export function looksCut(body: string): boolean {
	return /^\s*($|[{[])/.test(body);
}

export function objectAt(value: unknown, key: string): JsonObject {
	const inner = isObject(value) ? value[key] : undefined;
	return isObject(inner) ? inner : {};
}

export function listAt(value: unknown, key: string): readonly unknown[] {
	const inner = isObject(value) ? value[key] : undefined;
	return Array.isArray(inner) ? inner : [];
}

/** A text that is not blank. */
export function textAt(value: unknown, key: string): string | null {
	const inner = isObject(value) ? value[key] : undefined;
	return typeof inner === "string" && inner.trim() !== "" ? inner : null;
}

export function numberAt(value: unknown, key: string): number | null {
	const inner = isObject(value) ? value[key] : undefined;
	return typeof inner === "number" && Number.isFinite(inner) ? inner : null;
}
