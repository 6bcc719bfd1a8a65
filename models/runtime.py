"""A GGUF loaded by llama.cpp: one context whose sequences share what they have in common.

Not safe for threads: it lives in the one thread that loaded it. Only `abort` may be called from another.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from pathlib import Path
from time import monotonic, process_time
from typing import Any, NamedTuple, TypeVar

import llama_cpp
import numpy as np

from models.native import complaints
from models.neighbours import Neighbours
from models.sampler import Logits
from models.stopping import Stop, Stopped, never
from models.vocabulary import Vocabulary
from show.ports import MindError

CHUNK = 256
"""Rows in one step at most. Few rows cost more each (14 ms at 8, 7.5 at 128 with 1.3 billion weights), so
what one trader knows should fit into one step; more than this are no faster."""
OUTPUTS = 16
"""Rows of one step that may give odds. llama.cpp keeps a row of the vocabulary's length for each."""
NO_ROOM, ABORTED = 1, 2

T = TypeVar("T")


class Row(NamedTuple):
    """One token at its place in a sequence; `asked` says whether the odds of the next one are wanted."""

    token: int
    place: int
    sequence: int
    asked: bool = False


class Aborted(Exception):
    """The step was broken off by `Runtime.abort`; what it wrote into the sequences is not to be trusted."""


class Runtime:
    """A model and its context. The context is opened by `open`, and again with another size."""

    def __init__(self, path: Path, threads: int, *, verify: bool = False, stop: Stop = never) -> None:
        self.path = path
        self._threads = (threads, threads)
        self._neighbours: Neighbours | None = None
        self._model: llama_cpp.llama_model_p | None = _load_model(path, verify, stop)
        self.words = Vocabulary(_existing(llama_cpp.llama_model_get_vocab(self._model)))
        self.metadata = _metadata(self._model)
        self.trained: int = llama_cpp.llama_model_n_ctx_train(self._model)
        self._context: llama_cpp.llama_context_p | None = None
        self._batch = llama_cpp.llama_batch_init(CHUNK, 0, 1)
        self._flag = ctypes.create_string_buffer(2)
        self.room = 0

    def open(self, room: int, sequences: int) -> None:
        """Open a context of `room` cells for that many sequences; one that is open is closed first.

        Raises:
            MindError: there is no memory for it.
        """
        self.shut()
        self._context = _open_context(self._model, self.path, room, sequences, self._threads)
        self.room = room
        # The flag's address is the callback's data and strlen the callback: it is empty (false) until it is
        # set, and no step has to wait for Python's lock at each of its thousand operations.
        llama_cpp.llama_set_abort_callback(self._context, STRLEN, ctypes.cast(self._flag, ctypes.c_void_p))

    def set_threads(self, writing: int, reading: int, *, yielding: bool = False) -> None:
        """Set the threads for steps of single tokens and for steps of many.

        `yielding` runs a step on fewer while other processes need the cores. It gives the same bits: threads
        share out the rows of a matrix, never a sum.
        """
        self._threads = (writing, reading)
        self._neighbours = Neighbours(writing, reading) if yielding else None
        if self._context is not None:
            llama_cpp.llama_set_n_threads(self._context, writing, reading)

    @property
    def yields(self) -> bool:
        """Return whether steps run on fewer threads while other processes need the cores."""
        return self._neighbours is not None

    def step(self, rows: Sequence[Row]) -> None:
        """Run up to `CHUNK` rows through the model.

        Raises:
            MindError: there is no room, or llama.cpp failed; the context is closed in the second case.
            Aborted: `abort` was called meanwhile.
        """
        batch = self._batch
        batch.n_tokens = len(rows)
        for index, row in enumerate(rows):
            batch.token[index], batch.pos[index] = row.token, row.place
            batch.n_seq_id[index], batch.seq_id[index][0] = 1, row.sequence
            batch.logits[index] = row.asked
        code = self._decode(len(rows))
        if code == ABORTED:
            raise Aborted
        if code == NO_ROOM:
            raise MindError(f"The context of {self.path.name!r} is full with {self.room} tokens.")
        if code != 0:
            self.shut()
            raise MindError(
                f"llama.cpp failed on {self.path.name!r} with code {code} "
                f"({complaints() or 'no reason given'}): the next turn starts with a new context."
            )

    def _decode(self, rows: int) -> int:
        neighbours = self._neighbours
        if neighbours is None:
            return int(llama_cpp.llama_decode(self._context, self._batch))
        threads = neighbours.threads(rows, monotonic())
        llama_cpp.llama_set_n_threads(self._context, threads, threads)
        begun, spent = monotonic(), process_time()
        code = int(llama_cpp.llama_decode(self._context, self._batch))
        neighbours.ran(monotonic() - begun, process_time() - spent, monotonic())
        return code

    def odds(self, row: int) -> Logits:
        """Return the odds of the token after the row with this index in the last step."""
        found = llama_cpp.llama_get_logits_ith(self._context, row)
        size = self.words.size
        return np.frombuffer((ctypes.c_float * size).from_address(_address(found)), np.float32).copy()

    def copy(self, source: int, target: int) -> None:
        """Let the target sequence begin with all of the source. Nothing is computed and nothing moved."""
        llama_cpp.llama_memory_seq_cp(llama_cpp.llama_get_memory(self._context), source, target, -1, -1)

    def drop(self, sequence: int) -> None:
        """Empty a sequence; cells that no other sequence has become free."""
        if self._context is not None:
            llama_cpp.llama_memory_seq_rm(llama_cpp.llama_get_memory(self._context), sequence, -1, -1)

    def length(self, sequence: int) -> int:
        """Return how many places of a sequence are taken."""
        if self._context is None:
            return 0
        memory = llama_cpp.llama_get_memory(self._context)
        return int(llama_cpp.llama_memory_seq_pos_max(memory, sequence)) + 1

    def abort(self, yes: bool) -> None:
        """Break off the step under way, and every step until this is called with False."""
        self._flag[0] = b"\x01" if yes else b"\x00"

    def check(self) -> None:
        """Run one token.

        Raises:
            MindError: the model gives no odds, or odds that are not numbers.
        """
        self.open(CHUNK, 1)
        self.step([Row(0, 0, 0, asked=True)])
        if not np.isfinite(self.odds(0)).all():
            raise damaged(self.path, "its odds are not numbers")

    def shut(self) -> None:
        """Close the context and forget all sequences."""
        self.room = 0
        if self._context is not None:
            llama_cpp.llama_free(self._context)
            self._context = None

    def close(self) -> None:
        """Free the context and the model."""
        self.shut()
        if self._model is not None:
            llama_cpp.llama_batch_free(self._batch)
            llama_cpp.llama_model_free(self._model)
            self._model = None


def damaged(path: Path, what: str) -> MindError:
    """Return the error for weights that make no sense."""
    return MindError(
        f"{path.name!r} cannot write a decision ({what}): "
        "its weights or its vocabulary are damaged; download it again or choose another model.",
        retryable=False,
    )


def _strlen() -> Any:
    size = ctypes.CDLL(None).strlen
    return ctypes.cast(size, llama_cpp.ggml_abort_callback)


STRLEN = _strlen()


def _load_model(path: Path, verify: bool, stop: Stop) -> llama_cpp.llama_model_p:
    params = llama_cpp.llama_model_default_params()
    params.check_tensors = verify
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
    model: llama_cpp.llama_model_p | None, path: Path, room: int, sequences: int, threads: tuple[int, int]
) -> llama_cpp.llama_context_p:
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = room
    params.n_batch = params.n_ubatch = CHUNK
    params.n_seq_max = sequences
    params.n_outputs_max = OUTPUTS
    # Behind 900 cells a step of answers takes a fifth longer with it (three interleaved rounds on two cores:
    # 75, 93, 81 ms for one row against 75, 67, 60), and a row of a prompt as long.
    params.flash_attn_type = llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED
    params.kv_unified = True  # one pool of cells: only then a copy of a sequence costs nothing
    params.n_threads, params.n_threads_batch = threads
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
