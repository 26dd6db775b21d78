import { refusedField } from "./error-body.ts";
import type { RefusalEvidence } from "./evidence.ts";
import type { Signs } from "./signs.ts";

const MODEL_MISSING = new RegExp(
	[
		/\b(?:models?|deployments?)\b.{0,120}?(?:not found|not exist|does ?n.t exist|not been found|(?:is|are) unknown|is not available|not available for|not served|not supported by|not recogni[sz]ed|not registered|is not a valid|no longer (?:available|supported|exists)|deprecated and|decommissioned|retired)/,
		/(?:not found|unknown|invalid|no such|unrecognized|unsupported|nonexistent|non-existent|cannot find|could not find|can't find|couldn't find|no (?:matching|available))[:,]?(?: (?:a|the|requested|specified|target|base|chat|such|model|for|entry))* model\b(?! (?:output|provider|worker|server|instance|response|length|context|input|loaded|config\w*|state|weights|file)s?\b)/,
		/\b(?:models?|endpoints?) (?:identifier|id|name|code)\b.{0,40}(?:is |was )?(?:invalid|not valid|unknown|wrong)|\bendpoints? \S{1,80}(?: \S+){0,4} (?:not found|does not exist)|no endpoints found|no router for requested model|unknown provider for model|deployment.{0,60}(?:does not exist|not found)|pinned to .{1,80}requested|no healthy deployments for this model|invalid model name|(?:^|\n)model: \S+(?=\n|$)/,
		/function .{0,60}not found for account|not a valid model|model_not_found/,
		/模型.{0,40}(?:不存在|未找到|找不到|不可用|已下线|无效|未知)|(?:不存在|未找到|找不到|无效|未知)的?.{0,10}模型/,
	]
		.map(({ source }) => source)
		.join("|"),
	"is",
);

const NO_INSTANCE = new RegExp(
	[
		/no running (?:model )?instances?|no models? (?:is |are )?(?:currently )?loaded|\b(?:endpoint|deployment|model|instance|replica)s?(?: \S{1,80})? (?:is|are|has been|was) (?:currently |temporarily )?(?:paused|stopped|inactive|suspended|scaled (?:down )?to zero|not running|offline|down|unavailable)\b|model is not loaded|no healthy upstream|no (?:\w+ ){0,3}(?:workers?|servers?|instances?|providers?|backends?|replicas?|endpoints?|pods?|channels?|nodes?|upstreams?)\b.{0,40}(?:available|healthy|found|ready|active|registered|running|that meet|for model)/,
		/no (?:available|active|healthy|ready|usable|live)(?: \w+){0,2} (?:workers?|servers?|instances?|providers?|backends?|replicas?|endpoints?|pods?|channels?|nodes?|upstreams?|engines?)\b|no models? available|all circuits open/,
		/failed to find candidate|no candidate (?:pods?|endpoints?)|degraded function|function .{0,60}(?:is |in )?(?:degraded|inactive|error) (?:state|and|cannot)|insufficient healthy workers|无可用(?:渠道|实例|节点|通道)|没有可用的?(?:渠道|实例|节点|通道)/,
	]
		.map(({ source }) => source)
		.join("|"),
	"i",
);

/** A router in front of engines, not an API with its own models. */
function isRouter({ form, words, codes }: RefusalEvidence): boolean {
	return (
		form === "text" || /\b(?:workers?|circuits?)\b/i.test(words) || codes.some((code) => code === "noavailableworkers")
	);
}

const TEMPLATE =
	/chat template|unable to generate parser for this template|jinja exception|custom template is not supported|raise_exception|templateerror/i;

/** The model and its abilities. Only at stage inference: the list request names no model. */
export const MODEL_SIGNS = {
	noInstance: {
		codes: /noavailableworkers|nohealthyupstream|norunninginstances?|noinstances?$|noavailable(?:channel|provider)s?/,
		words: NO_INSTANCE,
		unless: /no healthy deployments for this model|no endpoints found|no deployments available/i,
		applies: (evidence) => evidence.stage === "inference" || (isRouter(evidence) && !isEnvoy(evidence)),
		also: ({ status, words }) => (status === 503 && /(?:^|\n)unhealthy$/i.test(words) ? 2 : 0),
	},
	template: {
		codes: /chattemplate/,
		words: TEMPLATE,
		applies: inference,
	},
	notChat: {
		codes: /notachatmodel|chatnotsupported/,
		words:
			/does not support (?:chat|generat)|not (?:a|support(?:ed)?(?: in)? (?:the )?)\s?chat|not a chat model|chat completions? (?:api|operation|endpoint|is not|not)|not (?:supported )?in (?:the )?v1\/chat|cannot be used with chat|only supports? (?:embeddings?|rerank\w*|completions)|(?:is an? )(?:embedding|rerank\w*) model|(?:不支持|非)(?:对话|聊天)/i,
		applies: inference,
		also: (evidence) => (hasNoChatRoute(evidence) ? 2 : 0),
	},
	modelName: {
		codes:
			/modelnotfound|invalidmodel$|unknownmodel|nosuchmodel|deploymentnotfound|modelnotexist|modelnotsupported|modelnotavailable|^invalidmodelname$/,
		words: MODEL_MISSING,
		// About a model's output or files, or about access to an existing model.
		unless:
			/\bmodel(?:'s)? (?:output|response|weights?|files?|path|checkpoint|director\w+)\b|(?<!not exist or you )(?:do|does)(?: not|n['’]t) have access to (?:the )?model|not allowed to access|for this api key|invalid (?:value|type) for ['"`]?model['"`]? ?[,.:]? ?(?:expected|must)/i,
		applies: (evidence) =>
			evidence.stage === "inference" && refusedField(evidence.errorBody) === null && !isAboutField(evidence),
		also: ({ codes, words, status }) =>
			codes.some((code) => /notfound/.test(code)) && status !== 405 && /(?:^|\n)model\b/i.test(words) ? 2 : 0,
	},
	context: {
		codes: /context(?:length|size|window)|exceedcontext|stringabovemaxlength|prompttoolong|inputtoolong/,
		words:
			/(?:maximum|max|exceeds?\b.{0,30}) ?(?:context|model) ?(?:length|size|len)|context (?:length|size|window)|exceed(?:s|ed)? .{0,60}context|n_ctx|max_new_tokens` must be|(?:prompt|input|message)s? (?:is |are )?too long|too many (?:input |prompt )?tokens\b(?!,| per)|上下文.{0,10}(?:长度|超|过长)|(?:输入|提示词?).{0,8}(?:过长|超长|超过)/i,
		unless: /rate.?limit|per minute/i,
	},
} as const satisfies Record<string, Signs>;

function inference({ stage }: RefusalEvidence): boolean {
	return stage === "inference";
}

/** "Error from model x: unknown parameter 'max_tokens'": about the request, whatever else it mentions. */
function isAboutField({ words }: RefusalEvidence): boolean {
	return /(?:parameter|argument|field|value)s?\b.{0,20}['"`]?(?:max_tokens|max_completion_tokens|temperature|stream)\b/i.test(
		words,
	);
}

/** FastAPI's 404, though the list came: vLLM and others omit the chat route for models that do not chat. */
function hasNoChatRoute({ status, body, listAccepted, server, relayed, errorBody }: RefusalEvidence): boolean {
	const isFastApi = /^\s*\{\s*"detail"\s*:\s*"not found"\s*\}\s*$/i.test(body);
	const isRelayed = relayed && /^not found\.?$/i.test(errorBody.message ?? "");
	return status === 404 && (isRelayed || (isFastApi && listAccepted && (server === "vllm" || server === "unknown")));
}

/** Envoy says "upstream": for the list request, that is the server itself. */
function isEnvoy({ words }: RefusalEvidence): boolean {
	return /upstream/i.test(words);
}
