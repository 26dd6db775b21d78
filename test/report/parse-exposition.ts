export type Exposition = Readonly<{
	types: ReadonlyMap<string, string>;
	samples: readonly Readonly<{ name: string; labels: Readonly<Record<string, string>>; value: number }>[];
}>;

const SAMPLE = /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*)\} (-?[0-9.e+-]+)$/;
const LABEL = /([a-z_]+)="((?:[^"\\]|\\.)*)"/g;

/** A strict reader of the Prometheus text format: throws at whatever it would refuse. */
export function parseExposition(text: string): Exposition {
	if (text !== "" && !text.endsWith("\n")) throw new Error("no final newline");
	const types = new Map<string, string>();
	const samples: { name: string; labels: Record<string, string>; value: number }[] = [];
	const helped = new Set<string>();
	for (const line of text.split("\n").slice(0, -1)) {
		const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
		if (comment?.[1] === "HELP") helped.add(comment[2] ?? "");
		else if (comment?.[1] === "TYPE") types.set(comment[2] ?? "", comment[3] ?? "");
		else samples.push(parseSample(line));
	}
	for (const { name } of samples) {
		if (!types.has(name) || !helped.has(name)) throw new Error(`${name} has no HELP or no TYPE`);
	}
	return { types, samples };
}

function parseSample(line: string) {
	const match = SAMPLE.exec(line);
	if (match === null) throw new Error(`not a sample: ${JSON.stringify(line)}`);
	const unescaped = (value: string) => value.replaceAll(/\\(.)/g, (_, next) => (next === "n" ? "\n" : next));
	const labels = Object.fromEntries(
		[...(match[2] ?? "").matchAll(LABEL)].map(([, name, value]) => [name, unescaped(value ?? "")]),
	);
	return { name: match[1] ?? "", labels, value: Number(match[3]) };
}
