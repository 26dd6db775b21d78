import { describe } from "vitest";
import { isExecutable } from "../../support/programs.ts";

/** The programs that these tests drive, and Debian's package of each. */
const PACKAGES = {
	"/usr/lib/nagios/plugins/negate": "monitoring-plugins-basic",
	cron: "cron",
	haproxy: "haproxy",
	icinga2: "icinga2-bin",
	jq: "jq",
	logrotate: "logrotate",
	nagios4: "nagios4-core",
	"prometheus-node-exporter": "prometheus-node-exporter",
	promtool: "prometheus",
	"systemd-analyze": "systemd",
	unshare: "util-linux",
	zabbix_agent2: "zabbix-agent2",
	zabbix_agentd: "zabbix-agent",
	zabbix_server: "zabbix-server-pgsql",
	zabbix_get: "zabbix-server-pgsql",
	php: "php-cli",
	psql: "postgresql",
} as const;

export type Program = keyof typeof PACKAGES | "root";

/**
 * `needs("jq")("reads our JSON", () => …)`: a `describe` for a suite that drives these programs.
 * Where one is missing, a contributor sees the suite skipped and why; CI, which installs them all, fails.
 */
export function needs(...programs: readonly Program[]): (title: string, suite: () => void) => void {
	const missing = programs.flatMap(missingWords);
	if (missing.length === 0) return (title, suite) => void describe(title, suite);
	const reason = missing.join(", ");
	if (process.env.CI === "true") throw new Error(`under CI=true nothing may be skipped; here is no ${reason}`);
	return (title, suite) => {
		// vitest names a skipped file, not its reason.
		console.warn(`skipped: ${title}: here is no ${reason}`);
		describe.skip(title, suite);
	};
}

/** Where the program is: Debian keeps daemons in sbin, which not every user's PATH names. */
export function pathOf(program: Exclude<Program, "root">): string {
	const found = placesOf(program).find(isExecutable);
	if (found === undefined) throw new Error(`here is no ${program}`);
	return found;
}

function missingWords(program: Program): readonly string[] {
	if (program === "root") return process.getuid?.() === 0 ? [] : ["right to act as another user (run as root)"];
	return placesOf(program).some(isExecutable) ? [] : [`${program} (Debian's package ${PACKAGES[program]})`];
}

function placesOf(program: string): readonly string[] {
	if (program.startsWith("/")) return [program];
	const directories = [...(process.env.PATH ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin"];
	return directories.map((directory) => `${directory}/${program}`);
}
