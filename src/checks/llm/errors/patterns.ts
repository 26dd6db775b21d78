/** What servers write, by what it means. A server with words of its own adds them here. */

export const NO_INSTANCE =
	/no running (model )?instances?|no models? loaded|model is not loaded|no healthy upstream|no (available|active|healthy|ready) (model )?(workers?|servers?|instances?|providers?|backends?|replicas?|endpoints?)|no (allowed )?providers? (are |is )?available/i;
export const MODEL_MISSING =
	/\bmodels?\b.*(not found|not exist|does ?n.t exist|not been found|unknown|is not available|not served|not supported by)|(not found|unknown|invalid|no such|unrecognized|unsupported)\b.{0,20}\bmodel|no endpoints found|deployment.*(does not exist|not found)/is;
export const MODEL_MISSING_CODE = /^(model_not_found|invalid_model|unknown_model|DeploymentNotFound|ModelNotFound)$/i;
export const NOT_CHAT =
	/does not support (chat|generat)|not (a|support(ed)?( in)? (the )?)\s?chat|not a chat model|chat completions? (api|operation|endpoint|is not|not)|not (supported )?in (the )?v1\/chat|cannot be used with chat/i;
export const CONTEXT =
	/(maximum|max|exceeds?\b.{0,30}) ?(context|model) ?(length|size|len)|context (length|size|window)|exceed(s|ed)? .*context|n_ctx|max_new_tokens` must be <=/i;
export const QUOTA =
	/insufficient[_ ]?(quota|balance|credits?|funds)|credit[_ ]balance|exceeded your current quota|billing|spend(ing)? limit|usage limits?\b|payment required|out of credits|more credits|key limit exceeded|monthly (limit|cap)|budget (has been )?exceeded|exceeded (your |the )?budget/i;
export const QUOTA_CODE =
	/insufficient_quota|credit_balance|billing|quota_exceeded|payment_required|insufficient_credits/i;
export const SATURATED =
	/overloaded|server (is )?busy|queue is full|maximum pending requests|too many (concurrent|queued|pending)|capacity (exceeded|reached|limit)|at capacity|slow down/i;
export const SATURATED_CODE =
	/^(overloaded|overloaded_error|slow_down|server_is_overloaded|server_overloaded|capacity)$/i;
export const LOADING =
	/loading model|model (\S+ )?(is )?(currently |still )?(loading|warming|starting|being loaded)|still (loading|starting)|^starting$|is starting( up)?/i;
export const LOADING_CODE = /^(model_loading|starting|loading)$/i;
export const ENGINE_BROKEN =
	/CUDA|out of memory|\bOOM\b|engine ?(core|dead|loop|is dead|process)|RuntimeError|NCCL|segfault|runner has (unexpectedly )?stopped|process has terminated/i;
export const PLAIN_HTTP_TO_TLS = /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server/i;

export const GATEWAY_STATUSES = new Set([408, 502, 504, 520, 521, 522, 523, 524, 525, 526, 530]);
