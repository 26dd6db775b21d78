/** What JSON can hold, seen through narrow holes: replies are read field by field, and nothing in them is trusted. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `undefined` for text that is no JSON (which no JSON text parses to). A byte order mark before it is forgiven. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\ufeff/, ""));
	} catch {
		return undefined;
	}
}

/** Whether a body that is no JSON would have become one: it begins like it, or there is none of it. */
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

/** A text with something in it. */
export function textAt(value: unknown, key: string): string | null {
	const inner = isObject(value) ? value[key] : undefined;
	return typeof inner === "string" && inner.trim() !== "" ? inner : null;
}

export function numberAt(value: unknown, key: string): number | null {
	const inner = isObject(value) ? value[key] : undefined;
	return typeof inner === "number" && Number.isFinite(inner) ? inner : null;
}
