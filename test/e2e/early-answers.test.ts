import { expect, it } from "vitest";
import { completion, MODEL, modelList } from "../support/healthy.ts";
import { runProgram } from "../support/program.ts";
import { raw } from "../support/replies.ts";
import { startScriptedServer } from "../support/scripted-server.ts";

/** An answer as bytes, with what comes before it. */
function after(early: string, body: unknown) {
	const text = JSON.stringify(body);
	const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n`;
	return raw([`${early}${head}${text}`], "hold");
}

it.each(["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"])(
	"%j before the answer is passed over",
	async (early) => {
		await using server = await startScriptedServer();
		server.change({
			"GET /v1/models": after(early, modelList([MODEL])),
			"POST /v1/chat/completions": after(early, completion()),
		});
		const run = await runProgram(["probe", server.baseUrl, "--format", "json"]);
		expect(run, run.stdout).toMatchObject({ exitCode: 0, stderr: "" });
		expect(server.calls).toHaveLength(2);
	},
);
