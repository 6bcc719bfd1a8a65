"""The page in a real browser: it is seen, its buttons work, and no text in it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from show.events import AnyEvent, BellRang, HeadlineBroke, LineSpoken, Option, OrderFilled, VoteOpened
from show.words import ASSETS
from tests.bot.page.browser import Tab, chromium, opened
from tests.bot.page.conftest import KEY, Theatre
from tests.bot.stories import beats

pytestmark = pytest.mark.skipif(chromium() is None, reason="NO BROWSER: install Chromium to test the page")

NASTY = [
    "<script>window.owned = 1</script>",
    "<img src=x onerror='window.owned = 1'>",
    "</li><svg onload=window.owned=1>",
    "javascript:window.owned=1",
    '" onmouseover="window.owned=1" x="',
    "<a href='javascript:window.owned=1'>press</a>",
    "\u202e<b>gnp.exe</b>",
    "{{constructor.constructor('window.owned=1')()}}",
]


@pytest.fixture
async def tab(tmp_path: Path) -> AsyncIterator[Tab]:
    async with opened(tmp_path) as tab:
        yield tab


def open_vote(question: str = "Who?", labels: list[str] | None = None) -> list[list[AnyEvent]]:
    """Return the made-up night up to its first ballot, with these words on it."""
    told: list[list[AnyEvent]] = []
    for beat in beats():
        told.append([event for event in beat if not isinstance(event, VoteOpened)])
        if len(told[-1]) < len(beat):
            break
    options = tuple(
        Option(key=str(number), label=label, effect="spotlight", target="alex")
        for number, label in enumerate(labels or ["Alex", "Sarah"], 1)
    )
    told.append([VoteOpened(vote=1, question=question, options=options, closes=3)])
    return told


async def test_the_picture_is_seen_and_goes_on_moving(theatre: Theatre, tab: Tab) -> None:
    await theatre.play()
    await tab.goto(theatre.page.address)
    await tab.until("Number(document.querySelector('#floor').dataset.drawn) >= 1")
    shown = await tab.run("document.querySelector('#floor').clientWidth >= 640")
    described = await tab.run("document.querySelector('#floor').getAttribute('aria-label')")
    assert shown
    assert described == "Tick 2 in red."
    for second in range(1, 4):
        theatre.clock.now = second
        await tab.until(f"Number(document.querySelector('#floor').dataset.drawn) > {second}")
    assert tab.log == []


async def test_no_text_in_the_page_runs(theatre: Theatre, tab: Tab) -> None:
    await theatre.play(open_vote(NASTY[0], NASTY[1:3]))
    for text in NASTY:
        await theatre.play(
            [
                [LineSpoken(trader="mike", room="News Room", text=text, heard_by=())],
                [HeadlineBroke(headline=9, text=text, about=None, tone="bad")],
                [BellRang(bell="opening", episode=2, line=text)],
            ]
        )
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('#wire li').length > 8")
    await tab.until("document.querySelectorAll('#options button').length === 2")
    await tab.run("document.querySelector('#typed').value = '!thoughts <img src=x onerror=window.owned=1>'")
    await tab.run("document.querySelector('#say').requestSubmit()")
    await tab.until("document.querySelector('#toast').textContent.includes('onerror')")
    found = await tab.run(
        'document.querySelectorAll(\'main img:not(#leaders .portrait[src^="/face/"]), main script, main a,'
        " #answers img:not(#booth-picture)').length"
    )
    assert await tab.run("window.owned") is None
    assert found == 0
    assert await tab.run("document.body.textContent.includes(\"<img src=x onerror='window.owned = 1'>\")")
    assert tab.log == []


async def test_a_vote_is_cast_with_a_button(theatre: Theatre, tab: Tab) -> None:
    await theatre.play(open_vote())
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('#options button').length === 2")
    await tab.run("document.querySelectorAll('#options button')[1].click()")
    await tab.run("document.querySelector('#chaos-button').click()")
    await tab.run("document.querySelector('#leaders button').click()")
    await tab.until(
        "!document.querySelector('#booth').hidden || document.querySelector('#toast').textContent"
    )
    assert [(intent.what, intent.text) for intent in theatre.log.intents] == [("vote", "2"), ("chaos", "")]


async def test_a_press_on_a_trader_opens_the_confessional(theatre: Theatre, tab: Tab) -> None:
    await theatre.play()
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('#leaders button').length === 4")
    await tab.run("document.querySelector('#leaders button[data-who=alex]').click()")
    await tab.until("document.querySelector('#booth.confessional.alex') !== null")
    assert "no idea" in await tab.run("document.querySelector('#booth-lines').textContent")
    await tab.run("document.querySelector('#booth-holds').click()")
    await tab.until("document.querySelector('#booth.portfolio') !== null")
    await tab.run("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert await tab.run("document.querySelector('#booth').hidden")


async def test_the_key_leaves_the_address_and_opens_the_moderators_buttons(
    theatre: Theatre, tab: Tab
) -> None:
    await theatre.play()
    await tab.goto(f"{theatre.page.address}#key={KEY}")
    await tab.until("!document.querySelector('#moderator').hidden")
    assert KEY not in await tab.run("decodeURIComponent(location.href)")
    await tab.run("document.querySelector('#reset').click()")
    assert theatre.log.intents == []
    await tab.run("document.querySelector('#reset').click()")
    await tab.run("document.querySelector('[data-say=pause]').click()")
    await tab.run("document.querySelector('#leaders button').click()")
    await tab.until(
        "!document.querySelector('#booth').hidden || document.querySelector('#toast').textContent"
    )
    assert [intent.what for intent in theatre.log.intents] == ["reset", "pause"]


async def test_a_page_that_lost_its_line_comes_back_and_catches_up(theatre: Theatre, tab: Tab) -> None:
    await theatre.play()
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('.room li').length > 0")
    before = await tab.run("document.querySelectorAll('.room li').length")
    await theatre.page.close()
    await tab.until("document.querySelector('#link').textContent !== ''")
    await theatre.play([[LineSpoken(trader="mike", room="News Room", text="I am back.", heard_by=())]])
    await theatre.page.open()
    await tab.until("document.querySelector('[data-room=\"News Room\"]').textContent.includes('I am back.')")
    assert await tab.run("document.querySelectorAll('.room li').length") == before + 1


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
async def test_the_page_is_never_wider_than_the_screen(theatre: Theatre, tab: Tab, width: int) -> None:
    await theatre.play(open_vote("Which headline breaks next?", ["x" * 120, "A short one"]))
    await tab.resize(width, 844)
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('#options button').length === 2")
    assert await tab.run("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
async def test_the_leaderboard_shows_all_that_somebody_holds(theatre: Theatre, tab: Tab, width: int) -> None:
    await theatre.play()
    for asset in ASSETS:
        sold = OrderFilled(trader="sarah", asset=asset, lots=-2_000, price=10_000, notional=20_000, fee=20)
        await theatre.play([[sold]])
    await tab.resize(width, 844)
    await tab.goto(theatre.page.address)
    shown = "#leaders button[data-who=sarah] .holds"
    await tab.until(f"document.querySelector('{shown}')?.textContent.includes('short Bonds')")
    assert await tab.run(f"document.querySelector('{shown}').textContent") == (
        "short Tech, short Crypto, short Bonds"
    )
    cut = "(each) => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight"
    assert await tab.run(f"[...document.querySelectorAll('#leaders .holds')].filter({cut}).length") == 0
    assert await tab.run("document.documentElement.scrollWidth") <= width


async def test_a_name_is_not_broken_beside_a_sum_of_many_digits(theatre: Theatre, tab: Tab) -> None:
    await theatre.play()
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('#leaders .face').length === 4")
    rich = "(name) => name.nextSibling.textContent = '$1,000,000.00'"
    await tab.run(f"document.querySelectorAll('#leaders .face').forEach({rich})")
    lines = "(name) => { const all = new Range(); all.selectNodeContents(name); return all.getClientRects() }"
    await tab.until(
        f"[...document.querySelectorAll('#leaders .face')].every((name) => ({lines})(name).length === 1)"
    )
    assert await tab.run("document.documentElement.scrollWidth <= innerWidth")


async def test_a_thought_opens_the_booth_with_its_picture(theatre: Theatre, tab: Tab) -> None:
    await theatre.play()
    await tab.goto(theatre.page.address)
    await tab.until("document.querySelectorAll('#leaders li').length === 4")
    assert await tab.run("document.querySelector('#booth-picture').hidden") is True
    await tab.run("document.querySelector('#typed').value = '!thoughts alex'")
    await tab.run("document.querySelector('#say').requestSubmit()")
    await tab.until("document.querySelector('#booth-picture').naturalWidth === 1280")
    assert await tab.run("document.querySelector('#booth-picture').hidden") is False
