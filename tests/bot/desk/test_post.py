"""The post to the analysts' process: what is not sent again is known there, and nothing else is."""

from __future__ import annotations

import pickle

from bot.desk.post import Reader, Sender, block_of, joined, newest, unpacked
from show.desk.brief import Brief
from show.desk.handing import DeskError
from show.desk.inline import InlineDesk
from show.desk.ledger import ANCHOR_TICKS
from show.desk.panel import Panel
from show.desk.sittings import SITTING_TICKS, tick_of
from show.events import AnyEvent
from show.market.simulator import Simulator
from show.words import ASSETS
from tests.show.company import Company
from tests.show.desk.analysts import FAKES
from tests.show.desk.walks import walk

LONG = ANCHOR_TICKS + 20 * SITTING_TICKS


class Posted:
    """A desk behind the post, without a process; now and then an answer is lost on the way."""

    def __init__(self, lost: frozenset[int] = frozenset()) -> None:
        self.sender, self.reader = Sender(), Reader(Panel(FAKES, Simulator().chain))
        self.lost = lost
        self.sizes: list[int] = []
        self.truths: list[tuple[str, int]] = []
        self.brief: Brief | None = None

    def hand(self, brief: Brief) -> None:
        self.brief, sent = brief, self.sender.packed(brief)
        self.sizes.append(len(sent))
        for asset, (_, fresh) in pickle.loads(sent)[2].items():
            self.truths += [(asset, tick) for tick, _ in fresh]
        self.answer = self.reader.answer(sent)
        self.reader.settle()

    async def spoken(self) -> list[AnyEvent]:
        assert self.brief is not None
        if self.brief.tick in self.lost:
            raise DeskError("The answer was lost.")
        events = unpacked(self.answer)
        self.sender.heard(self.brief)
        return events

    async def close(self) -> None:
        pass


class Missed(InlineDesk):
    """A desk in this process that is not heard now and then."""

    def __init__(self, lost: frozenset[int]) -> None:
        super().__init__(FAKES, Simulator().chain)
        self.lost, self.tick = lost, 0

    def hand(self, brief: Brief) -> None:
        super().hand(brief)
        self.tick = brief.tick

    async def spoken(self) -> list[AnyEvent]:
        events = await super().spoken()
        if self.tick in self.lost:
            raise DeskError("The answer was lost.")
        return events


async def test_a_ledger_that_is_kept_far_away_is_the_shows_own_even_when_answers_are_lost() -> None:
    lost = frozenset(map(tick_of, (7, 8, 30)))
    posted = Posted(lost)
    there = await Company(seed=5, desk=posted).run(LONG)
    here = await Company(seed=5, desk=Missed(lost)).run(LONG)
    assert there.state.head == here.state.head
    assert len(there.events("DeskFellSilent")) == len(lost)
    assert there.events("WeightsSet")


async def test_what_is_known_is_not_sent_again() -> None:
    posted = Posted()
    await Company(seed=5, desk=posted).run(LONG)
    assert max(posted.sizes[-10:]) < 0.5 * len(pickle.dumps(posted.reader._last))
    assert len(posted.truths) == len(set(posted.truths)) > len(ASSETS)


def test_a_bug_in_the_process_comes_back_as_a_sentence() -> None:
    reader = Reader(Panel([], Simulator().chain))
    answer = pickle.loads(reader.answer(pickle.dumps(("no brief", {}, {}, False))))
    assert answer == "The desk failed: AttributeError: 'str' object has no attribute 'ledger'"


def test_two_stretches_of_a_tape_are_joined_only_where_they_meet() -> None:
    tape = walk(60)
    late = block_of(tape, 50)
    first, columns = joined(block_of(tape.upto(50), 0), late)
    assert (first, columns.shape[1]) == (0, 60)
    assert (columns == block_of(tape, 0)[1]).all()
    assert joined(block_of(tape.upto(40), 0), late) is late
    assert joined(None, late) is late
    assert newest((first, columns), 10)[0] == 50
