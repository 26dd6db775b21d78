// node --require recorder.cjs …: what the program loads and what it changes on disk, as JSON in the file $RECORD.
const fs = require("node:fs");
const Module = require("node:module");
const vm = require("node:vm");
const { basename } = require("node:path");

const { writeFileSync } = fs;
const before = new Set(process.moduleLoadList);
const files = new Set();
const changes = [];

const { Script } = vm;
vm.Script = class extends Script {
	constructor(code, options) {
		super(code, options);
		files.add(basename(options.filename));
	}
};
const load = Module._load;
Module._load = (request, parent, isMain) => {
	if (/^\.\.?\//.test(request)) files.add(basename(request));
	return load(request, parent, isMain);
};

const CHANGING = ["write", "writev", "writeFile", "appendFile", "rename", "link", "symlink", "unlink", "rm", "mkdir"];
CHANGING.push("rmdir", "truncate", "ftruncate", "chmod", "fchmod", "chown", "fchown", "utimes", "futimes", "copyFile");
for (const name of CHANGING.map((change) => `${change}Sync`)) {
	const original = fs[name];
	fs[name] = (...args) => {
		// What is said on stdout and stderr is no change on disk.
		if (name !== "writeSync" || args[0] > 2) changes.push(name);
		return original(...args);
	};
}
const { openSync } = fs;
fs.openSync = (path, flags = "r", ...rest) => {
	if (flags !== "r") changes.push("openSync");
	return openSync(path, flags, ...rest);
};

process.on("exit", () => {
	const builtins = process.moduleLoadList.filter((name) => name.startsWith("NativeModule ") && !before.has(name));
	writeFileSync(
		process.env.RECORD,
		JSON.stringify({ files: [...files], changes, builtins: builtins.map((name) => name.slice(13)) }),
	);
});
