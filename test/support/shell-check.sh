#!/usr/bin/env bash
# The check that people write today, kept as the measure: see behaviours.
# LLM_BASE_URL and LLM_MODEL say what to ask; SHELL_CHECK_LIMIT bounds each request (seconds).
# 1: the list of models does not come · 2: no completion · 0: all is well, it believes.
limit=${SHELL_CHECK_LIMIT:-15}

status=$(curl -s -o /dev/null -w '%{http_code}' --max-time "$limit" \
	-H "Authorization: Bearer $LLM_API_KEY" "$LLM_BASE_URL/models")
[ "$status" = 200 ] || exit 1

curl -s --max-time "$limit" "$LLM_BASE_URL/chat/completions" \
	-H "Authorization: Bearer $LLM_API_KEY" -H 'Content-Type: application/json' \
	-d "{\"model\":\"$LLM_MODEL\",\"messages\":[{\"role\":\"user\",\"content\":\"healthcheck\"}],\"max_tokens\":5,\"temperature\":0}" |
	grep -q '"choices"' || exit 2
