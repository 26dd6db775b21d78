import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { version } from "../../package.json";
import { readCommandLine } from "./command-line.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "./completions.ts";
import { buildJsonSchema } from "./json-schema.ts";
import { buildManPage } from "./man-page.ts";

/** What the package ships besides code, made of the definitions that the code itself uses. Run by `npm run build`. */
const commands = readCommandLine();
const files = {
	"config.schema.json": `${JSON.stringify(buildJsonSchema(), null, "\t")}\n`,
	"man/llm-healthcheck.1": buildManPage(commands, version),
	"completions/llm-healthcheck.bash": bashCompletion(commands),
	"completions/_llm-healthcheck": zshCompletion(commands),
	"completions/llm-healthcheck.fish": fishCompletion(commands),
};

for (const [name, text] of Object.entries(files)) {
	const path = join(process.argv[2] ?? "dist", name);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}
