"""Bells and thoughts bring a picture with words, once, through the same pacing as every line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord.batches import BEHIND, next_batch
from bot.discord.outbox import Batch, Row
from bot.drawing.gazette import CONFESSION, EPISODE, NEWSPAPER, Gazette, Plate, asked
from show.edition import Edition
from show.events import BellRang, Entry, ThoughtRevealed
from show.state import State, fold
from tests.bot.discord.test_evening import small_picture
from tests.bot.discord.theatre import QuickClock, Theatre, playing, until
from tests.fake_discord.answers import Json
from tests.fake_discord.server import FakeDiscord

TICKS = 6
"""An episode shorter than on air, so that its closing bell comes soon."""

PLATE = Plate("newspaper.png", b"png", "A page.")


def pictures(theatre: Theatre) -> list[tuple[str, str]]:
    """Return the name and the words of every picture the show itself posted on the floor."""
    said: list[Json] = theatre.messages("trading-floor")
    return [(part["filename"], part["description"]) for one in said for part in one["attachments"]]


async def test_an_episode_brings_a_title_card_and_a_newspaper_with_words(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.discord.cardkeeper.snapshot", small_picture)
    monkeypatch.setattr("show.episode.EPISODE_TICKS", TICKS)
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        await theatre.play(TICKS // 2)
    async with playing(fake, clock, tmp_path / "show.db") as theatre:
        # The show was restarted in the middle of the episode: the page is about all of it all the same.
        await theatre.play(TICKS - TICKS // 2)
        bells = [one for one in pictures(theatre) if one[0] != CONFESSION]
        assert [name for name, _ in bells] == [EPISODE, NEWSPAPER]
        assert "season 1, episode 1" in bells[0][1]
        edition, state, bell = Edition(), State(), 0
        for entry in await theatre.entries():
            fold(state, entry)
            edition.take(entry, state)
            bell = entry.seq if isinstance(entry.event, BellRang) else bell
        page = edition.page()
        assert page is not None
        assert await Gazette(theatre.store).front_page(bell) == page
        assert page.winner.name in bells[1][1]
        assert page.headline in bells[1][1]


async def test_a_thought_the_audience_opened_is_posted_as_the_booth(theatre: Theatre) -> None:
    await theatre.play(1)
    state, gazette = theatre.director.state, Gazette(theatre.store)
    event = ThoughtRevealed(trader="alice", text="I guess. I always guess.")
    plate = await gazette.plate(Entry(seq=99, beat=9, tick=1, at=0, event=event), state)
    assert plate is not None
    assert plate.name == CONFESSION
    assert "Alice" in plate.alt and "I always guess." in plate.alt
    assert plate.png.startswith(b"\x89PNG")


async def test_a_thought_comes_with_the_booth_for_whoever_asked(theatre: Theatre) -> None:
    await theatre.play(3)
    await until(theatre.cards)
    pressed = await theatre.fake.interactions.press(theatre.cards()[0], "wsl:thoughts", values=["sarah"])
    await theatre.answered(pressed.done.is_set)
    (picture,) = pressed.shown[0]["attachments"]
    assert picture["filename"] == CONFESSION
    assert theatre.director.state.cast["sarah"].thought in picture["description"]
    assert pressed.ephemeral


async def test_nobody_confesses_before_a_thought_or_behind_the_test_card() -> None:
    state = State()
    assert await asked(state, "sarah") is None
    state.cast["sarah"].thought = "Hm."
    assert await asked(state, "sarah") is not None
    state.programme.panicked = True
    assert await asked(state, "sarah") is None


async def test_a_picture_that_cannot_be_drawn_keeps_no_word_back(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Gazette, *given: object) -> Plate | None:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(Gazette, "plate", broken)
    await theatre.play(1)
    assert any("Opening bell" in line for line in theatre.heard_in("trading-floor"))
    assert not pictures(theatre)


def test_a_text_with_a_picture_is_a_message_of_its_own() -> None:
    rows = [Row(number, 1, "show", f"line {number}") for number in range(1, BEHIND + 3)]
    rows[3] = Row(4, 1, "show", "bell", PLATE)
    assert next_batch(rows).upto == 3
    assert next_batch(rows[3:]) == Batch(4, "show", "bell", plate=PLATE)
    assert next_batch(rows[4:]).plate is None


async def test_a_picture_survives_being_cut_off_on_its_way(theatre: Theatre) -> None:
    outbox = theatre.host._outbox
    await outbox.begin(1, "trading-floor", Batch(9, "show", "bell", plate=PLATE))
    begun = await outbox.begun(1, "trading-floor")
    assert begun is not None
    assert begun.plate == PLATE
    await outbox.settle(1, "trading-floor", begun, 5)
    assert await outbox.begun(1, "trading-floor") is None
