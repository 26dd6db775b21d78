/** Root may do anything: as nobody it may not. Leaves the files to root. */
export async function asNobody(work: () => Promise<void>): Promise<void> {
	const root = process.geteuid?.() === 0;
	if (root) process.seteuid?.(65534);
	try {
		await work();
	} finally {
		if (root) process.seteuid?.(0);
	}
}
