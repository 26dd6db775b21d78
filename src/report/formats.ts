import type { Format } from "../core/invocation/invocation.ts";
import type { Renderer } from "./rendered.ts";

/** Each format is a file of its own, loaded when asked for. */
export const FORMAT_LOADERS = {
	text: () => import("./text.ts"),
	log: () => import("./log.ts"),
	json: () => import("./json.ts"),
	nagios: () => import("./nagios.ts"),
	checkmk: () => import("./checkmk.ts"),
	prometheus: () => import("./prometheus.ts"),
} as const satisfies Record<Format, () => Promise<{ render: Renderer }>>;
