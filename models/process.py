"""The engine's process as the show sees it: letters out, letters in, and what to say when it dies."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from itertools import count
from pathlib import Path
from typing import Any

from models.letters import Letter, opened, order, question, result, seal
from models.native import environment
from models.tuning import Tuning
from show.ports import Answer, MindError, Prompt

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 300.0  # a 4B model from a slow disk takes a minute
CLOSE_SECONDS = 2.0
LINE_BYTES = 2**20
SAID_LINES = 20


class EngineProcess:
    """One engine in a process of its own."""

    def __init__(self, path: Path, tuning: Tuning) -> None:
        self._path = path
        self._tuning = tuning
        self._process: Process | None = None
        self._numbers = count(1)
        self._waiting: dict[int, asyncio.Future[Letter]] = {}
        self._said: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._words = True
        self.is_ready = False
        self.note = ""

    @property
    def is_alive(self) -> bool:
        """Return whether letters are answered."""
        return self.is_ready and self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """Return the number of the process, None before it is started."""
        return self._process.pid if self._process is not None else None

    async def open(self) -> None:
        """Start the process and wait until the model is loaded and proved.

        Raises:
            MindError: it cannot be; the sentence says why and what to do.
        """
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "models.service", order(self._path.resolve(), self._tuning),
            cwd=ROOT, env=_environment(), stdin=PIPE, stdout=PIPE, stderr=PIPE, limit=LINE_BYTES,
            start_new_session=True,  # Ctrl-C is for the show, which then stops the engine itself
        )  # fmt: skip
        assert process.stdout is not None and process.stderr is not None, "both are pipes"
        self._tasks.append(asyncio.create_task(self._listen(process.stderr)))
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                line = await process.stdout.readline()
        except TimeoutError:
            await self.close()
            raise self._broken(f"it was not loaded after {PATIENCE_SECONDS:.0f} s") from None
        except BaseException:
            await self.close()
            raise
        if not line:
            raise self._broken(await self._last_words())
        letter = opened(line)
        if "ready" not in letter:
            await self.close()
            result(letter)
        self.note, self._words, self.is_ready = letter["ready"], letter["words"], True
        self._tasks.append(asyncio.create_task(self._receive(process.stdout)))

    async def ask(self, prompt: Prompt) -> Answer:
        """Ask one prompt. Cancelling takes it back.

        Raises:
            MindError: there is no answer, or the process died.
        """
        number = next(self._numbers)
        letter = question(number, prompt, self._tuning.seconds, words=self._words)
        try:
            return result(await self._reply(number, letter))
        except asyncio.CancelledError:
            self._send({"cancel": number})
            raise

    async def tally(self) -> dict[str, Any]:
        """Return what the engine counted so far."""
        number = next(self._numbers)
        letter = await self._reply(number, {"tally": number})
        found: dict[str, Any] = letter["tally"]
        return found

    def read_ahead(self, rules: str, public: str) -> None:
        """Let the engine read the beginning of the next prompts."""
        if self._words:
            self._send({"ahead": [rules, public]})

    @property
    def reads_words(self) -> bool:
        """Return whether the model reads more than facts."""
        return self._words

    async def close(self) -> None:
        """End the process: kindly, and after two seconds unkindly."""
        self.is_ready = False
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._fail(f"The model {self._path.stem!r} was stopped before it had an answer.")

    async def _reply(self, number: int, letter: Letter) -> Letter:
        future: asyncio.Future[Letter] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            self._send(letter)
            return await future
        finally:
            self._waiting.pop(number, None)

    def _send(self, letter: Letter) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdin.is_closing() or not self.is_ready:
            return self._fail("The engine's process has ended: the next turn starts it again.")
        process.stdin.write(seal(letter))
        return None

    async def _receive(self, pipe: asyncio.StreamReader) -> None:
        while line := await pipe.readline():
            letter = opened(line)
            future = self._waiting.get(letter["number"])
            if future is not None and not future.done():
                future.set_result(letter)
        self.is_ready = False
        last = await self._last_words()
        code = self._process.returncode if self._process is not None else None
        self._fail(f"The engine's process ended ({_manner(code)}: {last}): the next turn starts it again.")

    async def _listen(self, pipe: asyncio.StreamReader) -> None:
        while line := await pipe.readline():
            self._said.append(line.decode("utf-8", errors="replace").strip())
            del self._said[:-SAID_LINES]

    async def _last_words(self) -> str:
        assert self._process is not None, "it was started"
        await self._process.wait()
        await asyncio.gather(self._tasks[0], return_exceptions=True)
        return next((line for line in reversed(self._said) if line), "no reason given")

    def _fail(self, sentence: str) -> None:
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(MindError(sentence))

    def _broken(self, last: str) -> MindError:
        code = self._process.returncode if self._process is not None else None
        return MindError(verdict(self._path, code, last), retryable=False)


def verdict(path: Path, code: int | None, last: str) -> str:
    """Return the sentence for a process that ended while it loaded a model."""
    if code == -signal.SIGILL:
        return (
            "llama.cpp was built for another processor (illegal instruction): build it again on this machine "
            "with 'pip install --force-reinstall --no-binary llama-cpp-python llama-cpp-python'."
        )
    if code == -signal.SIGKILL:
        return f"There is no memory for {path.name!r} (the system stopped it): choose a smaller model."
    return (
        f"llama.cpp broke down while loading {str(path)!r} ({_manner(code)}: {last}): "
        "the file is damaged or needs a newer llama.cpp; download it again or choose another model."
    )


def _manner(code: int | None) -> str:
    if code is None:
        return "it was stopped"
    return f"signal {-code}" if code < 0 else f"exit status {code}"


def _environment() -> dict[str, str]:
    """Return the child's environment. Threads that spin for long take a core from the show."""
    return {**environment(), "GGML_NO_BACKTRACE": "1", "PYTHONPATH": str(ROOT)}
