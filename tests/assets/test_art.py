"""The art files: what is wrong with one is said with file, line and column; what we ship is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.art import ART, ArtError, load_font, load_palette, load_sheet
from assets.office import load_office

HEAD = "key K=ink W=white\n"
SHEETS = sorted(
    path.relative_to(ART).with_suffix("").as_posix()
    for path in ART.rglob("*.txt")
    if path.name not in ("palette.txt", "office.txt", "tiny.txt", "talk.txt")
)
BROKEN = {
    "a short row": (HEAD + "sprite dot 3x2\nKKK\nKW\n", "4:3", "is 2 wide"),
    "a long row": (HEAD + "sprite dot 2x1\nKKK\n", "3:3", "is 3 wide"),
    "an unknown letter": (HEAD + "sprite dot 3x1\nKQK\n", "3:2", "'Q' is not in the key"),
    "a missing row": (HEAD + "sprite dot 3x2\nKKK\n", "3", "ends in the middle"),
    "an unknown colour": ("key K=ink X=puce\n", "1:11", "'puce' is no colour"),
    "a bad pair": ("key K=ink WW\n", "1:11", "is not a pair"),
    "a sprite twice": (HEAD + "sprite dot 1x1\nK\nsprite dot 1x1\nK\n", "4", "twice"),
    "a bad size": (HEAD + "sprite dot 3by2\n", "2", "not a size"),
    "an unknown word": ("paint K=ink\n", "1", "starts no line"),
    "a missing frame": (HEAD + "needs dot dash\nsprite dot 1x1\nK\n", "2", "needs a sprite 'dash'"),
    "an open outline": (HEAD + "sprite dot 4x3 closed\nKKK.\nKWW.\nKKK.\n", "4:3", "is open here"),
    "an outline open at the edge": (HEAD + "sprite dot 2x2 closed\nKW\nKK\n", "3:2", "is open here"),
}


@pytest.mark.parametrize("trouble", BROKEN)
def test_a_broken_sheet_says_where_and_why(trouble: str, tmp_path: Path) -> None:
    text, place, why = BROKEN[trouble]
    (tmp_path / "broken.txt").write_text(text)
    with pytest.raises(ArtError) as error:
        load_sheet("broken", tmp_path)
    assert str(error.value).startswith(f"{tmp_path / 'broken.txt'}:{place}: ")
    assert why in str(error.value)


def test_a_closed_outline_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "ring.txt").write_text(HEAD + "sprite ring 3x3 closed\n.K.\nKWK\n.K.\n")
    assert load_sheet("ring", tmp_path)["ring"].rows == (".K.", "KWK", ".K.")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArtError, match="nothing.txt"):
        load_sheet("nothing", tmp_path)


def test_a_missing_sprite_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="no sprite 'yacht'; it has"):
        load_sheet("rooms/vc")["yacht"]


@pytest.mark.parametrize(
    ("line", "why"),
    [("ink 17121", "is not a colour"), ("ink 17121g", "hexadecimal"), ("ink 000000\nink 000001", "twice")],
)
def test_a_broken_palette_says_why(line: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "palette.txt").write_text(line)
    with pytest.raises(ArtError, match=why):
        load_palette(tmp_path / "palette.txt")


def test_the_palette_has_room_for_no_more_than_thirty_two(tmp_path: Path) -> None:
    path = tmp_path / "palette.txt"
    path.write_text("\n".join(f"c{index} 0000{index:02x}" for index in range(33)))
    with pytest.raises(ArtError, match="33 colours; it may have 32"):
        load_palette(path)


def test_our_palette_has_thirty_two_colours() -> None:
    assert len(load_palette()) == 32


@pytest.mark.parametrize("name", SHEETS)
def test_our_sheets_are_right(name: str) -> None:
    assert load_sheet(name).sprites


@pytest.mark.parametrize(("name", "letters"), [("tiny", "ABCXYZ0189$%+-!?"), ("talk", "ABCabcxyz0189$%+-!?")])
def test_our_fonts_have_the_letters_of_english(name: str, letters: str) -> None:
    font = load_font(name)
    assert set(letters) <= set(font.grids)
    shapes = [grid for character, grid in font.grids.items() if character not in "-–OI0|×*"]
    assert len(set(shapes)) == len(shapes)


def test_a_broken_font_says_why(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_text("size 2 2\nglyph A B\n##  ##\n#   ##\n")
    with pytest.raises(ArtError, match=r"odd.txt:4: the grid of 'A' is ragged"):
        load_font("odd", tmp_path)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("put yacht 3 4", "no sprite 'yacht'"),
        ("spot alex 3 4 north", "'north' is no way to face"),
        ("lamp 3 4", "a word too few"),
        ("sing 3 4", "starts no line of a room"),
        ("put safe 3 4 tilt 9", "'tilt' is no option"),
        ("exit Cellar 3 4", "an exit to 'Cellar', which has none back"),
    ],
)
def test_a_broken_floor_plan_says_why(line: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "office.txt"
    path.write_text(f"room Attic\nat 0 0\nsheet rooms/vc\n{line}\n")
    with pytest.raises(ArtError, match=r"office.txt:4: ") as error:
        load_office(path)
    assert why in str(error.value)


def test_our_office_has_a_spot_for_each_trader_in_each_room() -> None:
    for room in load_office().values():
        assert set(room.spots) == {"alex", "sarah", "alice", "mike"}
        assert len(room.guests) >= 3
