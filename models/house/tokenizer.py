"""The house model's tokenizer: byte-level BPE whose closed words are single tokens, equal in llama.cpp.

Needed for training only: at run time llama.cpp reads the same vocabulary out of the GGUF.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

BEGIN, END = "<|begin|>", "<|end|>"
VOCABULARY = 2048

# The split that llama.cpp calls "qwen2": single digits, contractions, words with their leading space.
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|"
    r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@dataclass(frozen=True)
class Vocabulary:
    """Tokens by id, the merges in order, and which ids are words of the dialect (never split)."""

    tokens: tuple[str, ...]
    merges: tuple[str, ...]
    words: frozenset[int]
    begin: int
    end: int


def train_tokenizer(texts: Iterable[str], words: Sequence[str], size: int = VOCABULARY) -> Tokenizer:
    """Learn the merges from `texts`; every one of `words` becomes a token of its own."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    special: list[Any] = [AddedToken(text, normalized=False, special=True) for text in (BEGIN, END, *words)]
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=special,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
        min_frequency=2,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def vocabulary(tokenizer: Tokenizer, words: Sequence[str]) -> Vocabulary:
    """Return what a GGUF needs to hold of a tokenizer."""
    import json

    model = json.loads(tokenizer.to_str())["model"]
    ids: dict[str, int] = tokenizer.get_vocab(with_added_tokens=True)
    tokens = [""] * len(ids)
    for text, number in ids.items():
        tokens[number] = text
    merges = tuple(merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"])
    return Vocabulary(
        tokens=tuple(tokens),
        merges=merges,
        words=frozenset(ids[word] for word in words),
        begin=ids[BEGIN],
        end=ids[END],
    )
