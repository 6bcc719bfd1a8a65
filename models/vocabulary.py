"""A loaded model's vocabulary: text to tokens, tokens to bytes, and which tokens are no text at all."""

from __future__ import annotations

import ctypes
from functools import cached_property

import llama_cpp

PIECE_BYTES = 256  # pieces are a few bytes; a longer one is asked for again with room enough


class Vocabulary:
    """Wraps the vocabulary of a model that is kept loaded by its owner."""

    def __init__(self, pointer: llama_cpp.llama_vocab_p) -> None:
        self.pointer = pointer
        self.size = llama_cpp.llama_vocab_n_tokens(pointer)
        self._pieces: dict[int, bytes] = {}

    @cached_property
    def ends(self) -> frozenset[int]:
        """Return the tokens that end an answer. A model may have several."""
        return frozenset(t for t in range(self.size) if llama_cpp.llama_vocab_is_eog(self.pointer, t))

    @cached_property
    def controls(self) -> dict[int, str]:
        """Return the control tokens by number with their text, such as the marks between turns."""
        found = [t for t in range(self.size) if llama_cpp.llama_vocab_is_control(self.pointer, t)]
        return {token: self._label(token) for token in found}

    def tokens(self, text: str, *, first: bool = True) -> list[int]:
        """Return the tokens of `text`, in which control tokens may be written out.

        A begin token is set before it when the model wants one, the text does not bring it, and it is the
        `first` part of a prompt.
        """
        data = text.encode()
        begin = self.begin
        add = first and not (begin and text.startswith(begin))
        room = len(data) + 8
        buffer = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.pointer, data, len(data), buffer, room, add, True)
        if count < 0:
            raise ValueError(f"a text of {len(data)} bytes needs {-count} tokens, more than it has bytes")
        return list(buffer[:count])

    def piece(self, token: int) -> bytes:
        """Return the bytes that `token` writes."""
        known = self._pieces.get(token)
        if known is None:
            known = self._pieces[token] = self._ask_piece(token, PIECE_BYTES)
        return known

    @cached_property
    def begin(self) -> str:
        """Return the text of the begin token, or an empty text."""
        return self._label(llama_cpp.llama_vocab_bos(self.pointer))

    @cached_property
    def end(self) -> str:
        """Return the text of the end token, or an empty text."""
        return self._label(llama_cpp.llama_vocab_eos(self.pointer))

    def defuse(self, text: str) -> str:
        """Return `text` with every control token in it broken by a blank, so that it is only text."""
        for mark in self.controls.values():
            if len(mark) > 1 and mark in text:
                text = text.replace(mark, f"{mark[0]} {mark[1:]}")
        return text

    def _label(self, token: int) -> str:
        if token < 0:
            return ""
        label: bytes | None = llama_cpp.llama_vocab_get_text(self.pointer, token)
        return (label or b"").decode("utf-8", errors="replace")

    def _ask_piece(self, token: int, room: int) -> bytes:
        buffer = ctypes.create_string_buffer(room)
        length = llama_cpp.llama_token_to_piece(self.pointer, token, buffer, room, 0, True)
        return self._ask_piece(token, -length) if length < 0 else buffer.raw[:length]
