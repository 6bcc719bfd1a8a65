"""Draws tokens under a grammar: from the model's odds first, from the legal ones only when that fails.

llama.cpp's own chain masks the whole vocabulary at every token (6 ms with 49,000 tokens), and it brings
down the process when nothing legal is left. Asking about the drawn token alone costs a fiftieth, gives
the same odds (a refused draw is drawn again among the legal), and here a dead end is an exception.
"""

from __future__ import annotations

import codecs
import ctypes

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from models.grammar import Grammar
from models.vocabulary import Vocabulary

Logits = NDArray[np.float32]
CELL = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
MIN_P = 0.05  # tokens below a twentieth of the likeliest one are noise in a small model


class DeadEnd(Exception):
    """No token is legal: the vocabulary cannot write the grammar, or the model's weights are damaged."""


def draw(logits: Logits, temperature: float, dice: np.random.Generator) -> int:
    """Return a token drawn by softmax(logits / temperature) among those not below `MIN_P`.

    Temperature 0 returns the likeliest. Refused tokens have a logit of minus infinity.

    Raises:
        DeadEnd: every token is refused, or the logits are not numbers.
    """
    top = float(logits.max())
    if not np.isfinite(top):
        raise DeadEnd("no token is legal" if top == -np.inf else "the model's odds are not numbers")
    if temperature <= 0:
        return int(logits.argmax())
    kept = np.flatnonzero(logits >= top + np.log(MIN_P))
    weights = np.exp((logits[kept].astype(np.float64) - top) / temperature)
    steps = np.cumsum(weights)
    place = int(np.searchsorted(steps, dice.random() * steps[-1], side="right"))
    return int(kept[min(place, len(kept) - 1)])


class Sampler:
    """One answer under way: a grammar, the dice, and the bytes written so far."""

    def __init__(
        self, words: Vocabulary, grammar: Grammar, temperature: float, dice: np.random.Generator
    ) -> None:
        self._words = words
        self._whole = grammar.whole
        self._temperature = temperature
        self._dice = dice
        self._utf8 = codecs.getincrementaldecoder("utf-8")("strict")
        self._one = np.zeros(1, dtype=CELL)
        self._grammar = llama_cpp.llama_sampler_init_grammar(words.pointer, grammar.text.encode(), b"root")
        if not self._grammar:
            raise ValueError(f"llama.cpp does not understand the grammar {grammar.text[:200]!r}")
        self.written = bytearray()

    def pick(self, logits: Logits) -> int:
        """Return the next token and take note of it. An end token is returned but adds nothing."""
        token = draw(logits, self._temperature, self._dice)
        if not self._fits(token, self._allows(token)):
            token = self._pick_legal(logits)
        if token not in self._words.ends:
            llama_cpp.llama_sampler_accept(self._grammar, token)
            self.written += self._words.piece(token)
        return token

    def close(self) -> None:
        """Free the grammar."""
        if self._grammar:
            llama_cpp.llama_sampler_free(self._grammar)
            self._grammar = None

    def _pick_legal(self, logits: Logits) -> int:
        cells = np.zeros(len(logits), dtype=CELL)
        cells["id"] = np.arange(len(logits))
        cells["logit"] = logits
        self._apply(cells)
        legal = cells["logit"].copy()
        while True:
            token = draw(legal, self._temperature, self._dice)
            if self._fits(token, allowed=True):
                return token
            legal[token] = -np.inf

    def _allows(self, token: int) -> bool:
        self._one[0] = (token, 0.0, 0.0)
        self._apply(self._one)
        return bool(self._one["logit"][0] == 0.0)

    def _apply(self, cells: NDArray[np.void]) -> None:
        data = cells.ctypes.data_as(llama_cpp.llama_token_data_p)
        array = llama_cpp.llama_token_data_array(data=data, size=len(cells), selected=-1, sorted=False)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(array))

    def _fits(self, token: int, allowed: bool) -> bool:
        # The grammar sees code points: no control tokens, no zero bytes, no sequences that are not UTF-8.
        if not allowed or token in self._words.ends:
            return allowed
        piece = self._words.piece(token)
        if token in self._words.controls or not piece or 0 in piece:
            return False
        before = self._utf8.getstate()
        try:
            self._utf8.decode(piece)
            broken = self._whole and self._utf8.getstate()[0] != b""
        except UnicodeDecodeError:
            broken = True
        if broken:
            self._utf8.setstate(before)
        return not broken
