"""Writes a llama-architecture GGUF of random weights in 160 kB, so that the real path has a model.

It babbles, which is what the tests of the sampler need: whatever comes out well formed was forced to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np

BEGIN, END, TURN = "<|begin|>", "<|end|>", "<|turn|>"
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|turn|>{{ message.role }}\n{{ message.content }}\n"
    "{% endfor %}{% if add_generation_prompt %}<|turn|>assistant\n{% endif %}"
)
PAIRS = ("t h", "Ġ a", "i n", "Ġ t", "e r", "Ċ Ċ", "o u", "a n", "r e", "o n", "Ð Ł", "â Ģ")
TRIPLES = tuple(a + b + c for a in "etaoin" for b in "shrdlu" for c in "ymwfgp")  # to babble faster


@dataclass(frozen=True)
class Tiny:
    """The sizes and the oddities of a test model."""

    context: int = 4096
    width: int = 32
    layers: int = 1
    heads: int = 2
    hidden: int = 64
    seed: int = 1
    scale: float = 0.4
    template: str | None = TEMPLATE
    architecture: str = "llama"
    notes: Mapping[str, str] = field(default_factory=dict)
    poison: float | None = None
    without: str = ""
    """Bytes that no token can write."""


def write_tiny(path: Path, tiny: Tiny = Tiny()) -> Path:
    """Write the model to `path` and return the path."""
    tokens, kinds = _vocabulary(tiny.without)
    writer = gguf.GGUFWriter(path, tiny.architecture)
    _write_shape(writer, tiny, len(tokens))
    _write_vocabulary(writer, tokens, kinds)
    if tiny.template is not None:
        writer.add_chat_template(tiny.template)
    for key, text in tiny.notes.items():
        writer.add_string(key, text)
    for name, shape in _tensors(tiny, len(tokens)).items():
        writer.add_tensor(name, _weights(tiny, name, shape))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def byte_characters() -> list[str]:
    """Return the printable stand-in of each of the 256 bytes, as GPT-2's vocabulary writes them."""
    plain = {*range(33, 127), *range(161, 173), *range(174, 256)}
    spare = iter(range(256, 512))
    return [chr(byte if byte in plain else next(spare)) for byte in range(256)]


def _vocabulary(without: str) -> tuple[list[str], list[gguf.TokenType]]:
    bytes_ = [f"<{letter}>" if letter in without else letter for letter in byte_characters()]
    words = [*bytes_, *(pair.replace(" ", "") for pair in PAIRS), *TRIPLES]
    control = [BEGIN, END, TURN]
    kinds = [gguf.TokenType.NORMAL] * len(words) + [gguf.TokenType.CONTROL] * len(control)
    return [*words, *control], kinds


def _write_shape(writer: gguf.GGUFWriter, tiny: Tiny, vocabulary: int) -> None:
    writer.add_context_length(tiny.context)
    writer.add_embedding_length(tiny.width)
    writer.add_block_count(tiny.layers)
    writer.add_feed_forward_length(tiny.hidden)
    writer.add_head_count(tiny.heads)
    writer.add_head_count_kv(tiny.heads)
    writer.add_rope_dimension_count(tiny.width // tiny.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(vocabulary)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)


def _write_vocabulary(writer: gguf.GGUFWriter, tokens: list[str], kinds: list[gguf.TokenType]) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(list(PAIRS))
    writer.add_bos_token_id(tokens.index(BEGIN))
    writer.add_eos_token_id(tokens.index(END))
    writer.add_add_bos_token(True)


def _tensors(tiny: Tiny, vocabulary: int) -> dict[str, tuple[int, ...]]:
    square, wide, tall = (tiny.width, tiny.width), (tiny.hidden, tiny.width), (tiny.width, tiny.hidden)
    shapes: dict[str, tuple[int, ...]] = {
        "token_embd.weight": (vocabulary, tiny.width),
        "output.weight": (vocabulary, tiny.width),
        "output_norm.weight": (tiny.width,),
    }
    for layer in range(tiny.layers):
        parts = {f"attn_{letter}": square for letter in ("q", "k", "v", "output")}
        parts |= {"ffn_gate": wide, "ffn_up": wide, "ffn_down": tall}
        shapes |= {f"blk.{layer}.{name}.weight": shape for name, shape in parts.items()}
        shapes |= {f"blk.{layer}.{name}.weight": (tiny.width,) for name in ("attn_norm", "ffn_norm")}
    return shapes


def _weights(tiny: Tiny, name: str, shape: tuple[int, ...]) -> np.ndarray:
    if name == "output.weight" and tiny.poison is not None:
        return np.full(shape, tiny.poison, dtype=np.float32)
    if len(shape) == 1:
        return np.ones(shape, dtype=np.float32)
    dice = np.random.default_rng([tiny.seed, *name.encode()])
    return dice.normal(0.0, tiny.scale, shape).astype(np.float32)
