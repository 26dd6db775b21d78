import type { FormatTable } from "./format.ts";

/** One row a format. A new format is its file, its row, and its name among the `FORMATS` of the command line. */
export const FORMAT_TABLE: FormatTable = {
	text: { load: () => import("./text.ts"), warnings: "lines" },
	log: { load: () => import("./log.ts"), warnings: "log lines" },
	// These carry the words on stdout. A byte on stderr would end up in the value that Zabbix and Icinga read.
	json: { load: () => import("./json.ts"), warnings: "none" },
	nagios: { load: () => import("./nagios.ts"), warnings: "none" },
	checkmk: { load: () => import("./checkmk.ts"), warnings: "none" },
	// A file of metrics has no place for words, and stderr is free when the check could not run.
	prometheus: { load: () => import("./prometheus.ts"), warnings: "lines when failed" },
};
