"""The engine: several answers under way in one context, each step shared by those whose turn it is.

What prompts have in common is read once and kept; each draft copies it, reads its own part, and writes under
its guide. Nothing here knows of traders: a draft sees its own tokens and the common ones, never another's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, perf_counter

from models.draft import Draft
from models.runtime import CHUNK, Aborted, Row, Runtime, damaged
from models.sampler import DeadEnd
from models.schedule import Rates, choose, portions
from models.shelf import FIRST_FREE, Common, Shelf
from show.ports import MindError, MindLate, MindRubbish

LOG = logging.getLogger("wallstreet.engine")
GROW = 512
"""Contexts grow by this many cells."""
SPARE = 64
"""How much longer than the first draft's the own parts of the others may be before the context must grow."""


@dataclass
class Tally:
    """What the engine did so far: rows and steps, and seconds in the model and in the grammar."""

    read_rows: int = 0
    steps: dict[int, int] = field(default_factory=dict)
    """How many steps of answers had so many rows."""
    model_seconds: float = 0.0
    guide_seconds: float = 0.0
    answers: int = 0
    failures: int = 0


@dataclass(frozen=True)
class Ended:
    """A draft that is over: whole, or with the reason why not."""

    draft: Draft
    failure: MindError | None = None


@dataclass
class Engine:
    """Runs drafts. `together` is how many at once; `fixed` is the context's size if the owner chose one.

    `usual` is how many cells an answer is expected to take with its own part of the prompt.

    `watch` is told before each call of the model whose rows are in it: nobody's when it reads for all.
    """

    runtime: Runtime
    together: int = 1
    fixed: int | None = None
    usual: int = 0
    watch: Callable[[tuple[Draft, ...]], None] = lambda running: None
    tally: Tally = field(default_factory=Tally)
    rates: Rates = field(default_factory=Rates)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.runtime)
        self._drafts: list[Draft] = []
        self._ended: list[Ended] = []
        self._ahead: Common | None = None
        self._opener: Draft | None = None
        self._running: tuple[Draft, ...] = ()

    @property
    def is_idle(self) -> bool:
        """Return whether a step would do nothing."""
        return not self._drafts and not self._ended and (self._ahead is None or self.shelf.holds(self._ahead))

    @property
    def drafts(self) -> tuple[Draft, ...]:
        """Return the drafts under way, oldest first."""
        return tuple(self._drafts)

    def check(self, draft: Draft) -> None:
        """Refuse a draft that can never fit.

        Raises:
            MindError: prompt and longest answer are longer than the context may be.
        """
        most = self.fixed or self.runtime.trained
        if draft.needs > most:
            limit = "the context setting allows" if self.fixed else "the model was trained for"
            raise MindError(
                f"A prompt of {draft.prompt_tokens} tokens and an answer of up to {draft.most_tokens} do not "
                f"fit into the {most} that {limit} ({self.runtime.path.name!r}): choose a model, or a "
                "setting, with a longer context.",
                retryable=False,
            )

    def begin(self, draft: Draft) -> None:
        """Queue a draft.

        Raises:
            MindError: see `check`.
        """
        self.check(draft)
        if not self._drafts:
            self._opener = draft
        self._drafts.append(draft)

    def drop(self, draft: Draft) -> None:
        """Take a draft out, at once and without a trace in the context."""
        if draft in self._drafts:
            self._drafts.remove(draft)
            self._release(draft)

    def read_ahead(self, common: Common) -> None:
        """Read this common part whenever there is nothing else to do."""
        most = self.fixed or self.runtime.trained
        self._ahead = common if common.rules and common.length + self.usual <= most else None

    def step(self) -> list[Ended]:
        """Do the next piece of work, one call of the model at most, and return what ended."""
        self._expire()
        try:
            if self._drafts:
                self._run(choose(self._drafts, self.together, self.rates, monotonic(), self._opener))
            elif self._ahead is not None:
                self._prepare(self._ahead)
        except Aborted:
            for draft in self._running:
                self._end(draft, MindError("The step was broken off."))
        except MindError as error:
            self._fail_all(error)
        ended, self._ended = self._ended, []
        return ended

    def held(self) -> int:
        """Return how many tokens are kept for answers; nothing when nothing is under way."""
        return sum(self.runtime.length(FIRST_FREE + number) for number in range(self.together))

    def close(self) -> None:
        """Drop everything under way; the runtime stays open."""
        for draft in list(self._drafts):
            self.drop(draft)

    def _run(self, chosen: list[Draft]) -> None:
        """Do one piece of work for these drafts. Those without room wait and do not hold up the others."""
        for draft in chosen:
            if draft.sequence is None and self._has_room(draft):
                if not self.shelf.holds(draft.common):
                    self._advance(draft.common)
                    return
                self._start(draft)
        running = [draft for draft in chosen if draft.sequence is not None]
        reading = next((draft for draft in running if draft.is_reading), None)
        if reading is not None:
            self._read(reading)
        elif running:
            self._write(running)

    def _start(self, draft: Draft) -> None:
        """Give a draft a sequence that begins with the common part."""
        taken = {other.sequence for other in self._drafts}
        sequence = next(n for n in range(FIRST_FREE, FIRST_FREE + self.together) if n not in taken)
        try:
            draft.begin(sequence, self.shelf.copy_to(sequence, draft.common))
        except DeadEnd as error:
            self._end(draft, damaged(self.runtime.path, str(error)))
        else:
            if draft.is_done:  # there was only one legal answer
                self._end(draft)

    def _has_room(self, draft: Draft) -> bool:
        active = [other for other in self._drafts if other.sequence is not None]
        stale = {other.common for other in active if other.common != draft.common}
        needed = sum(other.cells for other in active) + sum(common.length for common in stale)
        needed += draft.cells + max(self.shelf.length, draft.common.length)
        if needed <= self.runtime.room:
            return True
        if not active:
            self._open(draft.common.length, draft.cells)
        return not active

    def _open(self, common: int, cells: int) -> None:
        """Open a context for a common part and answers of so many cells each."""
        wanted = common + SPARE + self.together * (cells + SPARE)
        room = self.fixed or -(-wanted // GROW) * GROW
        LOG.debug("Opening a context of %d cells for %d drafts at once.", room, self.together)
        self.runtime.open(room, FIRST_FREE + self.together)
        self.shelf.forget()

    def _prepare(self, common: Common) -> None:
        if self.runtime.room <= common.length + self.usual:
            self._open(common.length, self.usual)
        self._advance(common)

    def _advance(self, common: Common) -> None:
        self.watch(())
        before, start = self.shelf.read, perf_counter()
        self.shelf.advance(common)
        self._saw_reading(self.shelf.read - before, perf_counter() - start)

    def _read(self, draft: Draft) -> None:
        rows, start = draft.rows(CHUNK), perf_counter()
        self._step(rows, (draft,))
        self._saw_reading(len(rows), perf_counter() - start)
        if draft.ran(len(rows)):
            self._follow(draft, len(rows) - 1)

    def _write(self, chosen: list[Draft]) -> None:
        batch: list[Row] = []
        lots: list[tuple[Draft, int]] = []
        shares = portions([draft.pending for draft in chosen])
        for draft, share in zip(chosen, shares, strict=True):
            rows = draft.rows(min(share, CHUNK - len(batch)))
            batch += rows
            lots.append((draft, len(rows)))
        start = perf_counter()
        self._step(batch, tuple(chosen))
        seconds = perf_counter() - start
        self.tally.steps[len(batch)] = self.tally.steps.get(len(batch), 0) + 1
        self.tally.model_seconds += seconds
        self.rates.saw_step(len(batch), seconds)
        row = -1
        for draft, count in lots:
            row += count
            if draft.ran(count):
                self._follow(draft, row)

    def _step(self, rows: list[Row], running: tuple[Draft, ...]) -> None:
        self._running = running
        self.watch(running)
        self.runtime.step(rows)

    def _follow(self, draft: Draft, row: int) -> None:
        odds, start = self.runtime.odds(row), perf_counter()
        try:
            draft.follow(odds)
        except DeadEnd as error:
            self._end(draft, damaged(self.runtime.path, str(error)))
            return
        finally:
            self.tally.guide_seconds += perf_counter() - start
        if draft.is_done:
            self.rates.saw_answer(draft.answer_tokens)
            self._end(draft)
        elif draft.answer_tokens >= draft.most_tokens:
            what = f"{self.runtime.path.name!r} wrote {draft.answer_tokens} tokens without coming to an end."
            self._end(draft, MindRubbish(what))

    def _saw_reading(self, rows: int, seconds: float) -> None:
        if rows:
            self.tally.read_rows += rows
            self.tally.model_seconds += seconds
            self.rates.saw_reading(rows, seconds)

    def _expire(self) -> None:
        now = monotonic()
        for draft in [draft for draft in self._drafts if draft.due <= now]:
            self._end(draft, MindLate("The deadline passed before the answer was whole."))

    def _end(self, draft: Draft, failure: MindError | None = None) -> None:
        self.drop(draft)
        self.tally.answers += failure is None
        self.tally.failures += failure is not None
        self._ended.append(Ended(draft, failure))

    def _release(self, draft: Draft) -> None:
        if draft.sequence is not None:
            self.runtime.drop(draft.sequence)
            draft.sequence = None
        draft.close()

    def _fail_all(self, error: MindError) -> None:
        """A step failed: nobody knows what the context holds, so everyone in it gets the reason."""
        for draft in [draft for draft in self._drafts if draft.sequence is not None] or self._drafts[:1]:
            self._end(draft, error)
        self._ahead = None
        self.runtime.shut()
        self.shelf.forget()
