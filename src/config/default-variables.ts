/** The environment variables that are read when the configuration names no others. Apart, since they need no other module. */
export const DEFAULT_KEY_ENV = "LLM_API_KEY";
export const DEFAULT_WEBHOOK_ENV = "SLACK_WEBHOOK_URL";
export const DEFAULT_HEARTBEAT_ENV = "HEARTBEAT_URL";
