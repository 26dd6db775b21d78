import { DIALECT_LINES } from "../../../../core/target/dialect-lines.ts";
import type { Dialect } from "../dialect.ts";
import { adapted } from "./adapted.ts";
import { chatBody, standardVariant } from "./chat-request.ts";
import { isErrorObject } from "./error-marker.ts";
import { isProofOfLife, readAnswer, readEvent } from "./read-answer.ts";
import { readModelList } from "./read-model-list.ts";

/** OpenAI's Chat Completions, as OpenAI and the servers that are compatible with it speak it. */
export const OPENAI: Dialect = {
	lines: DIALECT_LINES.openai,
	standardVariant,
	adapted,
	chatBody,
	readModelList,
	readAnswer,
	readEvent,
	isError: isErrorObject,
	isProofOfLife,
};
