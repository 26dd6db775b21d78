import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { modelList } from "../support/healthy.ts";
import { PLANTED_KEY, runProgram } from "../support/program.ts";
import { json } from "../support/replies.ts";
import { someOf } from "../support/size.ts";
import { useForwardProxy, useScratchFolder, useServer } from "../support/use.ts";

/* Where settings come from, as the whole program sees it: flags, environment, .env, config file, defaults. */

const folder = useScratchFolder();
const MODELS = ["by-default", "by-config", "by-dotenv", "by-environment", "by-flag"];
const server = useServer({ "GET /v1/models": json(modelList(MODELS)) });
const proxy = useForwardProxy(() => ({ hosts: { "llm.internal": server.port } }));

/** One place to put a setting. */
type Place = "flag" | "environment" | "dotenv" | "config";
type Given = Readonly<{
	args: readonly string[];
	env: Readonly<Record<string, string>>;
	dotenv: string;
	config: object | null;
}>;
const NOTHING: Given = { args: [], env: {}, dotenv: "", config: null };

let count = 0;
/** Runs in a folder of its own that has the `.env` and the config file. */
async function runWith(command: string, given: Given) {
	count += 1;
	const cwd = folder.file(`run-${count}`);
	mkdirSync(`${cwd}/llm-healthcheck`, { recursive: true });
	if (given.dotenv !== "") writeFileSync(`${cwd}/.env`, given.dotenv);
	if (given.config !== null) writeFileSync(`${cwd}/llm-healthcheck/config.json`, JSON.stringify(given.config));
	server.forget();
	const args = [command, ...given.args];
	const run = await runProgram(args, { cwd, env: { HOME: cwd, XDG_CONFIG_HOME: cwd, ...given.env } });
	return { run, cwd, asked: server.callsOf("POST /v1/chat/completions")[0] };
}

/** The setting in all these places at once. */
function together(of: Partial<Record<Place, Partial<Given>>>, places: readonly Place[]): Given {
	return places.reduce<Given>((sum, place) => {
		const { args = [], env = {}, dotenv = "", config } = of[place] ?? {};
		return {
			args: [...sum.args, ...args],
			env: { ...sum.env, ...env },
			dotenv: sum.dotenv + dotenv,
			config: config ?? sum.config,
		};
	}, NOTHING);
}

const STRENGTH: readonly Place[] = ["flag", "environment", "dotenv", "config"];
/** Each place with all the weaker ones beneath it. */
const stacks = STRENGTH.map((place, index) => [place, STRENGTH.slice(index)] as const);

describe("the strongest place that names a setting wins", () => {
	const model = {
		flag: { args: ["--model", "by-flag"] },
		environment: { env: { LLM_MODEL: "by-environment" } },
		dotenv: { dotenv: "LLM_MODEL=by-dotenv\n" },
		config: { config: { defaults: { model: "by-config" } } },
	};
	it.each(someOf(2, [...stacks, ["default", []] as const]))("model: %s", async (place, places) => {
		const given = together(model, places);
		const { run, asked } = await runWith("probe", { ...given, args: [server.baseUrl, ...given.args] });
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
		expect(asked?.json).toMatchObject({ model: `by-${place}` });
	});

	it.each(someOf(2, stacks))("state file: %s", async (place, places) => {
		const state = {
			flag: { args: ["--state", "by-flag.json"] },
			environment: { env: { LLM_HEALTHCHECK_STATE: "by-environment.json" } },
			dotenv: { dotenv: "LLM_HEALTHCHECK_STATE=by-dotenv.json\n" },
			config: { config: { state: { path: "../by-config.json" } } },
		};
		const given = together(state, places);
		const { run, cwd } = await runWith("check", { ...given, args: [server.baseUrl, ...given.args] });
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
		expect(existsSync(`${cwd}/by-${place}.json`)).toBe(true);
	});

	it.each(someOf(1, stacks.slice(0, 3)))("address: %s", async (_place, places) => {
		const wrong = "http://127.0.0.1:1";
		const [first, ...others] = places;
		const at = (url: string) => ({
			flag: { args: [url] },
			environment: { env: { LLM_BASE_URL: url } },
			dotenv: { dotenv: `LLM_BASE_URL=${url}\n` },
		});
		const given = together(at(wrong), others);
		const strongest = together(at(server.baseUrl), first === undefined ? [] : [first]);
		const { run } = await runWith("probe", {
			...given,
			args: strongest.args,
			env: { ...given.env, ...strongest.env },
			dotenv: strongest.dotenv || given.dotenv,
		});
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
	});
});

describe("the API key", () => {
	const strong = `${PLANTED_KEY}-strong`;
	const weak = `${PLANTED_KEY}-weak`;
	const file = (name: string, text: string) => {
		mkdirSync(folder.file("secrets"), { recursive: true });
		writeFileSync(folder.file(`secrets/${name}`), text);
		return folder.file(`secrets/${name}`);
	};
	beforeAll(() => {
		file("newline", `${strong}\n`);
		file("dos", `\ufeff${strong}\r\n`);
		file("LLM_API_KEY", `${strong}\n`);
		file("weak", weak);
	});
	const at = (name: string) => folder.file(`secrets/${name}`);

	const places = [
		["the environment over .env", () => ({ env: { LLM_API_KEY: strong }, dotenv: `LLM_API_KEY=${weak}\n` })],
		["an empty variable is as none", () => ({ env: { LLM_API_KEY: "" }, dotenv: `LLM_API_KEY=${strong}\n` })],
		[".env with quotes and export", () => ({ dotenv: `export LLM_API_KEY="${strong}" # the key\r\n` })],
		["a file with a line break at its end", () => ({ env: { LLM_API_KEY_FILE: at("newline") } })],
		["a file from Windows", () => ({ env: { LLM_API_KEY_FILE: at("dos") } })],
		["a file over .env", () => ({ env: { LLM_API_KEY_FILE: at("newline") }, dotenv: `LLM_API_KEY=${weak}\n` })],
		["a file named in .env", () => ({ dotenv: `LLM_API_KEY_FILE=${at("newline")}\n` })],
		["systemd's credential", () => ({ env: { CREDENTIALS_DIRECTORY: at("") }, dotenv: `LLM_API_KEY=${weak}\n` })],
		["a variable over the credential", () => ({ env: { CREDENTIALS_DIRECTORY: at(""), LLM_API_KEY: strong } })],
		["CREDENTIALS_DIRECTORY in .env is nothing of systemd's", () => ({ dotenv: `CREDENTIALS_DIRECTORY=${at("")}\n` })],
	] as const;
	it.each(someOf(3, places))("%s", async (name, given) => {
		const { run, asked } = await runWith("probe", { ...NOTHING, ...given(), args: [server.baseUrl] });
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
		expect(asked?.headers.authorization).toBe(name.startsWith("CREDENTIALS") ? undefined : `Bearer ${strong}`);
	});

	it("twice is a question to the owner, not a guess", async () => {
		const env = { LLM_API_KEY: strong, LLM_API_KEY_FILE: at("weak") };
		const { run } = await runWith("probe", { ...NOTHING, env, args: [server.baseUrl] });
		expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("both set") });
	});
});

describe("--dotenv", () => {
	it("is read in place of .env", async () => {
		writeFileSync(folder.file("other.env"), "LLM_MODEL=by-environment\n");
		const args = [server.baseUrl, "--dotenv", folder.file("other.env")];
		const { asked } = await runWith("probe", { ...NOTHING, dotenv: "LLM_MODEL=by-dotenv\n", args });
		expect(asked?.json).toMatchObject({ model: "by-environment" });
	});

	it("that is not there is 3: it was asked for", async () => {
		const { run } = await runWith("probe", { ...NOTHING, args: [server.baseUrl, "--dotenv", "none.env"] });
		expect(run).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("none.env") });
	});
});

describe("what stands in .env stays settings of ours", () => {
	it("Node and the system never see it", async () => {
		const hook = folder.file("hook.cjs");
		writeFileSync(hook, `require("node:fs").writeFileSync(${JSON.stringify(folder.file("hooked"))}, "")`);
		const nonsense = ["NODE_EXTRA_CA_CERTS=/none", "NODE_TLS_REJECT_UNAUTHORIZED=0", "PATH=/none", "HOME=/none"];
		const tell = folder.file("tell.cjs");
		writeFileSync(
			tell,
			`process.on("exit", () => require("node:fs").writeSync(1, "\\n" + JSON.stringify(process.env)))`,
		);
		const { run } = await runWith("probe", {
			...NOTHING,
			args: [server.baseUrl],
			env: { NODE_OPTIONS: `--require=${tell}` },
			dotenv: [`NODE_OPTIONS=--require=${hook}`, `LLM_API_KEY=${PLANTED_KEY}`, "MARK=1", ...nonsense, ""].join("\n"),
		});
		expect(run).toMatchObject({ exitCode: 0, stderr: "" });
		expect(existsSync(folder.file("hooked"))).toBe(false);
		const seen = JSON.parse(run.stdout.trim().split("\n").at(-1) ?? "");
		expect(Object.keys(seen)).toContain("NODE_OPTIONS");
		expect(Object.keys(seen)).not.toContain("MARK");
		expect(Object.keys(seen)).not.toContain("LLM_API_KEY");
		expect(seen.HOME).not.toBe("/none");
	});

	const proxies = [
		["a proxy in it counts", {}, "HTTP_PROXY=PROXY\n"],
		["the environment's proxy wins", { HTTP_PROXY: "PROXY" }, "HTTP_PROXY=http://127.0.0.1:1\n"],
		["also over one in lower case", { HTTP_PROXY: "PROXY" }, "http_proxy=http://127.0.0.1:1\n"],
	] as const;
	it.each(someOf(1, proxies))("%s", async (_name, env, dotenv) => {
		const filled = (text: string) => text.replace("=PROXY", `=${proxy.url}`).replace(/^PROXY$/, proxy.url);
		const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)]));
		const given = { env: own, dotenv: filled(dotenv) };
		const { run } = await runWith("probe", { ...NOTHING, ...given, args: ["http://llm.internal"] });
		expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: "" });
	});
});
