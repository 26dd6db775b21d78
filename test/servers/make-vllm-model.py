"""Makes what vLLM needs to serve a tiny Llama with `--load-format dummy`: it makes up the weights itself.

Usage: make-vllm-model.py FOLDER
"""

import json
import sys
from pathlib import Path

SPECIAL = ["<unk>", "<s>", "</s>"]
SYLLABLES = [f"{first}{vowel}{last}" for first in "bdfgklmnprst" for vowel in "aeiou" for last in "mnrst"]
WORDS = ["user", "assistant", "healthcheck", "Say", "hi", "and", "count", "from", "one", "to", "five", ":", "."]
VOCABULARY = {piece: index for index, piece in enumerate(SPECIAL + WORDS + SYLLABLES)}

CONFIG = {
    "architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "float32",
    "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 4,
    "num_key_value_heads": 4, "max_position_embeddings": 2048, "vocab_size": len(VOCABULARY),
    "rms_norm_eps": 1e-5, "hidden_act": "silu", "bos_token_id": 1, "eos_token_id": 2,
}  # fmt: skip
TOKENIZER = {
    "version": "1.0", "truncation": None, "padding": None, "normalizer": None, "post_processor": None,
    "added_tokens": [
        {"id": index, "content": piece, "special": True, "single_word": False, "lstrip": False, "rstrip": False,
         "normalized": False}
        for index, piece in enumerate(SPECIAL)
    ],
    "pre_tokenizer": {"type": "Whitespace"}, "decoder": None,
    "model": {"type": "WordLevel", "vocab": VOCABULARY, "unk_token": "<unk>"},
}  # fmt: skip
TOKENIZER_CONFIG = {
    "tokenizer_class": "PreTrainedTokenizerFast", "unk_token": "<unk>", "bos_token": "<s>", "eos_token": "</s>",
    "model_max_length": 2048,
    "chat_template": "{% for message in messages %}{{ message.role }} : {{ message.content }} {% endfor %}assistant :",
}  # fmt: skip

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for name, content in (("config", CONFIG), ("tokenizer", TOKENIZER), ("tokenizer_config", TOKENIZER_CONFIG)):
    (folder / f"{name}.json").write_text(json.dumps(content, indent=1), "utf8")
