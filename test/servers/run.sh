#!/usr/bin/env bash
# npm run test:servers [-- --vllm] [-- other words for vitest]
set -euo pipefail
project=servers
words=()
for word in "$@"; do
	if [ "$word" = --vllm ]; then project=vllm; else words+=("$word"); fi
done
exec vitest run --project "$project" "${words[@]}"
