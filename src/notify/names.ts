import { clean } from "../core/text.ts";

const NAMES_SHOWN = 5;
const NAMES_OF_MANY = 3;

export function plural(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}

export function nameOf(name: string): string {
	return clean(name, 80);
}

export function nameList(names: readonly string[]): string {
	if (names.length === 0) return "–";
	if (names.length <= NAMES_SHOWN) return names.map(nameOf).join(", ");
	return `${names.slice(0, NAMES_OF_MANY).map(nameOf).join(", ")} … and ${names.length - NAMES_OF_MANY} more`;
}
