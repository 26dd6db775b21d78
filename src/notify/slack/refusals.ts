/** What to do about a refusal, by the word in Slack's answer. Its status codes are not reliable, its words are. */
const SLACK_WORDS = {
	no_service: "the webhook was removed: create a new one and set $VARIABLE",
	no_service_id: "the webhook address is incomplete: copy it again into $VARIABLE",
	no_active_hooks: "the webhook was switched off: switch it on, or create a new one and set $VARIABLE",
	invalid_token: "the webhook was removed: create a new one and set $VARIABLE",
	no_team: "the workspace of this webhook is gone: create a webhook in another and set $VARIABLE",
	team_disabled: "the workspace of this webhook is switched off: ask its owner",
	channel_not_found: "its channel was deleted: create a webhook for another channel and set $VARIABLE",
	channel_is_archived: "its channel was archived: unarchive it, or create a webhook for another channel",
	action_prohibited: "an administrator of the workspace forbids it: ask for an exception for this webhook",
	posting_to_general_channel_denied:
		"the workspace lets nobody post to its general channel: create a webhook for another channel",
	user_not_found: "the person it posts to is gone: create a webhook for a channel and set $VARIABLE",
	invalid_payload: "the message was not understood: please report this as a bug of llm-healthcheck",
	no_text: "the message was not understood: please report this as a bug of llm-healthcheck",
	missing_text_or_fallback_or_attachments:
		"the message was not understood: please report this as a bug of llm-healthcheck",
	invalid_blocks: "the message was not understood: please report this as a bug of llm-healthcheck",
	invalid_attachments: "the message was not understood: please report this as a bug of llm-healthcheck",
	too_many_attachments: "the message was too large: please report this as a bug of llm-healthcheck",
} as const;

/** `variable`: the environment variable that holds the webhook's address. */
export function slackWords(word: string, variable: string): string | null {
	if (!Object.hasOwn(SLACK_WORDS, word)) return null;
	return SLACK_WORDS[word as keyof typeof SLACK_WORDS].replace("$VARIABLE", variable);
}
