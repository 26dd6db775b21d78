#!/bin/bash
# The careful shell check: two curls, and jq to read the answers.
# usage: curl-jq.sh BASE_URL MODEL STATE_FILE
url=$1 model=$2 state=$3
models=$(curl -sS --max-time 5 "$url/models") || exit 1
jq -e --arg model "$model" 'any(.data[]; .id == $model)' >/dev/null <<<"$models" || exit 1
body=$(jq -n --arg model "$model" '{model: $model, max_tokens: 5, messages: [{role: "user", content: "Hi"}]}')
answer=$(curl -sS --max-time 15 -H 'Content-Type: application/json' -d "$body" "$url/chat/completions") || exit 2
status=$(jq -r 'if (.choices[0].message.content // "") != "" then "ok" else "model_down" end' <<<"$answer") || exit 2
before=$(jq -r '.status // "ok"' "$state" 2>/dev/null)
[ "$before" = "$status" ] || echo "$before -> $status" >&2
jq -n --arg status "$status" '{status: $status}' >"$state.tmp" && mv "$state.tmp" "$state"
[ "$status" = ok ] || exit 2
