"""What a bell brings to the page, and the booth for whoever asked: as pictures, gone with the test card."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.drawing.gazette import Gazette
from bot.log.store import Store, opened
from bot.page.host import StagePage
from bot.reception.reception import Reception
from show.audience.chaos import ChaosRules
from show.events import Entry, ShowPanicked
from show.plain import ListLog
from show.rules import SeasonRules
from show.state import State, fold
from tests.bot.page.conftest import KEY, Clock, Flicker, Theatre
from tests.show.company import Company

TICKS = 4
PNG = b"\x89PNG"


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with opened(None) as store:
        yield store


@pytest.fixture
async def night(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[Entry]:
    """Give the log of one short episode, kept in the store."""
    monkeypatch.setattr("show.episode.EPISODE_TICKS", TICKS)
    entries = (await Company(11).run(TICKS)).log.entries
    for entry in entries:
        await store.log.append([entry])
    return entries


@pytest.fixture
async def theatre(store: Store) -> AsyncIterator[Theatre]:
    clock, log = Clock(), ListLog()
    page = StagePage(
        Reception(log, SeasonRules()), painter=Flicker(), chaos=ChaosRules(), port=0, key=KEY, clock=clock,
        gazette=Gazette(store),
    )  # fmt: skip
    await page.open()
    yield Theatre(page, log, clock)
    await page.close()


async def show(theatre: Theatre, entries: list[Entry], state: State) -> None:
    for entry in entries:
        fold(state, entry)
        if not entry.event.sealed:
            await theatre.page.show(entry, state)


async def test_the_bells_bring_a_title_and_a_newspaper_to_everyone(
    theatre: Theatre, night: list[Entry]
) -> None:
    async with theatre.browser() as browser, theatre.viewer() as viewer:
        await browser.hear("you")
        await show(theatre, night, theatre.state)
        plate = await browser.hear("plate")
        while plate["title"] != "The newspaper":
            plate = await browser.hear("plate")
        assert "season 1" in plate["alt"].lower() or "Closing Bell" in plate["alt"]
        for name in (plate["picture"].lstrip("/"), "episode.png", "newspaper.png"):
            async with viewer.get(f"{theatre.page.address}{name}") as response:
                assert response.status == 200
                assert (await response.read()).startswith(PNG)
                tag = response.headers["ETag"]
        async with viewer.get(
            f"{theatre.page.address}newspaper.png", headers={"If-None-Match": tag}
        ) as response:
            assert response.status == 304


async def test_a_thought_comes_with_the_booth(theatre: Theatre, night: list[Entry]) -> None:
    await show(theatre, night[: len(night) // 2], theatre.state)
    who = next(who for who, trader in theatre.state.cast.items() if trader.thought)
    async with theatre.browser() as browser, theatre.viewer() as viewer:
        await browser.say(f"!thoughts {who}")
        answer = await browser.hear("answer")
        assert answer["picture"] == f"/confession/{who}.png"
        async with viewer.get(f"{theatre.origin}{answer['picture']}") as response:
            assert (await response.read()).startswith(PNG)
        await browser.say("!prices")
        assert (await browser.hear("answer"))["picture"] == ""


async def test_the_test_card_takes_every_plate_down(theatre: Theatre, night: list[Entry]) -> None:
    await show(theatre, night, theatre.state)
    panic = Entry(seq=10**6, beat=10**6, tick=TICKS, at=0, event=ShowPanicked(by="terminal:host"))
    await show(theatre, [panic], theatre.state)
    async with theatre.viewer() as viewer:
        for name in ("newspaper.png", "episode.png", "confession/alex.png", "confession/nobody.png"):
            async with viewer.get(f"{theatre.page.address}{name}") as response:
                assert response.status == 404


async def test_everyone_has_a_face_for_every_mood(theatre: Theatre, night: list[Entry]) -> None:
    await show(theatre, night[: len(night) // 2], theatre.state)
    async with theatre.browser() as browser, theatre.viewer() as viewer:
        sheet = await browser.hear("sheet")
        faces = {trader["face"] for trader in sheet["traders"]}
        assert len(faces) == len(theatre.state.cast)
        for path in (*faces, "/face/mike/intern/sad.png"):
            async with viewer.get(f"{theatre.origin}{path}") as response:
                assert (await response.read()).startswith(PNG)
        for path in ("/face/nobody/own/sad.png", "/face/mike/own/bored.png", "/face/mike/gold/sad.png"):
            async with viewer.get(f"{theatre.origin}{path}") as response:
                assert response.status == 404
