import type { RefusalEvidence } from "./evidence.ts";
import type { Signs } from "./signs.ts";

/** Passes by waiting: a short-term limit, or a server that says when to retry. */
const PASSING =
	/(?:retry|try again|resets?) (?:in|after) (?:about )?\d|(?:for|in) (?:the|this|an?) (?:second|minute|hour)\b|per[- ](?:second|minute|hour|day)\b|\/ ?(?:s|sec|second|min|minute|hour|day)\b|\b[rt]p[mdhs]\b|rate.?limit|(?:daily|hourly) (?:limit|quota)|每(?:秒|分钟|小时|天|日)/i;
const PASSING_CODE = /retryinfo|per(?:minute|second|hour|day)/;

/** Rate limit messages may also mention "billing", as an offer to pay for more. */
function passes(evidence: RefusalEvidence): boolean {
	const { codes, errorBody, words } = evidence;
	return PASSING.test(words) || codes.some((code) => PASSING_CODE.test(code)) || errorBody.retryAfterS !== null;
}

const MONEY_CODE =
	/insufficient(?:\w*)(?:quota|balance|credits?|funds)|creditbalance|outofcredits?|nocredits?|billing|budgetexceeded|exceededbudget|paymentrequired|spend(?:ing)?limit|arrear|overdue|accountsuspended|balance(?:notenough|insufficient|exhausted|toolow)|notenough(?:balance|quota|credits?)|quota(?:exceeded|exhausted|notenough|insufficient)$|(?:exceeded|outof)quota$|freetieronly|prepaid|trialexpired/;
const MONEY_WORDS = new RegExp(
	[
		/(?:insufficient|not enough|inadequate|negative|zero|no|low|exhausted|depleted)(?: \w+){0,3} (?:quota|balance|credits?|funds|money)\b/,
		/\b(?:quota|balance|credits?|funds)\b.{0,30}(?:insufficient|not enough|exhausted|used up|run out|ran out|depleted|too low|has expired|is (?:negative|zero|empty)|overdrawn)/,
		/(?:run|ran|out|short) (?:out )?of (?:\w+ ){0,3}(?:quota|balance|credits?|funds|money)|(?:used|spent|consumed) (?:all|up)(?: of)? (?:\w+ ){0,3}(?:credits?|quota|balance|budget)/,
		/no (?:quota|balance|credits?) (?:left|remaining)|exceeded (?:\w+ ){0,3}(?:quota|budget|spend\w*|allowance)|(?:quota|budget) (?:has been |is |was )?exceeded|crossed budget|over budget/,
		/credit[_ ]balance|credits? (?:is |are )?required|(?:requires?|need|purchase|buy|add) (?:more |additional |paid )?(?:credits?|balance)|more credits|usage limits?\b/,
		/spend(?:ing)?[- ](?:limit|cap)|free (?:trial|tier|credits?|quota).{0,40}(?:exhausted|expired|ended|used up|is over)|trial (?:has )?(?:expired|ended)|monthly (?:\w+ )?(?:limit|cap|quota|budget)|key limit exceeded|hard limit/,
		/payment (?:is )?(?:required|method|failed|overdue|is due)|unpaid|past due|overdue|arrears?|arrearage|good standing|top[- ]?up|recharge|prepay/,
		/billing (?:details|hard limit|issue|account|problem|is|not|has|quota|cycle)|(?:plan|check\w*|enable|verify|update) (?:and |& |your )*billing|account (?:is |has been )?suspended/,
		/余额|欠费|额度|充值|账户.{0,6}(?:不足|冻结)|配额.{0,8}(?:不足|用尽|耗尽|用完|超)|资源包|套餐.{0,12}(?:用尽|耗尽|用完|到期|过期|不足)|账单|费用不足|付费/,
	]
		.map(({ source }) => source)
		.join("|"),
	"i",
);

/** The account: its money and its rate limits. */
export const ACCOUNT_SIGNS = {
	money: {
		codes: MONEY_CODE,
		words: MONEY_WORDS,
		// The host's own resources, and OpenRouter's limit on requests in flight.
		unless: /disk quota|insufficient (?:system )?(?:memory|resources?|capacity)|in.?flight.?budget/i,
		certain: [402],
		applies: (evidence) =>
			!passes(evidence) ||
			evidence.status === 402 ||
			evidence.codes.some((code) => /insufficient|balance|arrear/.test(code)),
	},
	rate: {
		codes:
			/ratelimit|toomanyrequests|throttl|requestlimit|limitexceeded|requestsexceeded|quotaviolation|inflightbudget|toomanytokens|slowdownrate/,
		names: /^resourceexhausted$/,
		words: new RegExp(
			[
				/rate[- ]?limit|(?:requests?|qps|calls?|tokens?|concurrency|usage rate) limit (?:is |was |has been )?(?:reached|exceeded|hit)|too many (?:requests|calls|attempts)|too many tokens(?:,| per)|throttl|request rate|call rate|rate (?:is )?exceeded|in.?flight.?budget/,
				/(?:requests?|tokens?|calls?|queries|quota|limit\w*|images?)(?: \(\w+\))? ?(?:per|\/|a|each) ?(?:second|sec|minute|min|hour|day)\b|\b[rt]p[mdhs]\b|local_rate_limited/,
				/(?:retry|try again) (?:in|after) (?:about )?\d|requests? (?:too )?(?:frequent|quickly|fast)|(?:daily|hourly) (?:limit|quota)/,
				/(?:organization|account|user|key|project|your).{0,20}concurren(?:cy|t)|concurren\w+ (?:limit|quota).{0,30}(?:account|key|user)/,
				/频繁|限流|限速|请求过多|速率|频率|每(?:秒|分钟|小时|天|日)|并发.{0,6}(?:超|限|上限|过)/,
			]
				.map(({ source }) => source)
				.join("|"),
			"i",
		),
		statuses: [429],
		also: (evidence) => (passes(evidence) && quotaIsNamed(evidence) ? 2 : 0),
	},
	contentFilter: {
		codes:
			/contentfilter|contentpolicy|responsibleai|datainspectionfailed|promptblocked|moderation|sensitivecontent|contentblocked|safetyviolation|(?<!case)sensitive|censor/,
		words:
			/content[- _]?(?:filter|management|polic|moderation|safety|security)|safety (?:system|filter|polic|setting)|moderation|guardrail|responsible ai|safety reasons|exists? risk|high[- ]risk|(?:sensitive|inappropriate|harmful|unsafe|prohibited) (?:content|words?|information|data)|usage polic|(?:prompt|input|output|response|request|content)\b[^.]{0,50} (?:was |is |been )?(?:blocked|flagged|filtered)|违规|敏感|内容安全|内容审核|不合规|风险内容|涉政/i,
	},
} as const satisfies Record<string, Signs>;

function quotaIsNamed({ words }: RefusalEvidence): boolean {
	return /quota|billing|limit/i.test(words);
}
