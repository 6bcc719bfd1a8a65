"""Puts the parts together: from the settings and an open log to a director who can go on."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.desk.analysts import DeskProcess
from bot.log.restore import restored
from bot.log.store import Store
from bot.minds import load_mind
from bot.pace import LivePace, speed_now
from bot.settings.configuration import SettingsError
from bot.settings.settings import Settings
from show.audience.chaos import ChaosRules
from show.crew import Crew
from show.desk.handing import ReadingDesk
from show.director import Director
from show.episode import SEASON_EPISODES
from show.market.simulator import Simulator
from show.news import Newsroom
from show.ports import Mind
from show.state import State


def chaos_rules(settings: Settings) -> ChaosRules:
    """Return how chaos is charged, as the owner set it."""
    return ChaosRules(
        quorum=settings.chaos_quorum,
        most=settings.chaos_most,
        ticks=settings.chaos_ticks,
        rest=settings.chaos_rest,
    )


@asynccontextmanager
async def company(settings: Settings, store: Store) -> AsyncIterator[Director]:
    """Give the director of this log's show, opened and ready to play.

    Raises:
        MindError: the model cannot be used.
        SettingsError: the log belongs to a show with another seed.
    """
    state = await restored(store)
    _check_seed(settings, state)
    desk = opened_desk(settings)
    try:
        mind = await load_mind(settings, lambda: moves(state))
        try:
            director = Director(_crew(settings, store, mind, state, desk), state)
            await director.open(secrets.randbelow(2**31) if settings.seed is None else settings.seed)
            yield director
        finally:
            await mind.close()
    finally:
        if desk is not None:
            await desk.close()


def opened_desk(settings: Settings) -> ReadingDesk | None:
    """Return the analysts where the settings want them; a process of theirs is started."""
    if settings.desk == "off":
        return None
    if settings.desk == "process":
        return DeskProcess()
    # Imported here: only the process that reads needs the quarter of a second its libraries take to load.
    from show.desk.inline import InlineDesk
    from show.desk.roster import ROSTER

    return InlineDesk(ROSTER, Simulator().chain)


def moves(state: State) -> int:
    """Return by how many seats the minds have moved on: one for each episode after the first."""
    programme = state.programme
    return (programme.season - 1) * SEASON_EPISODES + max(0, programme.episode - 1)


def _crew(settings: Settings, store: Store, mind: Mind, state: State, desk: ReadingDesk | None) -> Crew:
    return Crew(
        log=store.log,
        inbox=store.inbox,
        recall=store.recall,
        market=Simulator(),
        mind=mind,
        pace=LivePace(partial(speed_now, state, settings.speed)),
        newsroom=Newsroom(),
        chaos=chaos_rules(settings),
        desk=desk,
    )


def _check_seed(settings: Settings, state: State) -> None:
    if state.seq and settings.seed is not None and settings.seed != state.programme.seed:
        raise SettingsError(
            f"The show in {str(settings.db)!r} was opened with seed {state.programme.seed}, so its dice"
            f" cannot be changed to {settings.seed}. Leave --seed out to go on with it, or name a new file"
            " with --db."
        )
