/**
 * States of real servers that this program still gets wrong, by the title of their test. The test says what would be
 * right; the row says what is wrong. A row whose state has become right fails, so the list can only shrink. Where chance
 * decides ("at times"), a row has to be removed by hand.
 */
export const KNOWN_WRONG: Readonly<Record<string, string>> = {
	"llama-server: busy, nothing shows it": "what may be busy is reported as down at once",
	"llama-server: killed while the question waits": "at times the closed port that the retry meets hides the crash",
};
