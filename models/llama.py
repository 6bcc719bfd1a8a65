"""The real mind: a GGUF in a process of its own, so that neither the floor nor the picture waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from models.catalogue import readable
from models.gguf_file import ModelFileError, inspect
from models.process import EngineProcess
from models.tuning import Tuning
from show.ports import Answer, MindError, Prompt

LOG = logging.getLogger("wallstreet.llama")


class LlamaMind:
    """Answers prompts under the decision's schema. Those of different traders may be thought through at once.

    A process that dies fails the turns it was asked for, and the next turn starts it again.
    """

    def __init__(self, path: Path, tuning: Tuning | None = None) -> None:
        self._path = path
        self._tuning = tuning or Tuning()
        self._engine: EngineProcess | None = None
        self._opening: asyncio.Task[EngineProcess] | None = None
        self._failure: MindError | None = None
        self._closed = False
        self.starts = 0

    @property
    def name(self) -> str:
        """Return the name of the file without its ending, such as "house"."""
        return self._path.stem

    @property
    def note(self) -> str:
        """Return what is unusual about the loaded model, or an empty text."""
        return self._engine.note if self._engine else ""

    @property
    def pid(self) -> int | None:
        """Return the number of the engine's process, None when there is none."""
        return self._engine.pid if self._engine is not None else None

    async def open(self) -> None:
        """Load the model and prove that the schema constrains it. Otherwise the first prompt does so.

        Raises:
            MindError: the file is missing, damaged, of an unknown kind, too large, or not constrained.
        """
        await self._ready()

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt. Cancelling stops the model in the middle of a step if nobody else waits for it.

        Raises:
            MindError: there is no answer, and the message says why.
        """
        engine = await self._ready()
        return await engine.ask(prompt)

    def read_ahead(self, words: Callable[[], tuple[str, str]]) -> None:
        """Let an idle engine read how the next prompts begin."""
        if self._engine is not None and self._engine.is_alive and self._engine.reads_words:
            self._engine.read_ahead(*words())

    async def tally(self) -> dict[str, Any]:
        """Return what the engine counted since it was started."""
        return await (await self._ready()).tally()

    async def close(self) -> None:
        """Stop the work and end the process."""
        self._closed = True
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.cancel()
            await asyncio.gather(opening, return_exceptions=True)
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close()

    async def _ready(self) -> EngineProcess:
        """Return the engine, started by whoever asks first. A late prompt does not call off the loading."""
        if self._closed:
            raise MindError(f"The model {self.name!r} is closed: open another mind.", retryable=False)
        if self._failure is not None:
            raise MindError(str(self._failure), retryable=False)
        if self._engine is not None and self._engine.is_alive:
            return self._engine
        if self._opening is None:
            self._opening = asyncio.create_task(self._start())
            self._opening.add_done_callback(self._started)
        try:
            return await asyncio.shield(self._opening)
        except asyncio.CancelledError:
            if self._closed:
                raise MindError(f"The model {self.name!r} was stopped before it had an answer.") from None
            raise

    def _started(self, opening: asyncio.Task[EngineProcess]) -> None:
        self._opening = None
        if not opening.cancelled():
            opening.exception()  # whoever waited has it; nobody may have waited to the end

    async def _start(self) -> EngineProcess:
        if self._engine is not None:
            LOG.warning("The engine of %r is started again.", self.name)
            await self._engine.close()
        engine = self._engine = EngineProcess(self._path, self._tuning)
        try:
            _inspect(self._path)
            self.starts += 1
            await engine.open()
        except MindError as error:
            self._failure = None if error.retryable else error
            raise
        return engine


def _inspect(path: Path) -> None:
    """Read the header before llama.cpp does, which ends its process on some damaged ones."""
    try:
        inspect(readable(path))
    except ModelFileError as error:
        raise MindError(str(error), retryable=False) from error
