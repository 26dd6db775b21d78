import type { RefusalEvidence } from "./evidence.ts";
import type { Signs } from "./signs.ts";

const LOAD_FAILED =
	/(?:fail(?:ed|ure)?|unable|could not|couldn't|cannot|error)(?: \w+){0,3} (?:to )?(?:load|loading|start|starting) ?(?:the )?(?:model|command|server|engine|backend|llama-server|weights)|model.{0,60}(?:failed|unable|could not) to (?:be )?(?:load|start)|could not load model|error starting|prematurely|loading (?:has )?failed|timed out waiting for .{0,30}to start|health check timed out|binary not found/i;
const OUT_OF_MEMORY =
	/out of memory|\boom\b|insufficient memory|not enough memory|more system memory|failed to allocate|cannot allocate memory|memory allocation fail|显存不足|内存不足/i;
const ENGINE_BROKEN = new RegExp(
	[
		/\bcuda\b|\bhip error|\brocm\b|hsa_status|\bnccl\b|illegal memory access|device-side assert|\bxid\b|gpu (?:error|fault|is lost|hang)/,
		/engine ?(?:core|dead|loop|is dead|process|died|crash\w*|has (?:died|stopped|crashed))|enginedead|dead engine|runtimeerror|scheduler hit an exception|worker (?:process )?(?:died|crashed|was killed)/,
		/segfault|segmentation fault|core dumped|panic|runner has (?:unexpectedly )?stopped|process has terminated|has crashed|unexpectedly (?:stopped|exited|terminated|died)|(?:terminated|stopped|exited|died) unexpectedly|exit(?:ed with)? code -?\d|(?:killed|terminated) by signal|signal: (?:killed|aborted|segmentation)/,
		/remote server .{0,40} closed|replica .{0,40}(?:died|unexpectedly)|actor.{0,20}died|引擎.{0,6}(?:崩溃|异常|退出)|推理服务.{0,6}(?:崩溃|异常退出)/,
	]
		.map(({ source }) => source)
		.join("|"),
	"i",
);

/** The server itself: full, not ready, stopping, broken, or gone behind its gateway. */
export const SERVER_SIGNS = {
	coolingDown: {
		codes: /alldeploymentsincooldown|deploymentsincooldown/,
		words: /no deployments available|cooldown_list|in cool-?down/i,
	},
	capacity: {
		codes:
			/overload(?:ed)?|^slowdown$|^capacity$|overcapacity|capacityexceeded|nocapacity|insufficientcapacity|backpressure|saturated|queuefull|queuetimeout|queueisfull|serverbusy|enginebusy|systembusy|modelbusy|toomanypending|maxconcurrency|poolresourceexhausted|admissionrejected/,
		words: new RegExp(
			[
				/over-?load|worker .{0,40}limit (?:reached|exceeded)|(?:server|system|engine|model|service|backend|it|upstream|provider) (?:is |are )?(?:currently |too |very |temporarily )*busy|(?:currently|too|temporarily) busy|all (?:\w+ )?(?:slots|workers|instances|replicas) (?:are )?busy/,
				/queue (?:is |was )?full|queue (?:size|limit|length|capacity)\b|queue (?:depth|timeout)|(?:in|of) (?:the )?queue\b|max(?:imum)? (?:number of )?(?:pending|queued|queue|concurrent)|too many (?:concurrent|queued|pending|waiting|in-flight|simultaneous|outstanding|ongoing)/,
				/capacity (?:is |was |has been )?(?:temporarily |currently )?(?:exceeded|reached|limit|constraint|exhausted|full|unavailable)|(?:at|over|beyond|insufficient|no|out of|not enough|lack of|exceeds?) (?:\w+ )?(?:\w+ )?capacity\b|(?:maximum|full) (?:capacity|load|concurrency)/,
				/back-?pressure|saturat|sheddable|load[- ]shed|shedding|admission (?:control\w*|queue|limit|rejected)|cannot accept (?:new|any|more)|can(?:no|')t take (?:any )?more|not accepting (?:new|more)|slow down|reset reason: overflow/,
				/(?:high|heavy|excessive|peak|elevated|increased) (?:\w+ )?(?:demand|load|traffic|volume|usage)|experiencing (?:\w+ )?(?:demand|load)|no (?:free|idle|available) slots?|insufficient (?:system |compute |gpu )?resources?|concurrency limit (?:is |was )?(?:reached|exceeded)/,
				/繁忙|过载|负载(?:过高|较高|已|超)|排队|访问量过大|请求量过大|算力不足|资源紧张|队列已满|高峰/,
			]
				.map(({ source }) => source)
				.join("|"),
			"i",
		),
		unless: /context|gpu memory|kv cache/i,
		statuses: [529],
	},
	leaving: {
		codes: /shuttingdown|draining|serverclosing/,
		words:
			/shut(?:ting)?[- _]?down|\bdraining\b|is being (?:stopped|terminated|restarted)|is (?:stopping|terminating|restarting|going down)\b|graceful(?:ly)? (?:stop|terminat)|(?:服务|系统).{0,6}(?:关闭|停机|重启|维护)中/i,
		unless: /unexpected|dead|crash|encountered an issue|has terminated|must be|instance was|runner process/i,
	},
	asleep: {
		codes: /^sleeping$|modelsleeping|enginesleeping|asleep/,
		words: /\b(?:is|are) (?:asleep|sleeping)|sleep(?:ing)? (?:mode|state)|wake.{0,12}up|\/wake_up|hibernat|休眠/i,
	},
	loading: {
		codes:
			/modelloading|loadingmodel|^starting$|^loading$|modelnotready|modelwarming|warmingup|modelstarting|initializing$|coldstart/,
		words:
			/loading model|model (?:\S+ )?(?:is )?(?:currently |still |being )*(?:loading|warming|starting|being loaded|initializing|downloading|pulled|deploying|provisioning)|(?:service|server|engine|application|instance|worker)s? (?:is |are )?(?:still |currently )?(?:initializing|booting|warming|loading|preparing)|download(?:ing)? (?:is )?in progress|waiting for (?:\w+ )?(?:workers?|models?|instances?|replicas?) to|still (?:loading|starting|initializing|warming)|(?:^|\n)(?:starting|loading|initializing|warming up)\.*(?=\n|$)|is starting(?: up)?|warm(?:ing)? ?up|not (?:yet )?ready (?:for|to|yet)|\b(?:model|server|engine|endpoint|service|predictor|deployment|replica)s?\b.{0,60} not (?:yet )?ready\b|being (?:loaded|deployed|provisioned|downloaded)|cold start|scaling (?:up|from)|(?:加载|启动|初始化|预热|部署|下载)中|正在(?:加载|启动|初始化|部署)/i,
		unless: LOAD_FAILED,
	},
	loadFailed: { codes: /modelload(?:failed|timeout|error)|loadfailed/, words: LOAD_FAILED, unless: /scaling up/i },
	memory: { words: OUT_OF_MEMORY, codes: /outofmemory|^oom$/ },
	engine: {
		codes: /enginedead|enginecore|modelcrash|workerdied|actordied/,
		words: ENGINE_BROKEN,
		unless: /cuda (?:version|driver) (?:is )?(?:required|recommended)/i,
	},
	gateway: {
		codes: /callupstream|connectionerror|apiconnection|backendunavailable|bifrostupstream/,
		// How gateways classify backend errors.
		names: /^serviceunavailable$|badgateway|gatewaytimeout|upstream(?:error|unavailable|timeout|failed|connect\w*)/,
		words: new RegExp(
			[
				/connection (?:error|refused|failure|termination|timed? ?out|reset|aborted)|(?:cannot|could not|can't|unable to|failed to) (?:connect|reach|establish|contact|dial)|econnrefused|econnreset|etimedout|dial tcp|connection attempts failed|max retries exceeded|getaddrinfo|enotfound|i\/o timeout|socket hang up|do request failed|bad response status code 5|no route to host/,
				/upstream (?:connect|service|server|request|error|unavailable|time|prematurely|died|failed|is|returned|response|provider|host)|bad gateway|gateway time-?out|(?:origin|web server) (?:is |server )?(?:down|unreachable|unavailable|timed? ?out|not respond)/,
				/error sending request for url|server disconnected|no server is available|server didn.t respond|invalid or incomplete response|request timed out|timed out after|temporarily unable to|worker request failed/,
				/上游.{0,10}(?:错误|失败|超时|异常|不可用)|网关.{0,4}(?:错误|超时)|连接.{0,6}(?:失败|超时|拒绝)/,
			]
				.map(({ source }) => source)
				.join("|"),
			"i",
		),
		// A server's own database, and a router's own child.
		unless: /\[errno \d+\] connect call failed|proxy error: /i,
		statuses: [408, 502, 504, 520, 521, 522, 523, 524, 525, 526, 530],
		also: ({ status, form }: RefusalEvidence) => (status === 503 && form !== "json" ? 1 : 0),
	},
} as const satisfies Record<string, Signs>;
