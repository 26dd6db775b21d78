import type { RefusalEvidence } from "./evidence.ts";
import type { Signs } from "./signs.ts";

/** Authentication and permissions. */
const KEY_CODE =
	/invalid\w*(?:api)?key$|invalidkey|apikey(?:invalid|expired|missing|required|notfound|notvalid|disabled|revoked)|(?:missing|no|incorrect|expired|wrong|bad|unknown)(?:api|auth)?(?:key|token)s?$|authentication(?:error|required|failed|failure)|^autherror$|expiredkey|token(?:notfound|notfoundindb|expired|invalid|revoked)|nodbconnection|invalid(?:token|authentication|credentials?|signature|iam\w*token)|authfailure|authfailed|notauthenticated|accesskeyid/;
const KEY_WORDS = new RegExp(
	[
		/\b(?:invalid|incorrect|wrong|missing|expired|unknown|bad|malformed|revoked|disabled|unrecognized|no)\b(?: \w+){0,3}? ?(?:x-)?(?:api[- _]?key|access[- _]?key|secret[- _]?key|subscription[- _]?key|auth[- _]?key|authentication[- _]?key|api[- _]?token|auth[- _]?token|access[- _]?token|bearer(?: token)?|token|credentials?)\b(?! ?(?:id|limit|count|stream|length|budget|type|index|at)\b)(?!s? (?:per|in the))/,
		/\b(?:invalid|incorrect|wrong|expired|revoked|disabled) key\b|\b(?:key|token) (?:has |is )?expired\b|missing authorization/,
		/(?:api|access|secret|auth\w*|subscription)[- _]?(?:secret[- _]?)?(?:key|token)\b[^,.;]{0,30}(?:not valid|invalid|incorrect|expired|missing|required|not found|revoked|disabled|not exist|not recogni[sz]ed|wrong|malformed|was not provided|not provided|is null)/,
		/\b(?:x-api-key|api[- ]key|authorization)\b(?: header)?(?: is)? (?:required|missing|not provided|not set)/,
		/\bun-?authori[sz]ed\b|unauthenticated|not authenticated|authentication (?:failed|required|failure|error|is required|credentials)|could not validate credentials|auth(?:entication|orization)? (?:header|token) (?:is )?(?:required|missing|invalid|not)/,
		/login fail|please (?:log|sign) ?in|(?:log|sign)[- ]?in (?:is )?required|valid user(?:name)? and password|no auth credentials|expired key|verify your (?:api[- ]?)?key|check (?:the|your) api[- ]?(?:secret )?key|authorization required/,
		/(?:令牌|密钥|api ?key|apikey|token|凭证|身份).{0,8}(?:无效|错误|过期|失效|不存在|不正确|不合法|验证失败|为空|缺失|已禁用)|无效的?(?:令牌|密钥|api ?key|token)|鉴权|认证失败|身份验证|未授权|未登录|未提供令牌/,
	]
		.map(({ source }) => source)
		.join("|"),
	"i",
);

/** The gateway's own key, not ours: it passes on its backend's refusal. */
export function isBackendsRefusal({ relayed, headers, errorBody, words }: RefusalEvidence): boolean {
	const headed = Object.keys(headers).some((name) => name.startsWith("llm_provider-"));
	const unset = /missing credentials|api_key client option must be set|set the .{1,40}_API_KEY/i.test(words);
	return relayed || (headed && errorBody.codes.includes("authentication_error")) || unset;
}

const PERMISSION_WORDS = new RegExp(
	[
		/permission|forbidden|access (?:is |was )?(?:denied|forbidden|restricted)|accessdenied|\brbac\b/,
		/not (?:allowed|permitted|authori[sz]ed|granted|entitled|eligible) (?:to|for|access)|not allowed by|(?:do|does)(?: not|n['’]t) have (?:\w+ )?(?:access|permission|the right|privilege)|no (?:access|permission)\b/,
		/insufficient (?:\w+ )?(?:permission|scope|privilege|rights)|missing scopes?|not available for (?:this|your) (?:api ?)?(?:key|account|plan|team|organi[sz]ation)/,
		/(?:country|region|territory|location).{0,20}(?:not supported|unsupported|not available|restricted|blocked)|ip (?:address )?.{0,20}(?:not allowed|blocked|denied|whitelist|allowlist)/,
		/无权|没有权限|权限不足|无访问权限|未开通|禁止访问|不允许访问|未授予/,
	]
		.map(({ source }) => source)
		.join("|"),
	"i",
);

export const ACCESS_SIGNS = {
	key: {
		codes: KEY_CODE,
		names: /^(?:unauthorized|unauthenticated)$/,
		words: KEY_WORDS,
		unless: /not authori[sz]ed to|unauthori[sz]ed (?:to|for|model|access to)/i,
		statuses: [401],
	},
	permission: {
		codes:
			/permissiondenied|permissionerror|accessdenied|modelaccessdenied|accessforbidden|unsupportedcountry|insufficient(?:scope|permissions?)|requestforbidden|notallowed(?:model|ip)|modelnotopen|nopermission/,
		names: /^forbidden$/,
		words: PERMISSION_WORDS,
		// The server's own files, or a model that is either missing or not granted: ambiguous.
		unless: /\[errno|permission denied: ['"/]|not exist or you|ext[-_]?auth/i,
		statuses: [403],
		applies: ({ status, codes }) => status !== 401 || codes.some((code) => /accessdenied|permission/.test(code)),
	},
} as const satisfies Record<string, Signs>;
