"""The analysts in a process of their own, so that reading the market never holds up the show.

They get each close as bytes, of the tapes only what they have not seen, and answer with events. A process
that died is replaced and briefed from scratch, which ends with the same opinions (see `show.desk.panel`).
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import pickle
import signal
from concurrent.futures import Future
from dataclasses import replace
from multiprocessing.connection import Connection

import numpy as np

from models.worker import Worker
from show.desk.brief import Brief
from show.desk.handing import DeskError
from show.desk.ledger import ANCHOR_TICKS
from show.desk.panel import Panel
from show.desk.session import spoken
from show.events import AnyEvent
from show.market.tape import BARS_PER_TICK, Tape
from show.words import Asset

TAPE_BARS = 1024 + 2 * BARS_PER_TICK * ANCHOR_TICKS
"""What the process keeps of a tape: more than any reading since an anchor can ask for."""
DEADLINE_SECONDS = 120.0
"""A process that has not answered by then is replaced."""
CLOSE_SECONDS = 2.0

logger = logging.getLogger(__name__)


class DeskProcess:
    """A desk in a child process. It is started at once, so that it is warm when the first close comes."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")
        self._thread = Worker("desk")
        self._known: dict[Asset, int] = {}
        self._season = -1
        self._chains: tuple[int, ...] = ()
        self._brief: Brief | None = None
        self._answer: Future[bytes] | None = None
        self._start()

    @property
    def pid(self) -> int | None:
        """Return the number of the child process."""
        return self._process.pid

    def hand(self, brief: Brief) -> None:
        """Send a close on its way. What is still being read is let go."""
        self._brief = brief
        self._answer = self._thread.submit(self._task(self._packed(brief)))

    async def spoken(self) -> list[AnyEvent]:
        """Return what the desk made of the last close; a process that died is replaced, once.

        Raises:
            DeskError: the second process died, too.
        """
        brief, answer = self._brief, self._answer
        if brief is None or answer is None:
            raise DeskError("Nothing was handed to the desk.")
        self._brief = self._answer = None
        try:
            return _unpacked(await asyncio.wrap_future(answer))
        except _Gone as gone:
            logger.warning("%s It is replaced.", gone)
        self._replace()
        try:
            return _unpacked(await asyncio.wrap_future(self._thread.submit(self._task(self._packed(brief)))))
        except _Gone as gone:
            self._replace()
            raise DeskError(str(gone)) from gone

    async def close(self) -> None:
        """Send the analysts home; one who will not go is made to."""
        if self._answer is not None and not self._answer.done():
            self._process.kill()
        await self._thread.close(CLOSE_SECONDS)
        self._pipe.close()
        self._end()

    # --- the process

    def _start(self) -> None:
        self._pipe, theirs = self._context.Pipe()
        self._process = self._context.Process(target=work, args=(theirs,), name="desk", daemon=True)
        self._process.start()
        theirs.close()
        self._known, self._season, self._chains = {}, -1, ()

    def _replace(self) -> None:
        self._pipe.close()
        self._end()
        self._start()

    def _end(self) -> None:
        self._process.join(CLOSE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(CLOSE_SECONDS)

    def _task(self, packed: bytes) -> _Exchange:
        return _Exchange(self._pipe, packed)

    def _packed(self, brief: Brief) -> bytes:
        """Pack a brief now, while nobody folds events into the ledger it looks at."""
        if brief.season != self._season:
            self._known, self._season, self._chains = {}, brief.season, ()
        tapes = {asset: tape.since(self._known.get(asset, 0)) for asset, tape in brief.tapes.items()}
        self._known = {asset: tape.end for asset, tape in brief.tapes.items()}
        chains = tuple(when for sealed in brief.sealed.values() for when, _ in sealed)
        unchanged, self._chains = chains == self._chains, chains
        slim = replace(brief, tapes=tapes, sealed={} if unchanged else brief.sealed)
        return pickle.dumps(slim, pickle.HIGHEST_PROTOCOL)


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


def _unpacked(answer: bytes) -> list[AnyEvent]:
    events = pickle.loads(answer)
    if isinstance(events, str):
        raise DeskError(events)
    found: list[AnyEvent] = events
    return found


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


class Reader:
    """The child's side: keeps what was sent before, and reads."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._tapes: dict[Asset, Tape] = {}
        self._last: Brief | None = None

    def answer(self, packed: bytes) -> bytes:
        """Return what the desk makes of a packed brief; a bug becomes a sentence."""
        brief: Brief = pickle.loads(packed)
        try:
            said: list[AnyEvent] | str = spoken(self._whole(brief), self._panel)
        except Exception as error:  # noqa: BLE001 - the show goes on without a view, and says why
            said = f"The desk failed: {type(error).__name__}: {error}"[:160]
        return pickle.dumps(said, pickle.HIGHEST_PROTOCOL)

    def _whole(self, brief: Brief) -> Brief:
        """Return the brief with what was sent with earlier ones."""
        tapes = {asset: joined(self._tapes.get(asset), tape) for asset, tape in brief.tapes.items()}
        self._tapes = {asset: tape.since(tape.end - TAPE_BARS) for asset, tape in tapes.items()}
        sealed = brief.sealed or (self._last.sealed if self._last is not None else {})
        self._last = replace(brief, tapes=tapes, sealed=sealed)
        return self._last


def joined(old: Tape | None, new: Tape) -> Tape:
    """Return two stretches of a tape as one; the old one is dropped unless the new one follows on it."""
    if old is None or old.end != new.first or new.first == 0:
        return new
    return Tape(
        new.asset, old.first,
        *(
            np.concatenate((getattr(old, name), getattr(new, name)))
            for name in ("open", "high", "low", "close", "bid", "ask", "bought", "sold")
        ),
    )  # fmt: skip
