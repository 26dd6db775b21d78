import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";

/*
 * Starts main.js, and gives V8 the compiled form of each file where the build made one for this very Node (compile.ts):
 * a quarter of a check's CPU time. Without one V8 compiles as usual; one that does not fit V8 refuses by itself.
 */

type Module = { exports: unknown };

const compiled = join(__dirname, "compiled", `${process.version}-${process.platform}-${process.arch}`);
const WRAPPER = "(function (exports, require, module) {";
const modules = new Map<string, Module>();

/** As Node's own require() does with the files of dist/, which know each other by `./name.js`. */
function load(name: string): unknown {
	const known = modules.get(name);
	if (known) return known.exports;
	const module: Module = { exports: {} };
	modules.set(name, module);
	const filename = join(__dirname, name);
	const cachedData = compiledForm(name);
	const script = new Script(`${WRAPPER}${readFileSync(filename, "utf8")}\n})`, {
		filename,
		columnOffset: -WRAPPER.length,
		...(cachedData ? { cachedData } : {}),
	});
	script.runInThisContext()(module.exports, requireFromDist, module);
	return module.exports;
}

function requireFromDist(id: string): unknown {
	return id.startsWith("./") ? load(id.slice(2)) : require(id);
}

function compiledForm(name: string): Buffer | null {
	try {
		return readFileSync(join(compiled, name));
	} catch {
		return null;
	}
}

load("main.js");
