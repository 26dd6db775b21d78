/**
 * States of real servers that this program still gets wrong, by the title of their test: what it should say stands in
 * the test, and why it does not stands here. A row whose state has become right fails, so the list can only shrink. Where chance decides ("at times"), it has to be taken out by hand.
 */
export const KNOWN_WRONG: Readonly<Record<string, string>> = {
	"llama-server: https asked of its http port": "told as a firewall that drops packets",
	"llama-server: asleep, left alone": "the next step asks /metrics, which is off",
	"llama-server: the chat template refuses the conversation": "told as a request that the check got wrong",
	"llama-server: busy, default flags": "/slots is not read, so busy is told as down",
	"llama-server: busy, default flags, a stream": "/slots is not read, so busy is told as down",
	"llama-server: busy, all of three slots": "/slots is not read, so busy is told as down",
	"llama-server: busy, nothing shows it": "what may be busy is told as down at once",
	"llama-server: killed while the question waits": "at times the closed port that the retry meets hides the crash",
	"router: not loaded, left alone": "the next step asks /metrics, which is off",
	"router: no model named, the first listed cannot be loaded": "only the first listed model is tried",
	"router: a file that cannot be loaded": "told as a crash or a GPU fault",
	"router: a file that could not be loaded, with --no-wake": "told as asleep",
	"router: busy, default flags": "/slots?model= is not read, so busy is told as down",
	"router: busy, --metrics": "/metrics?model= is not read, so busy is told as down",
	"router: the model's process is stopped": "the next step asks /metrics without a model, which prints nothing",
	"router: not loaded, and it loads nothing by itself": "the next step is not POST /models/load",
	"litellm: a wrong key, and no database to look it up": "told as a request that the check got wrong",
	"litellm: the backend's port is closed": "told as a crash or a GPU fault",
	"litellm: the backend refuses LiteLLM's key": "told as a fault of the user's key",
	"litellm: every deployment cools down": "says that it is no rate limit, which it may be",
	"litellm: the backend hangs, and LiteLLM waits": "LiteLLM is not recognised, and the next step prints nothing",
	"litellm: the backend is busy, which the proxy hides": "what may be busy is told as down at once",
	"litellm: an unknown model beside a wildcard": "told as a request that the check got wrong",
	"check: a dead server is told as the kind that it was": "the kind known from the run before is not used: vllm's log",
	"llama-server: told to end while requests run": "nobody looks from the side, where the port is closed by then",
	"check: one alert for each outage and each recovery, and none while it is busy": "busy is told as down",
};
