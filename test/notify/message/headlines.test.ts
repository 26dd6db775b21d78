import { expect, it } from "vitest";
import { placeOf } from "../../../src/notify/message/headlines.ts";
import { transition } from "../sample-transitions.ts";

it.each([
	["gpu1", "http://gpu1:8000/v1"],
	["gpu1:8000", "http://gpu1:8000/v1"],
	["http://gpu1:8000/v1", "http://gpu1:8000/v1"],
	["gpu", "gpu on http://gpu1:8000/v1"],
	["v1", "v1 on http://gpu1:8000/v1"],
	["gpu1:8000/llama3", "gpu1:8000/llama3 on http://gpu1:8000/v1"],
])("a target named %s is %s", (target, place) => {
	expect(placeOf(transition({ target }))).toBe(place);
});
