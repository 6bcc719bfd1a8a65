"""The real mind: a GGUF in this process, answered from one worker thread so that the floor never waits."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from models.catalogue import readable
from models.gguf_file import ModelFileError, inspect
from models.native import prepare
from models.stopping import Stop, Stopped
from models.trial import try_out
from models.tuning import Tuning
from models.worker import Worker
from show.ports import Answer, MindError, Prompt

if TYPE_CHECKING:
    from models.voice import Voice

LOG = logging.getLogger("wallstreet.llama")
CLOSE_SECONDS = 2.0  # a step of a 4B model and the freeing of its memory; more means that it hangs

T = TypeVar("T")


class LlamaMind:
    """Loads a GGUF with llama.cpp and answers prompts under the decision's schema.

    Prompts are answered one after another in the order in which they were asked.
    """

    def __init__(self, path: Path, tuning: Tuning | None = None) -> None:
        self._path = path
        self._tuning = tuning or Tuning()
        self._worker = Worker("mind")
        self._closed = threading.Event()
        self._voice: Voice | None = None
        self._failure: MindError | None = None

    @property
    def name(self) -> str:
        """Return the name of the file without its ending, such as "house"."""
        return self._path.stem

    @property
    def note(self) -> str:
        """Return what is unusual about the loaded model, or an empty text."""
        return self._voice.note if self._voice else ""

    async def open(self) -> None:
        """Load the model and prove that the schema constrains it. Otherwise the first prompt does so.

        Raises:
            MindError: the file is missing, damaged, of an unknown kind, too large, or not constrained.
        """
        await self._ask(lambda stop: self._ready())

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt. Cancelling stops the model between two steps; the next prompt then begins.

        Raises:
            MindError: there is no answer, and the message says why.
        """
        return await self._ask(lambda stop: self._ready().answer(prompt, stop))

    async def close(self) -> None:
        """Stop the work and free the model. A model that hangs is left behind after two seconds."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._worker.submit(self._free)
        if not await self._worker.close(CLOSE_SECONDS):
            LOG.warning("The model %r did not stop in %.0f s and is left behind.", self.name, CLOSE_SECONDS)

    async def _ask(self, job: Callable[[Stop], T]) -> T:
        if self._closed.is_set():
            raise MindError(f"The model {self.name!r} is closed: open another mind.", retryable=False)
        dropped = threading.Event()
        try:
            return await asyncio.wrap_future(self._worker.submit(lambda: self._run(job, dropped)))
        except asyncio.CancelledError:
            dropped.set()
            raise

    def _run(self, job: Callable[[Stop], T], dropped: threading.Event) -> T:
        try:
            if self._closed.is_set():
                raise Stopped
            return job(lambda: dropped.is_set() or self._closed.is_set())
        except Stopped as error:
            raise MindError(f"The model {self.name!r} was stopped before it had an answer.") from error

    def _ready(self) -> Voice:
        """Return the voice, loaded by the first job. A failure that would come again is not tried again."""
        if self._failure is not None:
            raise MindError(str(self._failure), retryable=False)
        if self._voice is not None:
            return self._voice
        try:
            self._voice = self._load(self._closed.is_set)  # one late prompt does not call off the loading
        except MindError as error:
            self._failure = None if error.retryable else error
            raise
        return self._voice

    def _load(self, stop: Stop) -> Voice:
        _inspect(self._path)
        if self._tuning.trial:
            try_out(self._path, stop)
        prepare()
        from models.voice import Voice  # loads llama.cpp, which must find what prepare() set

        return Voice(self._path, self._tuning, stop)

    def _free(self) -> None:
        if self._voice is not None:
            self._voice.close()
            self._voice = None


def _inspect(path: Path) -> None:
    """Read the header before llama.cpp does, which ends the process on some damaged ones."""
    try:
        inspect(readable(path))
    except ModelFileError as error:
        raise MindError(str(error), retryable=False) from error
