"""A language model of random weights in the shape and size of a real one, with a real vocabulary.

It costs what a trained model of its shape costs and says nothing: 1.28 billion weights (24 layers of 2,048,
5,632 hidden, 32 heads on 8) in Q4_K_M, 751 MiB. The vocabulary is StarCoder's, 49,152 tokens, which llama.cpp
carries with its sources for its own tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np

Q4_K, Q6_K, F32 = (
    gguf.GGMLQuantizationType.Q4_K,
    gguf.GGMLQuantizationType.Q6_K,
    gguf.GGMLQuantizationType.F32,
)
BLOCK = 256
TEMPLATE = (
    "{% for message in messages %}<{{ message.role }}>\n{{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<assistant>\n{% endif %}"
)
VOCABULARY_KEYS = ("tokens", "token_type", "merges")


@dataclass(frozen=True)
class Shape:
    """The sizes of a llama."""

    layers: int = 24
    width: int = 2048
    hidden: int = 5632
    heads: int = 32
    heads_kv: int = 8
    context: int = 8192

    @property
    def name(self) -> str:
        """Return a name for the file."""
        return f"synthetic-{self.layers}x{self.width}"


FULL = Shape()
SMALL = Shape(layers=4, width=1024, hidden=2816, heads=16, heads_kv=4)
"""A twentieth of the work, to try the benchmark out."""


def write_synthetic(path: Path, vocabulary: Path, shape: Shape = FULL) -> Path:
    """Write the model to `path` unless it is there, and return the path."""
    if path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    writer = gguf.GGUFWriter(partial, "llama")
    fields = gguf.GGUFReader(vocabulary).fields
    words = len(fields["tokenizer.ggml.tokens"].data)
    _write_header(writer, shape, fields, words)
    tensors = list(_tensors(shape, words))
    for name, rows, columns, kind in tensors:
        writer.add_tensor_info(name, *_info(rows, columns, kind))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for name, rows, columns, kind in tensors:
        writer.write_tensor_data(_weights(name, rows, columns, kind))
    writer.close()
    partial.rename(path)
    return path


def _write_header(writer: gguf.GGUFWriter, shape: Shape, fields: dict[str, Any], words: int) -> None:
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads_kv)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(words)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_K_M)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_tokenizer_model(fields["tokenizer.ggml.model"].contents())
    writer.add_tokenizer_pre(fields["tokenizer.ggml.pre"].contents())
    writer.add_token_list(fields["tokenizer.ggml.tokens"].contents())
    writer.add_token_types(fields["tokenizer.ggml.token_type"].contents())
    writer.add_token_merges(fields["tokenizer.ggml.merges"].contents())
    for what in ("bos", "eos"):
        writer.add_uint32(f"tokenizer.ggml.{what}_token_id", 0)
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


Tensor = tuple[str, int, int, gguf.GGMLQuantizationType]


def _tensors(shape: Shape, words: int) -> Iterator[Tensor]:
    """Give name, rows, columns and kind of every tensor, mixed as llama.cpp mixes Q4_K_M."""
    narrow = shape.width // shape.heads * shape.heads_kv
    yield "token_embd.weight", words, shape.width, Q4_K
    yield "output.weight", words, shape.width, Q6_K
    yield "output_norm.weight", 1, shape.width, F32
    for layer in range(shape.layers):
        finer = Q6_K if _needs_more_bits(layer, shape.layers) else Q4_K
        parts: dict[str, tuple[int, int, gguf.GGMLQuantizationType]] = {
            "attn_norm": (1, shape.width, F32),
            "attn_q": (shape.width, shape.width, Q4_K),
            "attn_k": (narrow, shape.width, Q4_K),
            "attn_v": (narrow, shape.width, finer),
            "attn_output": (shape.width, shape.width, Q4_K),
            "ffn_norm": (1, shape.width, F32),
            "ffn_gate": (shape.hidden, shape.width, Q4_K),
            "ffn_up": (shape.hidden, shape.width, Q4_K),
            "ffn_down": (shape.width, shape.hidden, finer),
        }
        for name, (rows, columns, kind) in parts.items():
            yield f"blk.{layer}.{name}.weight", rows, columns, kind


def _needs_more_bits(layer: int, layers: int) -> bool:
    return layer < layers // 8 or layer >= 7 * layers // 8 or (layer - layers // 8) % 3 == 2


def _info(rows: int, columns: int, kind: gguf.GGMLQuantizationType) -> tuple[Any, ...]:
    if kind is F32:
        return (columns,), np.dtype(np.float32), columns * 4, None
    _, size = gguf.GGML_QUANT_SIZES[kind]
    row = columns // BLOCK * size
    return (rows, row), np.dtype(np.uint8), rows * row, kind


def _weights(name: str, rows: int, columns: int, kind: gguf.GGMLQuantizationType) -> np.ndarray:
    """Return random blocks whose weights have a spread of about one over the root of their number."""
    if kind is F32:
        return np.ones(columns, dtype=np.float32)
    dice = np.random.default_rng([*name.encode()])
    _, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = dice.integers(0, 256, (rows * columns // BLOCK, size), dtype=np.uint8)
    spread = (4.0 if name == "output.weight" else 1.0) / np.sqrt(columns)
    if kind is Q4_K:  # weight = d * scale * (0..15) - dmin * least, scale and least of 6 bits
        blocks[:, :4] = np.frombuffer(np.array([spread / 150, spread / 20], np.float16).tobytes(), np.uint8)
    else:  # weight = d * scale * (-32..31), scale of 8 bits
        blocks[:, -2:] = np.frombuffer(np.array([spread / 1400], np.float16).tobytes(), np.uint8)
    return blocks.reshape(rows, -1)
