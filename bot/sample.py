"""A sample of the show for the manual: a rehearsal in memory, told line by line as the terminal tells it."""

from __future__ import annotations

import asyncio

from bot.phrases import clock
from bot.terminal.headless import plain_row
from bot.transcript.reporter import Reporter
from models.scripted import ScriptedMind
from show.crew import Crew
from show.director import Director
from show.market.simulator import Simulator
from show.news import Newsroom
from show.plain import ListLog, NoPace
from show.state import State, fold


def sample(seed: int, first: int, last: int) -> list[str]:
    """Return the lines of a rehearsal's ticks from `first` to `last`; equal seeds tell equal nights."""
    log = asyncio.run(_played(seed, last))
    reporter, state, lines = Reporter(), State(), []
    for entry in log.entries:
        fold(state, entry)
        line = None if entry.event.sealed else reporter.report(entry, state)
        if line is not None and not line.quiet and entry.tick >= first:
            lines.append(plain_row(line, clock(state)))
    return lines


async def _played(seed: int, ticks: int) -> ListLog:
    log = ListLog()
    crew = Crew(
        log=log,
        inbox=log,
        recall=log,
        market=Simulator(),
        mind=ScriptedMind(),
        pace=NoPace(),
        newsroom=Newsroom(),
    )
    director = Director(crew, State())
    await director.open(seed)
    for _ in range(ticks):
        await director.tick()
    return log
