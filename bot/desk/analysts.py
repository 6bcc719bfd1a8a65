"""The analysts in a process of their own, so that reading the market never holds up the show.

They get the closes they sit over as bytes, of all only what they do not know (see `bot.desk.post`), and
answer with events. A process that died is replaced and briefed from scratch, which ends with the same
opinions (see `show.desk.panel`).
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
from concurrent.futures import Future
from multiprocessing.connection import Connection

from bot.desk.post import Reader, Sender, unpacked
from models.worker import Worker
from show.desk.brief import Brief
from show.desk.handing import DeskError
from show.desk.panel import Panel
from show.events import AnyEvent

DEADLINE_SECONDS = 120.0
"""A process that has not answered by then is replaced."""
CLOSE_SECONDS = 2.0
LONGEST_REST = 63
"""Sittings, an hour and a half of show at its own pace, in which no process is tried."""

logger = logging.getLogger(__name__)


class DeskProcess:
    """A desk in a child process. It is started at once, so that it is warm when the first close comes."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._thread = Worker("desk")
        self._sender = Sender()
        self._brief: Brief | None = None
        self._answer: Future[bytes] | None = None
        self._lost = 0
        """Sittings in a row that no process lived to answer."""
        self._rest = 0
        """Sittings for which none is tried: starting one takes a second of a core."""
        self._start()

    @property
    def pid(self) -> int | None:
        """Return the number of the child process."""
        return self._process.pid

    def hand(self, brief: Brief) -> None:
        """Send a close on its way. What is still being read is let go."""
        self._brief = brief
        self._answer = None if self._rest else self._thread.submit(self._task(brief))

    async def spoken(self) -> list[AnyEvent]:
        """Return what the desk made of the last close; a process that died is replaced, once.

        When the second dies, too, sitting after sitting, the next is tried ever later.

        Raises:
            DeskError: the second process died, too, or none is tried yet.
        """
        brief, answer = self._brief, self._answer
        if brief is None:
            raise DeskError("Nothing was handed to the desk.")
        self._brief = self._answer = None
        if answer is None:
            raise DeskError(self._rested())
        try:
            return self._heard(brief, await asyncio.wrap_future(answer))
        except _Gone as gone:
            logger.warning("%s It is replaced.", gone)
        self._replace()
        try:
            return self._heard(brief, await asyncio.wrap_future(self._thread.submit(self._task(brief))))
        except _Gone as gone:
            self._give_up()
            raise DeskError(str(gone)) from gone

    def _heard(self, brief: Brief, answer: bytes) -> list[AnyEvent]:
        self._lost = 0
        events = unpacked(answer)
        self._sender.heard(brief)
        return events

    async def close(self) -> None:
        """Send the analysts home; one who will not go is made to."""
        if self._answer is not None and not self._answer.done():
            self._process.kill()
        await self._thread.close(CLOSE_SECONDS)
        self._end()

    # --- the process

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(target=work, args=(theirs,), name="desk", daemon=True)
        self._process.start()
        theirs.close()
        self._sender = Sender()

    def _replace(self) -> None:
        self._end()
        self._start()

    def _give_up(self) -> None:
        """Let the process rest for no sitting at first, then for 1, 3, 7 and so on."""
        self._end()
        self._rest = min(2**self._lost - 1, LONGEST_REST)
        self._lost += 1
        if not self._rest:
            self._start()

    def _rested(self) -> str:
        """Note a sitting without a process, start one if the next may have it, and say so."""
        self._rest -= 1
        if self._rest:
            return f"The analysts' process keeps ending. Sittings until it is started again: {self._rest}."
        self._start()
        return "The analysts' process kept ending. It is started once more."

    def _end(self) -> None:
        self._pipe.close()
        self._process.join(CLOSE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(CLOSE_SECONDS)

    def _task(self, brief: Brief) -> _Exchange:
        """Pack a brief now, while nobody folds events into the ledger it looks at."""
        return _Exchange(self._pipe, self._sender.packed(brief))


class _Gone(Exception):
    """The process does not answer any more."""


class _Exchange:
    """Sends a close and waits for the answer, in a thread."""

    def __init__(self, pipe: Connection, packed: bytes) -> None:
        self._pipe, self._packed = pipe, packed

    def __call__(self) -> bytes:
        try:
            self._pipe.send_bytes(self._packed)
            if not self._pipe.poll(DEADLINE_SECONDS):
                raise _Gone(f"The analysts' process gave no answer in {DEADLINE_SECONDS:g} s.")
            return self._pipe.recv_bytes()
        except (EOFError, OSError) as error:
            raise _Gone(f"The analysts' process has ended ({type(error).__name__}).") from error


# --- in the child


def work(pipe: Connection) -> None:
    """Read closes until the pipe ends, which it does with the process that started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the show, which then closes the pipe
    from show.desk.roster import ROSTER
    from show.market.simulator import Simulator

    reader = Reader(Panel(ROSTER, Simulator().chain))
    while True:
        try:
            packed = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send_bytes(reader.answer(packed))
        reader.settle()
