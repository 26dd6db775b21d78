// The check as a script on the openai SDK. usage: node openai-check.js PACKAGE_FOLDER BASE_URL MODEL STATE_FILE
const { renameSync, writeFileSync } = require("node:fs");
const [folder, baseURL, model, state] = process.argv.slice(2);
const OpenAI = require(folder);

async function check() {
	const client = new OpenAI({ baseURL, apiKey: "none", maxRetries: 0 });
	const listed = await client.models.list();
	if (!listed.data.some(({ id }) => id === model)) return 1;
	const messages = [{ role: "user", content: "Hi" }];
	const answer = await client.chat.completions.create({ model, max_tokens: 5, messages });
	const status = answer.choices[0].message.content ? "ok" : "model_down";
	writeFileSync(`${state}.tmp`, JSON.stringify({ status }));
	renameSync(`${state}.tmp`, state);
	return status === "ok" ? 0 : 2;
}

void check().then((exitCode) => {
	process.exitCode = exitCode;
});
