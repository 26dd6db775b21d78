#!/bin/sh
# Nagios' own check_http, once a stage: it looks for a word in the body and keeps no state.
# usage: check-http.sh CHECK_HTTP HOST PORT MODEL
"$1" -H "$2" -I "$2" -p "$3" -u /v1/models -s "$4" || exit 1
"$1" -H "$2" -I "$2" -p "$3" -u /v1/chat/completions -T application/json -s '"choices"' \
	-P "{\"model\":\"$4\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}" || exit 2
