import { readdirSync } from "node:fs";
import { freePort } from "./free-port.ts";
import type { Installation } from "./installation.ts";
import { pathOf } from "./needs.ts";
import { NOBODY, type Running, run, start, until, up } from "./processes.ts";

/** A whole Zabbix of its own: PostgreSQL, server and API, all on loopback ports and in one directory. */
export type ZabbixServer = AsyncDisposable &
	Readonly<{
		call<T>(method: string, params: unknown): Promise<T>;
		/** Makes the server notice what was configured through the API. */
		reload(): Promise<void>;
		/** The names of the open problems of a host, with their severity (0–5), sorted. */
		problems(hostId: string): Promise<readonly string[]>;
	}>;

/** Enough of Zabbix's own data to log in and import; all of it, with every stock template, takes half a minute. */
const NEEDED_TABLES =
	/^INSERT INTO (role|role_rule|users|usrgrp|users_groups|config|hstgrp|config_autoreg_tls|graph_theme) /;

export async function startZabbixServer(here: Installation): Promise<ZabbixServer> {
	const [databasePort, serverPort, webPort] = [await freePort(), await freePort(), await freePort()];
	const parts: Running[] = [];
	const stop = async () => {
		for (const part of parts.toReversed()) await part[Symbol.asyncDispose]();
	};
	try {
		parts.push(await startDatabase(here, databasePort));
		const configuration = here.write("zabbix/server.conf", serverConfiguration(here, databasePort, serverPort));
		const server = start(pathOf("zabbix_server"), ["-f", "-c", configuration], { uid: NOBODY });
		parts.push(server);
		await up(server, "[trapper #1]");
		parts.push(startFrontend(here, databasePort, serverPort, webPort));
		const call = await logIn(`http://127.0.0.1:${webPort}/api_jsonrpc.php`);
		return {
			call,
			async reload() {
				const args = ["-c", configuration, "-R", "config_cache_reload"];
				await run(pathOf("zabbix_server"), args, { uid: NOBODY });
			},
			async problems(hostId) {
				const open = await call<{ name: string; severity: string }[]>("problem.get", { hostids: [hostId] });
				return open.map(({ name, severity }) => `${severity} ${name}`).sort();
			},
			[Symbol.asyncDispose]: stop,
		};
	} catch (error) {
		await stop();
		throw error;
	}
}

async function startDatabase(here: Installation, port: number): Promise<Running> {
	const programs = databasePrograms();
	const home = here.make("zabbix");
	const data = `${home}/database`;
	await succeed(`${programs}/initdb`, ["-D", data, "-U", "zabbix", "-A", "trust", "-E", "UTF8", "--no-sync"]);
	const quick = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "shared_buffers=32MB"];
	const args = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-k", home, ...quick];
	const database = start(`${programs}/postgres`, args, { uid: NOBODY });
	const query = ["-h", "127.0.0.1", "-p", String(port), "-U", "zabbix", "-q", "-v", "ON_ERROR_STOP=1"];
	await until(
		"PostgreSQL",
		async () => (await run(`${programs}/psql`, [...query, "-c", "SELECT 1", "postgres"])).code === 0,
	);
	await succeed(`${programs}/createdb`, ["-h", "127.0.0.1", "-p", String(port), "-U", "zabbix", "zabbix"]);
	const shipped = "/usr/share/zabbix-server-pgsql";
	const { stdout: schema } = await run("zcat", [`${shipped}/schema.sql.gz`]);
	const { stdout: rows } = await run("zcat", [`${shipped}/data.sql.gz`]);
	const needed = rows.split("\n").filter((line) => NEEDED_TABLES.test(line));
	await succeed(`${programs}/psql`, [...query, "zabbix"], `BEGIN;\n${schema}\n${needed.join("\n")}\nCOMMIT;`);
	return database;
}

async function succeed(command: string, args: readonly string[], input = ""): Promise<void> {
	const { code, stderr } = await run(command, args, { uid: NOBODY, input, env: { LC_ALL: "C.UTF-8" } });
	if (code !== 0) throw new Error(`${command}: ${stderr.slice(0, 1000)}`);
}

function databasePrograms(): string {
	const versions = readdirSync("/usr/lib/postgresql").sort();
	return `/usr/lib/postgresql/${versions.at(-1)}/bin`;
}

function serverConfiguration(here: Installation, databasePort: number, serverPort: number): string {
	const home = here.at("zabbix");
	return `LogType=console
PidFile=${home}/server.pid
SocketDir=${home}
ListenIP=127.0.0.1
ListenPort=${serverPort}
DBHost=127.0.0.1
DBPort=${databasePort}
DBName=zabbix
DBUser=zabbix
CacheUpdateFrequency=1
StartPollers=2
StartPollersUnreachable=1
StartTrappers=1
StartPingers=0
StartDiscoverers=0
StartHTTPPollers=0
StartVMwareCollectors=0
StartPreprocessors=1
StartDBSyncers=1
StartEscalators=1
StartAlerters=1
StartLLDProcessors=1
`;
}

/** The frontend reads one fixed file under /etc: a mount namespace gives it one of our own. */
function startFrontend(here: Installation, databasePort: number, serverPort: number, webPort: number): Running {
	const settings = `<?php
$DB['TYPE'] = 'POSTGRESQL'; $DB['SERVER'] = '127.0.0.1'; $DB['PORT'] = '${databasePort}';
$DB['DATABASE'] = 'zabbix'; $DB['USER'] = 'zabbix'; $DB['PASSWORD'] = ''; $DB['SCHEMA'] = '';
$DB['ENCRYPTION'] = false; $DB['VERIFY_HOST'] = false; $DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER = '127.0.0.1'; $ZBX_SERVER_PORT = '${serverPort}'; $ZBX_SERVER_NAME = 'test';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
`;
	here.write("zabbix/frontend/zabbix.conf.php", settings);
	const mount = 'mount --bind "$1" /etc/zabbix && exec php -S "127.0.0.1:$2" -t /usr/share/zabbix';
	return start("unshare", ["--mount", "sh", "-c", mount, "sh", here.at("zabbix/frontend"), String(webPort)]);
}

async function logIn(url: string): Promise<ZabbixServer["call"]> {
	let token: string | null = null;
	const call = async <T>(method: string, params: unknown): Promise<T> => {
		const auth = token === null ? {} : { auth: token };
		const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params, ...auth });
		const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json-rpc" }, body });
		const answer = (await response.json()) as { result: T; error?: { message: string; data: string } };
		if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message} ${answer.error.data}`);
		return answer.result;
	};
	await until("Zabbix's API", () => call("apiinfo.version", []).catch(() => null));
	token = await call<string>("user.login", { username: "Admin", password: "zabbix" });
	return call;
}
