import type { RequestVariant } from "../../../core/result/outcome.ts";
import type { DialectLines } from "../../../core/target/dialect-lines.ts";
import type { ServerKind } from "../../../core/target/server-kind.ts";
import type { LlmTarget } from "../../../core/target/target.ts";
import type { ErrorBody } from "../errors/error-body.ts";
import type { Generation, Reading } from "../generation.ts";
import type { JsonObject } from "../json.ts";
import type { ModelEntry } from "../model-list.ts";
import type { SseEvent } from "../sse.ts";

/** One question to a model: the form of the request, and what it asks. */
export type Question = Readonly<{ variant: RequestVariant; prompt: string; leastTokens: number }>;

/** The models of a list, and the server kind where the list shows it. */
export type ModelList = Readonly<{ models: readonly ModelEntry[]; server: ServerKind | null }>;

/** What one event of a stream says. */
export type StreamEvent = Readonly<
	/** A ping, or an event that the dialect does not have. */
	| { kind: "nothing" }
	| { kind: "error"; json: JsonObject }
	/** The dialect's end mark. */
	| { kind: "done" }
	/** `hasChoice`: the model answered, perhaps without text. Otherwise the event carries only counts. */
	| { kind: "piece"; hasChoice: boolean; generation: Generation }
>;

/** Everything specific to one wire format. The stages contain no paths, fields or body shapes of their own. */
export type Dialect = Readonly<{
	/** Where its requests go, and the headers that carry the key. */
	lines: DialectLines;
	/** The form of the request that most servers of this dialect accept. */
	standardVariant(target: LlmTarget): RequestVariant;
	/** The next form of a request with a refused field; `null`: the refusal names none that can change. */
	adapted(variant: RequestVariant, errorBody: ErrorBody): Promise<RequestVariant | null>;
	chatBody(target: LlmTarget, model: string, question: Question): string;
	/** `null`: the body holds no list of models at all. */
	readModelList(body: string): ModelList | null;
	/** A body of status 200 from the chat route. */
	readAnswer(body: string): Reading;
	readEvent(event: SseEvent): StreamEvent;
	/** Whether an object that came with status 200 is an error. */
	isError(json: JsonObject): boolean;
	/** Whether a refusal proves that the model ran. */
	isProofOfLife(status: number, errorBody: ErrorBody): boolean;
}>;
