import { expect, test } from "vitest";
import { toneOf } from "../../../src/core/alerting/transition.ts";

test.each([
	["problem", "api_down", "critical"],
	["problem", "model_down", "warning"],
	["problem", "degraded", "info"],
	["reminder", "api_down", "critical"],
	["recovered", "ok", "recovered"],
	["recovered", "degraded", "recovered"],
	["flapping", "ok", "warning"],
	["flapping", "degraded", "warning"],
	["flapping", "api_down", "critical"],
	["settled", "ok", "recovered"],
	["settled", "model_down", "warning"],
] as const)("%s → %s is %s", (kind, to, tone) => {
	expect(toneOf({ kind, to })).toBe(tone);
});
