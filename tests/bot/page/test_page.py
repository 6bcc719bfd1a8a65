"""The page over a real server and real websockets: what browsers are told, and what they may ask."""

from __future__ import annotations

import asyncio
import io

import aiohttp
import pytest
from PIL import Image

from bot.page.client import NO_KEY, NOT_HERE, SLOW_DOWN, UNREADABLE
from bot.page.host import StagePage
from bot.page.trouble import PageError
from bot.reception.reception import STAND_BY, Reception
from show.audience.chaos import ChaosRules
from show.events import IntentAccepted, IntentRefused, LineSpoken, ShowPanicked
from show.plain import ListLog
from show.rules import SeasonRules
from tests.bot.page.conftest import KEY, Browser, Flicker, Theatre
from tests.bot.stories import beats


async def played(theatre: Theatre) -> None:
    await theatre.play()
    theatre.clock.now += 1


async def test_a_late_comer_gets_lines_figures_and_a_picture(theatre: Theatre) -> None:
    await played(theatre)
    async with theatre.browser() as browser:
        lines = (await browser.hear("lines"))["lines"]
        sheet = await browser.hear("sheet")
        picture = Image.open(io.BytesIO((await browser.hear("picture"))["png"]))
    assert ("Startup Offices", "Alex", "We are so early.") in [
        (line["room"], line["name"], line["text"]) for line in lines
    ]
    assert [trader["name"] for trader in sheet["traders"]] == ["Sarah", "Alice", "Mike", "Alex"]
    assert sheet["alt"] == "Tick 2 in red."
    assert (picture.format, picture.size) == ("PNG", (320, 180))


async def test_what_happens_while_one_looks_is_told(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        await theatre.play()
        lines = (await browser.hear("lines"))["lines"]
    assert any(line["canned"] == "canned: late" for line in lines)


async def test_private_thoughts_are_told_only_to_whoever_asks(theatre: Theatre) -> None:
    await theatre.play([beat for beat in beats() if not any(e.kind == "ThoughtRevealed" for e in beat)])
    async with theatre.browser() as curious, theatre.browser() as other:
        await curious.say("!thoughts alex")
        assert "no idea what I am doing" in await curious.answer()
        await other.say("!leaderboard")
        await other.answer()
        told = [*curious.kept, *other.kept]
    assert "no idea what I am doing" not in str(told)


async def test_votes_and_chaos_reach_the_inbox_under_one_name_a_viewer(theatre: Theatre) -> None:
    await theatre.play()
    async with (
        theatre.viewer() as ann,
        theatre.viewer() as bob,
        theatre.tab(ann) as first,
        theatre.tab(ann) as second,
        theatre.tab(bob) as third,
    ):
        for browser, words in ((first, "!vote 2"), (second, "chaos"), (third, "!vote 1")):
            await browser.say(words)
            await browser.say("!floor")
            await browser.answer()
    asked = [(intent.what, intent.text, intent.moderator) for intent in theatre.log.intents]
    assert asked == [("vote", "2", False), ("chaos", "", False), ("vote", "1", False)]
    viewers = [intent.viewer for intent in theatre.log.intents]
    assert viewers[0] == viewers[1] != viewers[2]
    assert all(viewer.startswith("page:") for viewer in viewers)


async def test_the_public_name_of_a_viewer_is_not_their_cookie(theatre: Theatre) -> None:
    async with theatre.viewer() as session, theatre.tab(session) as browser:
        await browser.say("!chaos")
        await browser.say("!floor")
        await browser.answer()
        [cookie] = [cookie.value for cookie in session.cookie_jar]
    assert cookie not in theatre.log.intents[0].viewer


async def test_an_answer_goes_to_the_one_who_asked(theatre: Theatre) -> None:
    async with theatre.browser() as asker, theatre.browser() as other:
        await asker.say("!chaos")
        await asker.say("!floor")
        await asker.answer()
        viewer = theatre.log.intents[0].viewer
        refused = IntentRefused(intent=2, viewer=viewer, what="vote", reason="Not now.")
        accepted = IntentAccepted(intent=1, viewer=viewer, what="chaos", answer="Well done.")
        await theatre.play([[accepted, refused]])
        assert [await asker.answer(), await asker.answer()] == ["Well done.", "Not now."]
        await other.say("!floor")
        assert "right here" in await other.answer()


async def test_markup_arrives_as_text(theatre: Theatre) -> None:
    nasty = '<img src=x onerror=alert(1)> & "quotes" </script> \u202eabc'
    await theatre.play([[LineSpoken(trader="mike", room="News Room", text=nasty, heard_by=())]])
    async with theatre.browser() as browser:
        [line] = (await browser.hear("lines"))["lines"]
    assert line["text"] == '<img src=x onerror=alert(1)> & "quotes" </script> abc'


async def test_a_returning_browser_gets_only_what_it_missed(theatre: Theatre) -> None:
    await theatre.play()
    async with theatre.viewer() as session:
        async with theatre.tab(session) as browser:
            first = await browser.hear("lines")
        missed = first["lines"][-3]["seq"]
        async with theatre.tab(session, after=missed) as browser:
            again = await browser.hear("lines")
        async with theatre.tab(session, after=10_000) as browser:
            other_log = await browser.hear("lines")
    assert again["lines"] == first["lines"][-2:]
    assert not again["fresh"]
    assert other_log["fresh"]
    assert other_log["lines"] == first["lines"]


async def test_the_next_picture_waits_until_the_last_one_is_drawn(theatre: Theatre) -> None:
    await played(theatre)
    async with theatre.browser() as browser:
        first = (await browser.hear("picture"))["png"]
        theatre.clock.now += 1
        await browser.say("!floor")
        await browser.answer()
        assert "picture" not in [message["type"] for message in browser.kept]
        await browser.send(type="seen")
        assert (await browser.hear("picture"))["png"] != first


async def test_while_the_test_card_is_on_nobody_reads_what_was_said(theatre: Theatre) -> None:
    await theatre.play()
    await theatre.play([[ShowPanicked(by="terminal:host")]])
    async with theatre.browser() as browser:
        await browser.say("!thoughts alex")
        assert await browser.answer() == STAND_BY
        await browser.say("!leaderboard")
        assert "Sarah" in await browser.answer()


async def moderator(browser: Browser, key: str) -> bool:
    await browser.send(type="key", key=key)
    granted: bool = (await browser.hear("moderator"))["granted"]
    return granted


async def test_without_the_key_nobody_moderates(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        for words in ("pause", "reset yes", "panic"):
            await browser.say(words)
            assert "Only a moderator" in await browser.answer()
        assert not await moderator(browser, "guess")
        assert await browser.answer() == NO_KEY
        await browser.say("pause")
        assert "Only a moderator" in await browser.answer()
    assert theatre.log.intents == []


async def test_with_the_key_a_browser_moderates_but_does_not_quit(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        assert await moderator(browser, KEY)
        await browser.say("pause")
        await browser.say("quit")
        assert await browser.answer() == NOT_HERE
    [intent] = theatre.log.intents
    assert (intent.what, intent.moderator) == ("pause", True)


async def test_who_guesses_keys_is_shown_out(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        for _ in range(5):
            await browser.send(type="key", key="guess")
        assert await browser.closed() == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_the_moderators_address_has_the_key_behind_the_hash(theatre: Theatre) -> None:
    assert theatre.page.moderator_address == f"{theatre.page.address}#key={KEY}"
    assert KEY not in theatre.page.address
    assert KEY not in repr(theatre.page._server._house)


async def test_a_flood_of_commands_gets_a_sentence_and_no_intents(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        for _ in range(12):
            await browser.say("!chaos")
        assert await browser.answer() == SLOW_DOWN
        theatre.clock.now += 2
        await browser.say("!floor")
        while await browser.answer() == SLOW_DOWN:
            pass
    assert len(theatre.log.intents) == 5


async def test_a_flood_of_messages_ends_the_connection(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        for _ in range(61):
            await browser.send(type="seen")
        assert await browser.closed() == aiohttp.WSCloseCode.POLICY_VIOLATION


@pytest.mark.parametrize(
    "junk", ["", "{", "[]", "null", '{"type":"own"}', '{"type":"say"}', '{"type":"say","text":3}']
)
async def test_junk_gets_a_sentence(theatre: Theatre, junk: str) -> None:
    async with theatre.browser() as browser:
        await browser.socket.send_str(junk)
        assert await browser.answer() == UNREADABLE


async def test_ten_thousand_characters_of_chaos_are_cut_politely(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        await browser.say("!chaos " + "😈" * 10_000)
        assert "first 200 characters" in await browser.answer()
    assert len(theatre.log.intents[0].text) <= 200


async def test_an_oversized_message_ends_the_connection(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        await browser.say("x" * 200_000)
        assert await browser.closed() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_bytes_end_the_connection(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        await browser.socket.send_bytes(b"\x00")
        assert await browser.closed() == aiohttp.WSCloseCode.POLICY_VIOLATION


async def test_closing_says_goodbye(theatre: Theatre) -> None:
    async with theatre.browser() as browser:
        await browser.hear("you")
        _, code = await asyncio.gather(theatre.page.close(), browser.closed())
    assert code == aiohttp.WSCloseCode.GOING_AWAY
    assert theatre.page.watching == 0


async def test_a_port_in_use_is_a_sentence_with_the_remedy(theatre: Theatre) -> None:
    port = int(theatre.page.address.rsplit(":", 1)[1].strip("/"))
    second = StagePage(Reception(ListLog(), SeasonRules()), painter=Flicker(), chaos=ChaosRules(), port=port)
    with pytest.raises(PageError, match=rf"port {port} .*--no-page"):
        await second.open()
    await second.close()


async def test_an_address_that_is_not_ours_is_a_sentence() -> None:
    page = StagePage(
        Reception(ListLog(), SeasonRules()), painter=Flicker(), chaos=ChaosRules(), port=0, host="192.0.2.1"
    )
    with pytest.raises(PageError, match="WALLSTREET_HOST"):
        await page.open()
