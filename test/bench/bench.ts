import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { measureHundred, measureThousand } from "./fleets.ts";
import { nodeBinary } from "./nodes.ts";
import { measureSave, saveOnce } from "./save.ts";
import { openScene } from "./scene.ts";
import { measureSingle } from "./single.ts";
import { type Row, reaches, rendered } from "./table.ts";

/*
 * What the program costs, as ratios over a Node that does nothing: milliseconds say more about the machine.
 * npm run bench -- [--rounds 25] [--only single,hundred,thousand] [--node 22 --node 24] [--sdk]
 */

const { values } = parseArgs({
	options: {
		rounds: { type: "string", default: "25" },
		only: { type: "string", default: "single,hundred,thousand" },
		node: { type: "string", multiple: true, default: [] },
		sdk: { type: "boolean", default: false },
		"save-once": { type: "string" },
	},
});

async function bench(): Promise<void> {
	using scene = openScene();
	const rounds = Number(values.rounds);
	const only = values.only.split(",");
	const nodes = values.node.map((major) => [major, nodeBinary(major)] as const);
	const rows: Row[] = [];
	console.log(
		`${machine()}, Node ${process.versions.node}, ${rounds} rounds, ${new Date().toISOString().slice(0, 10)}`,
	);
	if (only.includes("single")) rows.push(...(await measureSingle(scene, { rounds, nodes, sdk: values.sdk })));
	// A fleet's run holds a hundred or a thousand samples itself.
	if (only.includes("hundred")) rows.push(...(await measureHundred(scene, Math.ceil(rounds / 3))));
	if (only.includes("thousand")) {
		rows.push(...(await measureThousand(scene, Math.ceil(rounds / 5))), ...measureSave(scene, rounds));
	}
	console.log(rendered(rows));
	console.log("Medians; a ratio is the median of the round-by-round quotients. CPU: user + system, children included.");
	if (!rows.every(reaches)) process.exitCode = 1;
}

function machine(): string {
	const [cpu] = cpus();
	return `${cpus().length} cores ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`;
}

const path = values["save-once"];
void (path === undefined ? bench() : saveOnce(path));
