"""Guides: one leads an answer through the grammar, token by token, and adds what has no alternative.

llguidance knows the vocabulary as a tree of bytes: it checks a token in 5 µs, names all legal ones of 49,000
in 0.1 ms and says which tokens must follow. A vocabulary that it refuses is led by llama.cpp's own grammar.
"""

from __future__ import annotations

import ctypes
import json
from typing import Any, Protocol

import llama_cpp
import llguidance
import numpy as np

from models.grammar import ANY_TEXT, Grammar, ranges
from models.sampler import DeadEnd, Logits, Sampler, draw
from models.vocabulary import Vocabulary


class Guide(Protocol):
    """Leads one answer. `written` is its text so far, `done` whether it is whole."""

    written: bytearray
    done: bool

    def start(self) -> list[int]:
        """Return the tokens that every answer begins with."""
        ...

    def follow(self, odds: Logits) -> list[int]:
        """Draw a token from the odds; return it with those that must follow, or nothing once it is done.

        Raises:
            DeadEnd: no token is legal, or the odds are not numbers.
        """
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class Guides:
    """Makes guides for a vocabulary. `note` says so when llguidance refuses it."""

    def __init__(self, words: Vocabulary, *, plain: bool = False) -> None:
        """`plain` uses llama.cpp's grammar whatever the vocabulary."""
        self._words = words
        self._free: dict[str, list[llguidance.LLMatcher]] = {}
        self._tokenizer, self.note = (None, "") if plain else _tokenizer(words)
        self._fragments = _fragments(words) if self._tokenizer else np.zeros(0, dtype=bool)

    def guide(
        self, grammar: Grammar, temperature: float, dice: np.random.Generator, *, forces: bool = True
    ) -> Guide:
        """Return a guide for one answer. Without `forces` it adds nothing by itself."""
        if self._tokenizer is None:
            return _PlainGuide(Sampler(self._words, grammar, temperature, dice), self._words)
        return _Guide(self, grammar, temperature, dice, forces)

    def take(self, grammar: Grammar) -> llguidance.LLMatcher:
        """Return a matcher at its beginning. Compiling one takes over a millisecond, so they are kept."""
        kept = self._free.setdefault(grammar.pattern, [])
        if kept:
            return kept.pop()
        assert self._tokenizer is not None, "plain guides need no matcher"
        matcher = llguidance.LLMatcher(
            self._tokenizer, llguidance.LLMatcher.grammar_from_regex(grammar.pattern)
        )
        if matcher.is_error():
            raise ValueError(f"llguidance does not understand the grammar: {matcher.get_error()[:200]}")
        return matcher

    def give_back(self, grammar: Grammar, matcher: llguidance.LLMatcher) -> None:
        """Keep a matcher for the next answer under the same grammar."""
        if matcher.reset():
            self._free[grammar.pattern].append(matcher)

    @property
    def fragments(self) -> np.ndarray:
        """Return which tokens are only a part of a character, shape (vocabulary,)."""
        return self._fragments

    @property
    def words(self) -> Vocabulary:
        """Return the vocabulary."""
        return self._words


class _Guide:
    def __init__(
        self, guides: Guides, grammar: Grammar, temperature: float, dice: np.random.Generator, forces: bool
    ) -> None:
        self._guides = guides
        self._forces = forces
        self._grammar = grammar
        self._temperature = temperature
        self._dice = dice
        self._matcher: llguidance.LLMatcher | None = guides.take(grammar)
        self.written = bytearray()
        self.done = False

    def start(self) -> list[int]:
        return self._forced()

    def follow(self, odds: Logits) -> list[int]:
        token = draw(odds, self._temperature, self._dice)
        if not self._allows(token):
            token = draw(self._masked(odds), self._temperature, self._dice)
        return self._take([token]) + self._forced()

    def close(self) -> None:
        if self._matcher is not None:
            self._guides.give_back(self._grammar, self._matcher)
            self._matcher = None

    @property
    def _live(self) -> llguidance.LLMatcher:
        assert self._matcher is not None, "a closed guide leads nobody"
        return self._matcher

    def _forced(self) -> list[int]:
        """Return what has no alternative. Nothing may follow a whole answer, so no end token is needed."""
        tokens: list[int] = []
        if self._forces and not self._live.is_accepting():
            tokens = self._take(self._following())
        self.done = self._live.is_accepting()
        return [] if self.done else tokens

    def _following(self) -> list[int]:
        """Return the tokens of the text that must follow.

        llguidance holds the last of them back, because a longer token might begin like it. What is forced
        here ends with a quote or within a closed set, where no longer token is wanted.
        """
        text = b"" if self._grammar.whole else self._live.compute_ff_bytes()
        tokens = self._guides.words.tokens(text.decode(errors="replace"), first=False)
        # Some vocabularies set a blank before every text, and a text may end within a character.
        is_text = b"".join(map(self._guides.words.piece, tokens)) == text
        return tokens if tokens and is_text else self._live.compute_ff_tokens()

    def _take(self, tokens: list[int]) -> list[int]:
        if tokens and not self._live.consume_tokens(tokens):
            raise DeadEnd("no token can go on")
        for token in tokens:
            self.written += self._guides.words.piece(token)
        return tokens

    def _allows(self, token: int) -> bool:
        if self._grammar.whole and self._guides.fragments[token]:
            return False
        return self._live.validate_tokens([token]) == 1

    def _masked(self, odds: Logits) -> Logits:
        size = len(odds)
        bits = np.zeros((size + 31) // 32, dtype=np.int32)
        self._live.unsafe_compute_mask_ptr(bits.ctypes.data, bits.nbytes)
        if self._live.is_error():
            raise DeadEnd("no token can go on")
        legal = np.unpackbits(bits.view(np.uint8), bitorder="little")[:size].astype(bool)
        if self._grammar.whole:
            legal &= ~self._guides.fragments
        return np.where(legal, odds, np.float32(-np.inf))


class _PlainGuide:
    """llama.cpp's grammar: it knows of no tokens that must follow."""

    def __init__(self, sampler: Sampler, words: Vocabulary) -> None:
        self._sampler = sampler
        self._words = words
        self.written = sampler.written
        self.done = False

    def start(self) -> list[int]:
        return []

    def follow(self, odds: Logits) -> list[int]:
        token = self._sampler.pick(odds)
        self.done = token in self._words.ends or _is_whole(self.written)
        return [] if self.done else [token]

    def close(self) -> None:
        self._sampler.close()


def _tokenizer(words: Vocabulary) -> tuple[llguidance.LLTokenizer | None, str]:
    letters = ranges(ANY_TEXT)
    tokenize = ctypes.cast(llama_cpp.llama_cpp._lib.llama_tokenize, ctypes.c_void_p).value
    make: Any = llguidance.LLTokenizer  # its stubs lack this way of making one
    try:
        return make.from_llamacpp(
            tokens=[_spelled(words, token) for token in range(words.size)],
            vocab_ptr=words.pointer,
            tokenize_fptr=tokenize,
            eos_token=sorted(words.ends),
            # Classes of text for which it prepares the legal tokens; they must lie within the grammar's.
            slices=[f"[{letters}]{{1,10}}", f"[{letters}]{{1,30}}", f"[{letters}]+"],
        ), ""
    except (ValueError, RuntimeError, IndexError) as error:
        return None, f"llguidance refuses the vocabulary ({error}), so llama.cpp's slower grammar is used"


def _spelled(words: Vocabulary, token: int) -> bytes:
    """Return the bytes of a token; those of a mark, which is no text, behind a byte that no text has."""
    return b"\xff" + words.piece(token) if token in words.controls else words.piece(token)


def _fragments(words: Vocabulary) -> np.ndarray:
    found = np.zeros(words.size, dtype=bool)
    for token in range(words.size):
        try:
            words.piece(token).decode()
        except UnicodeDecodeError:
            found[token] = True
    return found


def _is_whole(written: bytearray) -> bool:
    """Return whether the text is JSON. No beginning of an object or a list is, so this is the end."""
    if not written.endswith((b"}", b"]")):
        return False
    try:
        json.loads(written)
    except ValueError:
        return False
    return True
