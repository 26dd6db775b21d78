/** The few colours of a terminal, each a function; without colour they return the text as it is. */
export type Paint = Readonly<Record<"green" | "yellow" | "red" | "dim" | "bold", (text: string) => string>>;

export function paintWith(color: boolean): Paint {
	const wrap = (open: number, close: number) => (text: string) =>
		color ? `\u001b[${open}m${text}\u001b[${close}m` : text;
	return { green: wrap(32, 39), yellow: wrap(33, 39), red: wrap(31, 39), dim: wrap(2, 22), bold: wrap(1, 22) };
}
