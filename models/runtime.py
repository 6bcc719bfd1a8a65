"""A GGUF loaded by llama.cpp: reads a prompt, keeps what it can of the last one, and writes an answer.

Not safe for threads: it lives in the one worker thread of its mind.
"""

from __future__ import annotations

import ctypes
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import llama_cpp
import numpy as np

from models.grammar import Grammar
from models.native import complaints
from models.sampler import DeadEnd, Logits, Sampler
from models.stopping import Stop, Stopped, never
from models.vocabulary import Vocabulary
from show.ports import MindError, MindRubbish

# Prompts are read in chunks of this many tokens. Between chunks a cancelled turn stops; and because a
# prefix is kept in whole chunks only, an answer does not depend on what was asked before.
CHUNK = 64
GROW = 512  # contexts grow by this many tokens

T = TypeVar("T")


@dataclass(frozen=True)
class Draft:
    """What the model wrote under a grammar, and how many tokens were read and written."""

    text: str
    prompt_tokens: int
    answer_tokens: int


class Runtime:
    """A model and its context. `context` fixes the size in tokens; None lets it grow with the prompts."""

    def __init__(
        self,
        path: Path,
        threads: int,
        context: int | None = None,
        *,
        verify: bool = False,
        stop: Stop = never,
    ) -> None:
        self.path = path
        self._threads = threads
        self._fixed = context
        self._model: llama_cpp.llama_model_p | None = _load_model(path, verify, stop)
        self.words = Vocabulary(_existing(llama_cpp.llama_model_get_vocab(self._model)))
        self.metadata = _metadata(self._model)
        self.trained = llama_cpp.llama_model_n_ctx_train(self._model)
        self._context: llama_cpp.llama_context_p | None = None
        self._room = 0
        self._read: list[int] = []
        self._odds: Logits | None = None

    @property
    def room(self) -> int:
        """Return the size of the context in tokens, 0 before the first prompt."""
        return self._room

    def answer(
        self,
        prompt: Sequence[int],
        grammar: Grammar,
        *,
        temperature: float,
        dice: np.random.Generator,
        stop: Stop = never,
    ) -> Draft:
        """Write one answer to a prompt.

        Raises:
            MindError: prompt and answer do not fit, memory is short, or the model is damaged.
            MindRubbish: the answer did not come to an end.
            Stopped: `stop` returned true.
        """
        self._make_room(len(prompt), grammar.most_tokens)
        odds = self._read_prompt(list(prompt), stop)
        sampler = Sampler(self.words, grammar, temperature, dice)
        try:
            count = self._write(sampler, odds, grammar.most_tokens, stop)
        except DeadEnd as error:
            raise _damaged(self.path, str(error)) from error
        finally:
            sampler.close()
        return Draft(sampler.written.decode("utf-8", errors="replace"), len(prompt), count)

    def check(self) -> None:
        """Run one token.

        Raises:
            MindError: the model gives no odds, or odds that are not numbers.
        """
        self._make_room(1, 1)
        if not np.isfinite(self._decode([0])).all():
            raise _damaged(self.path, "its odds are not numbers")

    def close(self) -> None:
        """Free the context and the model."""
        self._drop_context()
        if self._model is not None:
            llama_cpp.llama_model_free(self._model)
            self._model = None

    def _write(self, sampler: Sampler, odds: Logits, most: int, stop: Stop) -> int:
        for count in range(most):
            if stop():
                raise Stopped
            token = sampler.pick(odds)
            if token in self.words.ends:
                return count
            if _is_whole(sampler.written):
                return count + 1
            odds = self._decode([token])
        raise MindRubbish(f"{self.path.name!r} wrote {most} tokens without coming to an end.")

    def _read_prompt(self, prompt: list[int], stop: Stop) -> Logits:
        """Read what is not in memory yet. A second attempt at the same prompt reads nothing."""
        if prompt == self._read and self._odds is not None and self._forget(len(prompt)):
            return self._odds
        shared = next((i for i, (a, b) in enumerate(zip(self._read, prompt, strict=False)) if a != b), None)
        shared = min(len(self._read), len(prompt)) if shared is None else shared
        kept = min(shared, len(prompt) - 1) // CHUNK * CHUNK
        kept = kept if self._forget(kept) else 0
        self._read, self._odds = prompt[:kept], None
        for start in range(kept, len(prompt), CHUNK):
            if stop():
                raise Stopped
            chunk = prompt[start : start + CHUNK]
            odds = self._decode(chunk)
            self._read += chunk
        self._odds = odds
        return odds

    def _decode(self, tokens: list[int]) -> Logits:
        """Run tokens through the model and return the odds of the next one, shape (vocabulary,)."""
        buffer = (llama_cpp.llama_token * len(tokens))(*tokens)
        code = llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(buffer, len(tokens)))
        if code != 0:
            self._drop_context()
            raise MindError(
                f"llama.cpp failed on {self.path.name!r} with code {code} "
                f"({complaints() or 'no reason given'}): the next turn starts with a new context."
            )
        row = llama_cpp.llama_get_logits_ith(self._context, -1)
        size = self.words.size
        return np.frombuffer((ctypes.c_float * size).from_address(_address(row)), np.float32).copy()

    def _forget(self, kept: int) -> bool:
        """Cut the memory back to `kept` tokens; clear it where a model cannot do that."""
        memory = llama_cpp.llama_get_memory(self._context)
        if llama_cpp.llama_memory_seq_rm(memory, -1, kept, -1):
            return True
        llama_cpp.llama_memory_clear(memory, True)
        self._read, self._odds = [], None
        return kept == 0

    def _make_room(self, prompt: int, answer: int) -> None:
        most = self._fixed or self.trained
        if prompt + answer > most:
            limit = "the context setting allows" if self._fixed else "the model was trained for"
            raise MindError(
                f"A prompt of {prompt} tokens and an answer of up to {answer} do not fit into the {most} "
                f"that {limit} ({self.path.name!r}): choose a model, or a setting, with a longer context.",
                retryable=False,
            )
        if prompt + answer > self._room:
            wanted = self._fixed or min(most, -(-(prompt + answer) // GROW) * GROW)
            self._drop_context()
            self._context = _open_context(self._model, self.path, wanted, self._threads)
            self._room = wanted

    def _drop_context(self) -> None:
        self._read, self._odds, self._room = [], None, 0
        if self._context is not None:
            llama_cpp.llama_free(self._context)
            self._context = None


def _load_model(path: Path, verify: bool, stop: Stop) -> llama_cpp.llama_model_p:
    params = llama_cpp.llama_model_default_params()
    params.check_tensors = verify
    params.use_extra_bufts = not verify  # a trial need not lay the weights out for speed
    params.progress_callback = llama_cpp.llama_progress_callback(lambda _share, _user: not stop())
    complaints()
    model: llama_cpp.llama_model_p | None = llama_cpp.llama_model_load_from_file(bytes(path), params)
    if stop():
        raise Stopped
    if not model:
        raise MindError(
            f"llama.cpp cannot load {str(path)!r} ({complaints() or 'no reason given'}): "
            "download the file again, or choose a model that this version of llama.cpp knows.",
            retryable=False,
        )
    return model


def _open_context(
    model: llama_cpp.llama_model_p | None, path: Path, room: int, threads: int
) -> llama_cpp.llama_context_p:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = room
    params.n_batch = params.n_ubatch = CHUNK
    params.n_threads = params.n_threads_batch = threads
    params.no_perf = True
    context: llama_cpp.llama_context_p | None
    context = llama_cpp.llama_init_from_model(_existing(model), params)
    if not context:
        raise MindError(
            f"There is no memory for a context of {room} tokens of {path.name!r} "
            f"({complaints() or 'no reason given'}): lower the context setting or choose a smaller model.",
            retryable=False,
        )
    return context


def _metadata(model: llama_cpp.llama_model_p) -> dict[str, str]:
    return dict(_entry(model, number) for number in range(llama_cpp.llama_model_meta_count(model)))


def _entry(model: llama_cpp.llama_model_p, number: int) -> tuple[str, str]:
    texts = []
    for ask in (llama_cpp.llama_model_meta_key_by_index, llama_cpp.llama_model_meta_val_str_by_index):
        probe = ctypes.create_string_buffer(1)
        buffer = ctypes.create_string_buffer(ask(model, number, probe, 1) + 1)
        ask(model, number, buffer, len(buffer))
        texts.append(buffer.value.decode("utf-8", errors="replace"))
    return texts[0], texts[1]


def _is_whole(written: bytearray) -> bool:
    """Return whether the text is a JSON object. No beginning of an object is one, so this is the end."""
    if not written.endswith(b"}"):
        return False
    try:
        json.loads(written)
    except ValueError:
        return False
    return True


def _existing(pointer: T | None) -> T:
    if not pointer:
        raise MindError("The model has been closed: open it again.", retryable=False)
    return pointer


def _address(row: Any) -> int:
    if not row:
        raise MindError(
            "llama.cpp gave no odds for the next token: the file is no model that writes; choose another.",
            retryable=False,
        )
    return ctypes.addressof(row.contents)


def _damaged(path: Path, reason: str) -> MindError:
    return MindError(
        f"{path.name!r} cannot write a decision ({reason}): "
        "its weights or its vocabulary are damaged; download it again or choose another model.",
        retryable=False,
    )
