"""`wallstreet reset`: closes the season of a show that is off air and opens the next. Nothing is deleted."""

from __future__ import annotations

import asyncio

from bot.company import company
from bot.log.store import opened
from bot.settings.settings import Settings
from show.audience.intents import Intent

VIEWER = "terminal:host"


def reset(settings: Settings, reason: str) -> int:
    """Reset the show in the log and return the exit code."""
    if not settings.db.exists():
        print(f"There is no show in {str(settings.db)!r} yet: `wallstreet run` opens one.")
        return 1
    print(asyncio.run(_reset(settings.model_copy(update={"rehearsal": True}), reason)))
    return 0


async def _reset(settings: Settings, reason: str) -> str:
    async with opened(settings.db) as store, company(settings, store) as director:
        text = reason[:200]
        intent = Intent(viewer=VIEWER, what="reset", text=text, moderator=True)
        await store.inbox.put(intent)
        await director.take_intents()
        programme = director.state.programme
        return (
            f"Season {programme.season - 1} is archived. Season {programme.season} begins with the next run."
        )
