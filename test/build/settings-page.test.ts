import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildSettingsPage } from "../../src/build/settings-table.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

it("examples/settings.md is up to date", async () => {
	await expect(buildSettingsPage()).toMatchFileSnapshot("../../examples/settings.md");
});

it("what examples/configuration.md shows as a config file is one", () => {
	const page = readFileSync(join(__dirname, "../../examples/configuration.md"), "utf8");
	const shown = [...page.matchAll(/```json\n(.*?)```/gs)].map((match) => match[1] ?? "");
	expect(shown.length).toBeGreaterThan(0);
	for (const text of shown) expect(parseConfig(text)).toMatchObject({ ok: true });
});
