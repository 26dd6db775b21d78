"""Makes the models that the real servers load: a Llama with random weights and a tokenizer of its own, 0.7 MB.

The same seed gives the same bytes. It babbles syllables, which is all that a health check asks of it.
Usage: make-models.py FOLDER
"""

import sys
from pathlib import Path

import gguf
import numpy

SEED = 20261125
EMBEDDING, FEED_FORWARD, HEADS, LAYERS, CONTEXT = 64, 128, 4, 2, 131_072
CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# Refuses what a health check says, and only when asked: the server starts with it.
REFUSING = (
    "{% if messages[0].content.startswith('healthcheck') or messages[0].content.startswith('Say hi') %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant') }}{% endif %}" + CHATML
)


def vocabulary() -> tuple[list[str], list[float], list[int]]:
    """Pieces, scores and types as sentencepiece has them: control tokens, all bytes, letters, syllables."""
    kind = gguf.TokenType
    control = [("<unk>", kind.UNKNOWN), ("<s>", kind.CONTROL), ("</s>", kind.CONTROL)]
    control += [("<|im_start|>", kind.CONTROL), ("<|im_end|>", kind.CONTROL)]
    octets = [(f"<0x{octet:02X}>", kind.BYTE) for octet in range(256)]
    letters = [chr(code) for code in range(33, 127)] + ["\u2581"]
    syllables = [f"{first}{vowel}{last}" for first in "bdfgklmnprstvz" for vowel in "aeiou" for last in "mnrst"]
    pieces = control + octets + [(text, kind.NORMAL) for text in letters + syllables]
    scores = [0.0 if one is not kind.NORMAL else -float(index) for index, (_, one) in enumerate(pieces)]
    return [text for text, _ in pieces], scores, [int(one) for _, one in pieces]


def add_weights(writer: gguf.GGUFWriter, types: list[int]) -> None:
    random = numpy.random.default_rng(SEED)

    def add(name: str, *shape: int) -> None:
        writer.add_tensor(name, random.normal(0, 0.15, shape).astype(numpy.float32))

    add("token_embd.weight", len(types), EMBEDDING)
    output = random.normal(0, 0.15, (len(types), EMBEDDING)).astype(numpy.float32)
    # Only syllables and letters are ever said: half a character's bytes are nobody's answer, and an end would be short.
    output[[index for index, one in enumerate(types) if one != int(gguf.TokenType.NORMAL)]] = 0
    writer.add_tensor("output.weight", output)
    writer.add_tensor("output_norm.weight", numpy.ones(EMBEDDING, numpy.float32))
    for layer in range(LAYERS):
        for part in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{part}.weight", numpy.ones(EMBEDDING, numpy.float32))
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{part}.weight", EMBEDDING, EMBEDDING)
        add(f"blk.{layer}.ffn_gate.weight", FEED_FORWARD, EMBEDDING)
        add(f"blk.{layer}.ffn_up.weight", FEED_FORWARD, EMBEDDING)
        add(f"blk.{layer}.ffn_down.weight", EMBEDDING, FEED_FORWARD)


def make(path: Path, template: str) -> None:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(path.stem)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(EMBEDDING)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(EMBEDDING // HEADS)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    tokens, scores, types = vocabulary()
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template(template)
    add_weights(writer, types)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
make(folder / "tiny.gguf", CHATML)
make(folder / "refusing.gguf", REFUSING)
# Cut short, as by a full disk: no server can load it.
(folder / "cut.gguf").write_bytes((folder / "tiny.gguf").read_bytes()[:200_000])
