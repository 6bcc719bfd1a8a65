"""The analysts' process: the same night as in one process, whatever happens to it."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import AsyncIterator

import pytest

from bot.company import opened_desk
from bot.desk.analysts import DeskProcess, Reader, joined
from bot.settings.settings import Settings
from show.desk.inline import InlineDesk
from show.desk.panel import Panel
from show.desk.roster import ROSTER
from show.market.simulator import Simulator
from tests.show.company import Company
from tests.show.desk.walks import walk


@pytest.fixture
async def desk() -> AsyncIterator[DeskProcess]:
    process = DeskProcess()
    yield process
    await process.close()


async def test_a_process_plays_the_same_night_even_when_it_and_the_show_are_killed(desk: DeskProcess) -> None:
    here = await Company(seed=11, desk=InlineDesk(ROSTER, Simulator().chain)).run(14)
    there = await Company(seed=11, desk=desk).run(6)
    first = desk.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    there.restart()  # between a close and the next tick: the desk is briefed later than in the other night
    await there.run(8)
    assert desk.pid != first
    assert there.state.head == here.state.head
    assert there.events("DeskFellSilent") == []


async def test_a_closed_desk_leaves_no_process(desk: DeskProcess) -> None:
    pid = desk.pid
    assert pid is not None
    await desk.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_bug_in_the_process_comes_back_as_a_sentence() -> None:
    reader = Reader(Panel([], Simulator().chain))
    answer = pickle.loads(reader.answer(pickle.dumps("no brief")))
    assert answer == "The desk failed: AttributeError: 'str' object has no attribute 'tapes'"


def test_two_stretches_of_a_tape_are_joined_only_where_they_meet() -> None:
    tape = walk(60)
    whole = joined(tape.upto(50), tape.since(50))
    assert (whole.first, whole.end) == (0, 60)
    assert (whole.close == tape.close).all()
    assert joined(tape.upto(40), tape.since(50)).first == 50
    assert joined(None, tape) is tape


def test_the_settings_say_where_the_analysts_are() -> None:
    assert opened_desk(Settings(desk="off")) is None
    assert isinstance(opened_desk(Settings(desk="inline")), InlineDesk)
