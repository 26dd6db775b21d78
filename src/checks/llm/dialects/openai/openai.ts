import { DIALECT_LINES } from "../../../../core/target/dialect-lines.ts";
import type { Dialect } from "../dialect.ts";
import { chatBody, standardVariant } from "./chat-request.ts";
import { isErrorObject } from "./error-marker.ts";
import { isProofOfLife, readAnswer, readEvent } from "./read-answer.ts";
import { readModelList } from "./read-model-list.ts";

/** OpenAI's Chat Completions, of OpenAI and compatible servers. */
export const OPENAI: Dialect = {
	lines: DIALECT_LINES.openai,
	standardVariant,
	adapted: async (variant, errorBody) => (await import("./adapted.ts")).adapted(variant, errorBody),
	chatBody,
	readModelList,
	readAnswer,
	readEvent,
	isError: isErrorObject,
	isProofOfLife,
};
