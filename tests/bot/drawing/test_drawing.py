"""The commands that draw: what they write, what they say, and what they refuse with a sentence."""

from __future__ import annotations

import asyncio
from itertools import groupby
from pathlib import Path

import pytest
from PIL import Image

from assets.art import ArtError
from bot.drawing import art as drawing
from bot.drawing.art import art
from bot.drawing.card import card
from bot.drawing.clip import clip
from bot.drawing.newspaper import newspaper
from bot.drawing.picture import picture
from bot.log.faults import LogError
from bot.log.store import opened
from show.edition import Edition
from show.episode import EPISODE_TICKS
from show.events import Entry, OrderBlocked, OrderFilled
from show.stage import artsheets
from show.stage.alt import STAND_BY
from show.stage.broadsheet import broadsheet
from show.stage.cards import image, stand_by_card
from show.stage.contact import contact
from show.stage.picture import png
from show.stage.scene import SeatView
from show.stage.view import scene
from show.state import State, fold
from show.words import TraderId
from tests.show.company import Company

Printed = pytest.CaptureFixture[str]
SHEET = "key K=ink W=white\nsprite dot 3x2\nKWK\nKKK\n"


async def played() -> list[Entry]:
    company = await Company(11).run(EPISODE_TICKS + 3)
    return company.log.entries


async def kept(path: Path, entries: list[Entry]) -> None:
    async with opened(path) as store:
        for _, beat in groupby(entries, key=lambda entry: entry.beat):
            await store.log.append(list(beat))


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return asyncio.run(played())


@pytest.fixture(scope="module")
def db(entries: list[Entry], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("drawing") / "show.db"
    asyncio.run(kept(path, entries))
    return path


def state_at(entries: list[Entry], tick: int) -> State:
    state = State()
    for entry in entries:
        if entry.tick <= tick:
            fold(state, entry)
    return state


@pytest.mark.parametrize("ending", ["webp", "gif", "GIF"])
def test_a_clip_is_written_in_the_format_of_its_name(
    db: Path, tmp_path: Path, ending: str, capsys: Printed
) -> None:
    out = tmp_path / f"moment.{ending}"
    assert clip(db, out, None) == 0
    with Image.open(out) as moving:
        assert moving.format == ending.upper()
        assert moving.size == (1280, 720)
    assert f"{out.stat().st_size:,} bytes." in capsys.readouterr().out


def test_a_clip_of_a_tick_shows_that_tick(db: Path, tmp_path: Path, capsys: Printed) -> None:
    assert clip(db, tmp_path / "moment.gif", 20) == 0
    assert "tick 20," in capsys.readouterr().out


def test_a_clip_of_another_kind_is_refused(db: Path, tmp_path: Path, capsys: Printed) -> None:
    assert clip(db, tmp_path / "moment.mp4", None) == 1
    assert "'moment.mp4' is not a clip" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_newspaper_is_the_edition_of_the_log(db: Path, entries: list[Entry], tmp_path: Path) -> None:
    out, edition, state = tmp_path / "page.png", Edition(), State()
    for entry in entries:
        fold(state, entry)
        edition.take(entry, state)
    assert newspaper(db, out, None) == 0
    page = edition.page()
    assert page is not None
    with Image.open(out) as drawn:
        sheet = broadsheet(page)
        assert drawn.size == (4 * sheet.width, 4 * sheet.height)
    first = out.read_bytes()
    assert newspaper(db, out, 1) == 0
    assert out.read_bytes() == first


def test_an_episode_that_did_not_close_has_no_newspaper(db: Path, tmp_path: Path, capsys: Printed) -> None:
    assert newspaper(db, tmp_path / "page.png", 2) == 1
    assert "Episode 2 has no closing bell" in capsys.readouterr().err
    short = tmp_path / "short.db"
    asyncio.run(kept(short, asyncio.run(first_ticks())))
    assert newspaper(short, tmp_path / "page.png", None) == 1
    assert "No closing bell has rung" in capsys.readouterr().err


async def first_ticks() -> list[Entry]:
    return (await Company(3).run(2)).log.entries


@pytest.mark.parametrize("who", ["alex", "sarah", "alice", "mike"])
def test_a_card_tells_a_traders_equity(
    db: Path, entries: list[Entry], tmp_path: Path, who: TraderId, capsys: Printed
) -> None:
    assert card(db, tmp_path / "card.png", who, 9) == 0
    said = capsys.readouterr().out
    equity = state_at(entries, 9).equity(who)
    assert f"${(equity + 50) // 100:,}" in said
    with Image.open(tmp_path / "card.png") as drawn:
        assert drawn.size == (1280, 720)


def test_the_episodes_card_carries_the_opening_bells_line(db: Path, tmp_path: Path, capsys: Printed) -> None:
    assert card(db, tmp_path / "card.png", "episode", None) == 0
    assert "season 1, episode 2. Previously: " in capsys.readouterr().out
    assert card(db, tmp_path / "card.png", "episode", 5) == 0
    assert "episode 1. Season 1 begins." in capsys.readouterr().out


def test_the_office_of_a_tick_is_drawn(
    db: Path, entries: list[Entry], tmp_path: Path, capsys: Printed
) -> None:
    assert picture(db, tmp_path / "office.png", 12) == 0
    assert (tmp_path / "office.png").read_bytes() == png(scene(state_at(entries, 12)))
    assert "tick 12," in capsys.readouterr().out
    assert picture(db, tmp_path / "office.png", 10**6) == 1


def test_a_tick_that_never_was_cannot_be_drawn(db: Path, tmp_path: Path, capsys: Printed) -> None:
    assert card(db, tmp_path / "card.png", "alex", 10**6) == 1
    assert clip(db, tmp_path / "clip.gif", 10**6) == 1
    assert f"its last tick is {EPISODE_TICKS + 3}" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_blanked_show_has_no_cards_and_no_clips(tmp_path: Path, capsys: Printed) -> None:
    asyncio.run(kept(tmp_path / "blank.db", asyncio.run(blanked())))
    for who in ("alex", "episode", "trade", "thought", "desk"):
        assert card(tmp_path / "blank.db", tmp_path / "card.png", who, None) == 0
        with Image.open(tmp_path / "card.png") as drawn:
            assert drawn.convert("RGB").resize((320, 180), 0).tobytes() == image(stand_by_card()).tobytes()
    assert clip(tmp_path / "blank.db", tmp_path / "clip.gif", None) == 0
    assert capsys.readouterr().out.count(STAND_BY) == 6


def test_the_newest_trade_is_a_card_of_whoever_gave_it(
    db: Path, entries: list[Entry], tmp_path: Path, capsys: Printed
) -> None:
    fills = [entry.event for entry in entries if isinstance(entry.event, OrderFilled | OrderBlocked)]
    assert card(db, tmp_path / "card.png", "trade", None) == 0
    said = capsys.readouterr().out
    assert f"A trade card. {fills[-1].trader.capitalize()}" in said
    assert fills[-1].asset in said
    first = next(event for event in fills if event.trader != fills[-1].trader)
    assert card(db, tmp_path / "card.png", "trade", None, first.trader) == 0
    assert f"A trade card. {first.trader.capitalize()}" in capsys.readouterr().out
    with Image.open(tmp_path / "card.png") as drawn:
        assert drawn.size == (1280, 720)


def test_a_thought_is_a_card_in_the_booth(
    db: Path, entries: list[Entry], tmp_path: Path, capsys: Printed
) -> None:
    assert card(db, tmp_path / "card.png", "thought", None, "sarah") == 0
    said = capsys.readouterr().out
    assert "The confessional booth: Sarah" in said
    assert state_at(entries, 10**6).cast["sarah"].thought in said


def test_a_desk_without_seats_has_no_plan_and_one_with_them_has(
    tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = tmp_path / "short.db"
    asyncio.run(kept(short, asyncio.run(first_ticks())))
    monkeypatch.setattr("show.stage.view._desk", lambda state: ())
    assert card(short, tmp_path / "card.png", "desk", None) == 1
    assert "has not taken its seats" in capsys.readouterr().err
    monkeypatch.setattr("show.stage.view._desk", lambda state: (SeatView(name="hmm", layer="regime"),))
    assert card(short, tmp_path / "card.png", "desk", None) == 0
    assert "hmm 1.0" in capsys.readouterr().out


async def blanked() -> list[Entry]:
    company = await Company(3).run(2)
    await company.ask("panic", viewer="terminal:host", moderator=True)
    return company.log.entries


def test_a_place_that_cannot_be_written_is_named(db: Path, tmp_path: Path, capsys: Printed) -> None:
    assert card(db, tmp_path / "no" / "card.png", "alex", None) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_log_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="wallstreet run"):
        clip(tmp_path / "no.db", tmp_path / "a.gif", None)
    with pytest.raises(LogError, match="wallstreet run"):
        newspaper(tmp_path / "no.db", tmp_path / "a.png", None)


@pytest.mark.parametrize("sheet", ["people", "portraits", "fonts", "palette", "emotes", "rooms/vc"])
def test_a_sheet_is_shown(sheet: str, tmp_path: Path, capsys: Printed) -> None:
    assert art(sheet, tmp_path / "art.png", watch=False) == 0
    assert repr(sheet) in capsys.readouterr().out
    with Image.open(tmp_path / "art.png") as drawn:
        assert drawn.width >= 800
        assert len(drawn.convert("RGB").getcolors(1000) or ()) >= 3


def test_all_sheets_are_shown_at_once(tmp_path: Path) -> None:
    assert art("all", tmp_path / "art.png", watch=False) == 0
    with Image.open(tmp_path / "art.png") as drawn:
        assert drawn.height == sum(artsheets.preview(name, 2).height for name in artsheets.names())


def test_an_unknown_sheet_is_named_with_those_there_are(tmp_path: Path, capsys: Printed) -> None:
    assert art("yachts", tmp_path / "art.png", watch=False) == 1
    said = capsys.readouterr().err
    assert "no sheet 'yachts'" in said and "people/alex" in said


def test_a_changed_file_is_shown_again_and_a_mistake_is_placed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    folder, out = tmp_path / "art", tmp_path / "art.png"
    folder.mkdir()
    mine = folder / "mine.txt"
    mine.write_text(SHEET)
    monkeypatch.setattr(drawing, "ART", folder)
    monkeypatch.setattr(artsheets, "preview", lambda name: contact(name, 4, folder=folder))
    edits = iter((None, SHEET.replace("KWK", "KK"), SHEET.replace("WK", "KK"), "stop"))
    pictures: list[bytes] = []

    def sleep(seconds: float) -> None:
        pictures.append(out.read_bytes())
        edit = next(edits)
        if edit == "stop":
            raise KeyboardInterrupt
        if edit is not None:
            mine.write_text(edit)

    with pytest.raises(KeyboardInterrupt):
        art("mine", out, watch=True, sleep=sleep)
    said = capsys.readouterr()
    assert "mine.txt:3:3: the row is 2 wide" in said.err
    assert said.out.count("mine.txt changed.") == 2
    assert pictures[0] == pictures[1] == pictures[2] != pictures[3]


def test_a_wrong_sheet_fails_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    def broken(name: str) -> Image.Image:
        raise ArtError(tmp_path / "x.txt", 4, 2, "the row is 3 wide")

    monkeypatch.setattr(artsheets, "preview", broken)
    assert art("people", tmp_path / "art.png", watch=False) == 1
    assert "x.txt:4:2: the row is 3 wide" in capsys.readouterr().err
    assert not (tmp_path / "art.png").exists()
