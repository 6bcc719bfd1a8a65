"""What the audience asks for waits in order until it is read, also over a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.log.store import opened
from show.audience.intents import Intent


def _intent(text: str) -> Intent:
    return Intent(viewer="page:ann", what="vote", text=text)


async def test_intents_are_numbered_from_one_in_order_of_arrival() -> None:
    async with opened(None) as store:
        numbers = await asyncio.gather(*(store.inbox.put(_intent(str(i))) for i in range(20)))
        taken = await store.inbox.take(0)
    assert list(numbers) == list(range(1, 21))
    assert [(intent.number, intent.text) for intent in taken] == [(i + 1, str(i)) for i in range(20)]


async def test_only_what_came_after_a_number_is_taken_and_no_more_than_asked_for() -> None:
    async with opened(None) as store:
        for i in range(5):
            await store.inbox.put(_intent(str(i)))
        assert [intent.number for intent in await store.inbox.take(2, limit=2)] == [3, 4]
        assert await store.inbox.take(5) == []


async def test_an_intent_survives_a_restart_word_for_word(tmp_path: Path) -> None:
    intent = Intent(
        viewer="terminal:host", what="reset", text="\u202eزلزال <b>'; DROP\0 TABLE\ud7ff", moderator=True
    )
    async with opened(tmp_path / "show.db") as store:
        await store.inbox.put(intent)
    async with opened(tmp_path / "show.db") as store:
        assert await store.inbox.take(0) == [intent.model_copy(update={"number": 1})]
        assert await store.inbox.put(intent) == 2


async def test_whoever_waits_for_an_intent_wakes_when_one_arrives() -> None:
    async with opened(None) as store:
        waiting = asyncio.create_task(store.inbox.arrived(0))
        await asyncio.sleep(0)
        assert not waiting.done()
        await store.inbox.put(_intent("now"))
        await waiting
        await store.inbox.arrived(0)
