import { example, type Installation } from "./installation.ts";
import { pathOf } from "./needs.ts";
import { NOBODY, type Running, run, start } from "./processes.ts";

export type AgentProgram = "zabbix_agentd" | "zabbix_agent2";

type AgentFiles = Readonly<{
	/** The shipped UserParameter file. */
	parameters: "llm-healthcheck.conf" | "llm-healthcheck-probe.conf";
	/** The words in it that this machine needs otherwise. */
	replacements: Readonly<Record<string, string>>;
	name: string;
	port: number;
	timeoutSeconds?: number;
}>;

/** Writes an agent's configuration that includes the shipped file; returns its path. */
export function agentConfiguration(here: Installation, files: AgentFiles): string {
	const home = here.make(`agents/${files.name}`);
	const parameters = here.write(
		`agents/${files.name}/user-parameters.conf`,
		example(`zabbix/${files.parameters}`, files.replacements),
	);
	const own = [
		`Hostname=${files.name}`,
		"Server=127.0.0.1",
		"ListenIP=127.0.0.1",
		`ListenPort=${files.port}`,
		`PidFile=${home}/agent.pid`,
		"LogType=console",
		`Timeout=${files.timeoutSeconds ?? 3}`,
		`Include=${parameters}`,
	];
	return here.write(`agents/${files.name}/agent.conf`, `${own.join("\n")}\n`);
}

/** `zabbix_agentd -t KEY`, as a user who owns nothing: what the agent would send, or `[m|ZBX_NOTSUPPORTED]…`. */
export async function askAgent(agent: AgentProgram, configuration: string, key: string): Promise<string> {
	const { stdout, stderr } = await run(pathOf(agent), ["-c", configuration, "-t", key], { uid: NOBODY, env: {} });
	const line = stdout.trimEnd();
	if (!line.startsWith(key)) throw new Error(`${agent} -t ${key}: ${line} ${stderr}`);
	return line.slice(key.length).trim();
}

export function startAgent(agent: AgentProgram, configuration: string): Running {
	return start(pathOf(agent), ["-f", "-c", configuration], { uid: NOBODY });
}
