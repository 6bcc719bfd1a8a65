"""The live card: one message, edited only when something changed, and nothing on it that must not be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.discord.card import card_of, view_of
from show.state import State
from tests.bot.discord.theatre import GUILD, RULES, QuickClock, Theatre, playing, until
from tests.fake_discord.forms import walk
from tests.fake_discord.limits import OLD_EDITS
from tests.fake_discord.server import FakeDiscord
from tests.fake_discord.world import MODERATOR


def texts(card: dict[str, Any]) -> str:
    parts = walk(card["components"])
    return "\n".join(str(part.get("content") or part.get("label") or "") for part in parts)


async def test_there_is_one_card_with_picture_words_and_controls(theatre: Theatre) -> None:
    await theatre.play(2)
    await until(lambda: "tick 2" in texts(theatre.cards()[0]))
    (card,) = theatre.cards()
    said = texts(card)
    for word in ("Season 1", "Alex", "Sarah", "Alice", "Mike", "Crypto", "Chaos", "tick 2"):
        assert word in said
    assert card["attachments"][0]["filename"] == "floor.png"
    gallery = [part for part in walk(card["components"]) if part.get("items")]
    assert "Leaderboard: 1 " in gallery[0]["items"][0]["description"]
    ids = {part.get("custom_id") for part in walk(card["components"])}
    assert {"wsl:chaos", "wsl:thoughts"} <= ids


async def test_an_unchanged_floor_is_not_edited(theatre: Theatre) -> None:
    await theatre.play(1)
    house = theatre.host.houses[int(GUILD)]
    before = house.edits
    for _ in range(5):
        house.ring(urgent=True)
        await until(lambda: not house.busy)
    assert house.edits == before


async def test_the_card_is_posted_anew_before_it_is_an_hour_old(theatre: Theatre, clock: QuickClock) -> None:
    await theatre.play(1)
    (first,) = theatre.cards()
    clock.time += 55 * 60
    await theatre.play(1)
    await until(lambda: theatre.cards() and theatre.cards()[0]["id"] != first["id"])
    assert len(theatre.cards()) == 1
    assert "old edits" not in theatre.fake.limits.most


async def test_a_restart_goes_on_with_the_same_card(
    fake: FakeDiscord, clock: QuickClock, tmp_path: Path
) -> None:
    for _ in range(2):
        async with playing(fake, clock, tmp_path / "show.db") as theatre:
            await theatre.play(1)
            await until(
                lambda: any(f"tick {theatre.director.state.tick}," in texts(one) for one in theatre.cards())
            )
            assert len(theatre.cards()) == 1


async def test_a_card_that_somebody_deleted_comes_back(theatre: Theatre) -> None:
    await theatre.play(1)
    del theatre.fake.world.messages[theatre.cards()[0]["id"]]
    await theatre.play(1)
    await until(theatre.cards)


async def test_a_card_that_is_too_old_to_edit_is_posted_anew(theatre: Theatre, clock: QuickClock) -> None:
    await theatre.play(1)
    (old,) = theatre.cards()
    clock.time += 2 * 3600
    house = theatre.host.houses[int(GUILD)]
    house.premises.card_at = clock.time  # as if the machine's clock had been set back
    theatre.fake.limits.fill("old edits", theatre.channel("trading-floor"), OLD_EDITS, 1000)
    await theatre.play(1)
    await until(lambda: theatre.cards() and theatre.cards()[0]["id"] != old["id"])
    assert theatre.fake.limits.exceeded == ["old edits"]


async def test_panic_blanks_the_card_and_silences_the_rooms_at_once(still: Theatre) -> None:
    await still.play(1)
    await until(still.cards)
    await act(still, "panic", reason="flood")
    await until(lambda: "stand by" in texts(still.cards()[0]))
    (card,) = still.cards()
    assert not card["attachments"]
    assert "Alex" not in texts(card)
    await until(lambda: any("flood" in line for line in still.heard_in("backstage")))
    assert not any("flood" in line for line in still.heard_in("trading-floor"))
    await act(still, "resume")
    await until(lambda: "Alex" in texts(still.cards()[0]))
    await still.heard()
    assert still.heard_in("trading-floor") == await still.expected("trading-floor")


async def act(theatre: Theatre, what: str, **options: str) -> None:
    backstage = theatre.channel("backstage")
    asked = await theatre.fake.interactions.command(f"show {what}", backstage, MODERATOR, **options)
    await theatre.answered(asked.done.is_set)


def test_the_largest_card_fits() -> None:
    state = State()
    view = view_of(card_of(state, RULES), "x" * 5000)
    assert view.total_children_count <= 40
    assert view.content_length() <= 4000
