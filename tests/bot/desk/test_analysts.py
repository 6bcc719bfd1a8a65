"""The analysts' process: the same night as in one process, whatever happens to it."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from multiprocessing import spawn

import pytest

from bot.company import opened_desk
from bot.desk.analysts import DeskProcess
from bot.settings.settings import Settings
from show.desk.inline import InlineDesk
from show.desk.roster import ROSTER
from show.market.simulator import Simulator
from tests.show.company import Company


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


@pytest.fixture
def unable() -> Iterator[Callable[[bool], None]]:
    """Return a switch: whether new processes end as soon as they begin."""
    python = spawn.get_executable()
    yield lambda broken: spawn.set_executable("/bin/false" if broken else python)
    spawn.set_executable(python)


async def test_a_process_that_cannot_start_is_tried_ever_more_rarely_and_used_once_it_can(
    unable: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    starts, start = list[DeskProcess](), DeskProcess._start

    def counted(process: DeskProcess) -> None:
        starts.append(process)
        start(process)

    monkeypatch.setattr(DeskProcess, "_start", counted)
    unable(True)
    desk = DeskProcess()
    company = await Company(seed=11, desk=desk).run(31)
    silent = company.events("DeskFellSilent")
    assert len(silent) == 10
    assert len(starts) == 8, "two for each of sittings 1, 2, 4 and 8"
    assert "keeps ending" in str(silent[-1])
    unable(False)
    await company.run(24)
    assert company.events("DeskSpoke"), "sitting 16 has a process again"
    before = len(starts)
    unable(True)
    assert desk.pid is not None
    os.kill(desk.pid, signal.SIGKILL)
    await company.run(3)
    assert len(starts) == before + 2, "one instead of the one that was killed, and the next need not rest"
    await desk.close()


async def test_a_closed_desk_leaves_no_process(desk: DeskProcess) -> None:
    pid = desk.pid
    assert pid is not None
    await desk.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_settings_say_where_the_analysts_are() -> None:
    assert opened_desk(Settings(desk="off")) is None
    assert isinstance(opened_desk(Settings(desk="inline")), InlineDesk)
