"""The overlay's parts in a real browser: see-through, each by its own address, and no text in them runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from show.events import HeadlineBroke, LineSpoken
from tests.bot.page.browser import Tab, chromium, opened
from tests.bot.page.conftest import Theatre
from tests.bot.page.test_in_browser import NASTY, open_vote

pytestmark = pytest.mark.skipif(chromium() is None, reason="NO BROWSER: install Chromium to test the overlay")

PARTS = ("scene", "leaderboard", "ticker", "captions", "votes", "chaos")


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    async with opened(tmp_path, 1280, 720) as tab:
        yield tab


@pytest.mark.parametrize(
    ("part", "shown"),
    [
        ("scene", "Number(document.querySelector('canvas')?.dataset.drawn) >= 1"),
        ("leaderboard", "document.querySelectorAll('li').length === 4"),
        ("ticker", "document.querySelector('.strip')?.textContent.includes('Tech')"),
        ("votes", "document.querySelectorAll('section:not([hidden]) li').length === 2"),
        ("chaos", "document.querySelector('.says')?.textContent.length > 3"),
    ],
)
async def test_each_part_shows_its_own_and_is_seen_through(
    theatre: Theatre, tab: Tab, part: str, shown: str
) -> None:
    await theatre.play(open_vote())
    await tab.goto(f"{theatre.page.address}overlay/{part}")
    await tab.until(shown)
    assert await tab.run("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    assert tab.log == []


async def test_a_line_is_typed_as_a_caption(theatre: Theatre, tab: Tab) -> None:
    await theatre.play()
    await tab.goto(f"{theatre.page.address}overlay/captions")
    await tab.until("document.querySelector('#part').childElementCount > 0")
    await theatre.play([[LineSpoken(trader="mike", room="News Room", text="Live at the desk.", heard_by=())]])
    await tab.until("document.querySelector('p.mike')?.textContent === 'Mike: “Live at the desk.”'")
    assert await tab.run("document.querySelector('.where').textContent") == "News Room"


async def test_no_text_in_a_part_runs(theatre: Theatre, tab: Tab) -> None:
    await theatre.play(open_vote(NASTY[0], NASTY[1:3]))
    for part in PARTS:
        await tab.goto(f"{theatre.page.address}overlay/{part}")
        await tab.until("document.querySelector('#part').childElementCount > 0")
        for text in NASTY:
            await theatre.play(
                [
                    [LineSpoken(trader="mike", room="News Room", text=text, heard_by=())],
                    [HeadlineBroke(headline=9, text=text, about=None, tone="bad")],
                ]
            )
        await tab.run("new Promise((done) => setTimeout(done, 300))")
        assert await tab.run("window.owned") is None
        assert await tab.run("document.querySelectorAll('#part img, #part script, #part a').length") == 0


async def test_the_list_of_parts_names_each_address(theatre: Theatre, tab: Tab) -> None:
    await tab.goto(f"{theatre.page.address}overlay")
    await tab.until("document.querySelectorAll('a').length > 0")
    listed = await tab.run("[...document.querySelectorAll('a')].map((link) => link.href)")
    assert listed == [f"{theatre.page.address}overlay/{part}" for part in PARTS]
