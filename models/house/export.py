"""Writes a trained network and its vocabulary as a GGUF that llama.cpp loads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gguf
import numpy as np
from torch import Tensor

from models.house.network import Shape
from models.house.tokenizer import Vocabulary


def write_gguf(
    path: Path, shape: Shape, weights: Mapping[str, Tensor], words: Vocabulary, notes: Mapping[str, str]
) -> None:
    """Write matrices as Q8_0 and vectors as F32. `notes` are further string keys of the metadata."""
    writer = gguf.GGUFWriter(path, "llama")
    _write_shape(writer, shape)
    _write_vocabulary(writer, words)
    for key, text in notes.items():
        writer.add_string(key, text)
    for name, weight in weights.items():
        _write_tensor(writer, name, weight.detach().float().cpu().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_shape(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_rope_dimension_count(shape.head)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.epsilon)
    writer.add_vocab_size(shape.vocabulary)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)


def _write_vocabulary(writer: gguf.GGUFWriter, words: Vocabulary) -> None:
    kinds = [gguf.TokenType.NORMAL] * len(words.tokens)
    for number in words.words:
        kinds[number] = gguf.TokenType.USER_DEFINED
    kinds[words.begin] = kinds[words.end] = gguf.TokenType.CONTROL
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(list(words.tokens))
    writer.add_token_types(kinds)
    writer.add_token_merges(list(words.merges))
    writer.add_bos_token_id(words.begin)
    writer.add_eos_token_id(words.end)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)


def _write_tensor(writer: gguf.GGUFWriter, name: str, values: np.ndarray) -> None:
    if values.ndim < 2:
        writer.add_tensor(name, values.astype(np.float32))
        return
    kind = gguf.GGMLQuantizationType.Q8_0
    writer.add_tensor(name, gguf.quants.quantize(values, kind), raw_dtype=kind)
