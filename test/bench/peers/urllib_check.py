"""The check as a Python script with nothing but the standard library. usage: urllib_check.py BASE_URL MODEL STATE_FILE"""

import json
import os
import sys
import urllib.request

url, model, state = sys.argv[1:]
with urllib.request.urlopen(url + "/models", timeout=5) as answer:
    listed = [entry["id"] for entry in json.load(answer)["data"]]
if model not in listed:
    sys.exit(1)
body = json.dumps({"model": model, "max_tokens": 5, "messages": [{"role": "user", "content": "Hi"}]}).encode()
request = urllib.request.Request(url + "/chat/completions", body, {"Content-Type": "application/json"})
with urllib.request.urlopen(request, timeout=15) as answer:
    status = "ok" if json.load(answer)["choices"][0]["message"]["content"] else "model_down"
with open(state + ".tmp", "w") as file:
    json.dump({"status": status}, file)
os.replace(state + ".tmp", state)
sys.exit(0 if status == "ok" else 2)
