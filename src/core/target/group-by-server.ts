import type { Access, Target } from "./target.ts";

/** One model list and one connection serve all targets of a server that are reached in the same way. */
export function groupByServer<Setup extends Readonly<{ target: Target; access: Access }>>(
	setups: readonly Setup[],
): Setup[][] {
	const groups = new Map<string, Setup[]>();
	for (const setup of setups) {
		const { target, access } = setup;
		const key = JSON.stringify([target.baseUrl, target.auth, access.apiKey?.(), access.proxyUrl?.(), access.caPem]);
		const group = groups.get(key);
		if (group) group.push(setup);
		else groups.set(key, [setup]);
	}
	return [...groups.values()];
}
