/**
 * States of real servers that this program still gets wrong, by the title of their test. The test says what would be
 * right; here stands what is wrong. A row whose state has become right fails, so the list can only shrink. Where chance
 * decides ("at times"), a row has to be removed by hand.
 */
export const KNOWN_WRONG: Readonly<Record<string, string>> = {
	"llama-server: https asked of its http port": "the words blame a firewall that drops packets",
	"llama-server: busy, nothing shows it": "what may be busy is reported as down at once",
	"llama-server: killed while the question waits": "at times the closed port that the retry meets hides the crash",
	"router: a file that could not be loaded, with --no-wake": "it is reported as asleep",
	"litellm: the backend's port is closed": "the words blame a crash or a GPU fault",
	"litellm: the backend refuses LiteLLM's key": "the words blame the user's key",
	"litellm: the backend hangs, and LiteLLM waits": "LiteLLM is not recognised, and the next step prints nothing",
	"check: one alert for each outage and each recovery, and none while it is busy": "busy is reported as down",
};
