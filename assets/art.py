"""Reads the art: palette, sprite sheets and fonts as text grids, and says file, line and column when wrong.

A sheet is a text file of these lines, in any order that makes sense to the artist:

    # a comment
    key K=ink S=$skin        letters from here on: a colour of the palette, or a role with `$`
    glow 1=mint 2=$screen    letters that shine by themselves, whatever the light
    dress own skin=peach     what roles are painted with; `own` is the usual dress, others go over it
    needs name name          sprites that must be in the sheet
    sprite name 16x24        the next 24 lines are its rows; `closed` after the size asks for an ink outline
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ART = Path(__file__).with_name("art")

PALETTE_SIZE = 32
CLEAR = "."
OUTLINE = "ink"
OWN = "own"

Colour = tuple[int, int, int]


class ArtError(ValueError):
    """An art file cannot be used. The message begins with file, line and, where there is one, column."""

    def __init__(self, path: Path, line: int, column: int | None, trouble: str) -> None:
        shown = path.relative_to(ART.parent) if path.is_relative_to(ART.parent) else path
        place = f"{shown}:{line}" if column is None else f"{shown}:{line}:{column}"
        super().__init__(f"{place}: {trouble}")
        self.path, self.line, self.column = path, line, column


@dataclass(frozen=True, slots=True)
class Sprite:
    """One text grid. `key` gives each letter's colour name, or its role with a leading `$`."""

    name: str
    width: int
    height: int
    rows: tuple[str, ...]
    key: Mapping[str, str]
    glow: frozenset[str] = frozenset()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sprites of one file by name, and its dresses: what each paints the roles with."""

    path: Path
    sprites: Mapping[str, Sprite]
    dresses: Mapping[str, Mapping[str, str]]

    def __getitem__(self, name: str) -> Sprite:
        if name not in self.sprites:
            known = ", ".join(self.sprites)
            raise KeyError(f"{self.path.name} has no sprite {name!r}; it has {known}")
        return self.sprites[name]

    def dress(self, name: str = OWN) -> dict[str, str]:
        """Return role to colour for a dress: the usual one, with what the named one changes."""
        return {**self.dresses.get(OWN, {}), **self.dresses.get(name, {})}


@dataclass(frozen=True, slots=True)
class Glyphs:
    """A font: one grid a character, all of one height, `baseline` rows above the descenders."""

    name: str
    height: int
    baseline: int
    grids: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Reader:
    """Walks over the lines of a file and knows where it is."""

    path: Path
    lines: list[str]
    at: int = 0
    key: dict[str, str] = field(default_factory=dict)
    glow: set[str] = field(default_factory=set)
    dresses: dict[str, dict[str, str]] = field(default_factory=dict)
    sprites: dict[str, Sprite] = field(default_factory=dict)
    needs: list[tuple[int, str]] = field(default_factory=list)

    def fail(self, trouble: str, column: int | None = None, line: int | None = None) -> ArtError:
        """Return the error for a place in the file; the line is the one last read unless given."""
        return ArtError(self.path, self.at if line is None else line, column, trouble)

    def take(self) -> str:
        """Return the next line without its newline; the end of the file is an error."""
        if self.at >= len(self.lines):
            raise self.fail("the file ends in the middle of a grid; add the missing rows")
        self.at += 1
        return self.lines[self.at - 1].rstrip()

    def directives(self) -> Iterator[list[str]]:
        """Yield the words of each line that is neither blank nor a comment."""
        while self.at < len(self.lines):
            line = self.take()
            if line and not line.startswith("#"):
                yield line.split()


def open_art(path: Path) -> Reader:
    """Return a reader at the top of an art file.

    Raises:
        ArtError: the file is missing or not UTF-8.
    """
    try:
        return Reader(path, path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ArtError(path, 0, None, f"the art file cannot be read: {error}") from error


@cache
def load_palette(path: Path = ART / "palette.txt") -> dict[str, Colour]:
    """Return the palette in the order of the file, which is the order of the colour numbers.

    Raises:
        ArtError: a line is not `name rrggbb`, a name or value is there twice, or there are too many.
    """
    reader = open_art(path)
    colours: dict[str, Colour] = {}
    for words in reader.directives():
        if len(words) != 2 or len(words[1]) != 6:
            raise reader.fail(f"{' '.join(words)!r} is not a colour; write `name rrggbb`")
        name, value = words
        try:
            colour = (int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16))
        except ValueError as error:
            raise reader.fail(f"{value!r} is not a hexadecimal colour", len(name) + 2) from error
        if name in colours or colour in colours.values():
            raise reader.fail(f"{name!r} or its value {value!r} is in the palette twice")
        colours[name] = colour
    if len(colours) > PALETTE_SIZE:
        raise reader.fail(f"the palette has {len(colours)} colours; it may have {PALETTE_SIZE}")
    return colours


@cache
def load_sheet(name: str, folder: Path = ART) -> Sheet:
    """Return the sprites of `art/NAME.txt`.

    Raises:
        ArtError: a directive, a letter, a row or an outline is wrong, or a needed sprite is missing.
    """
    reader = open_art(folder / f"{name}.txt")
    for words in reader.directives():
        _directive(reader, words)
    for line, need in reader.needs:
        if need not in reader.sprites:
            raise reader.fail(f"the sheet needs a sprite {need!r}; draw it or drop the need", line=line)
    return Sheet(reader.path, reader.sprites, reader.dresses)


def _directive(reader: Reader, words: list[str]) -> None:
    match words:
        case ["key", *pairs]:
            found = _pairs(reader, pairs, letters=True)
            reader.key.update(found)
            reader.glow.difference_update(found)
        case ["glow", *pairs]:
            found = _pairs(reader, pairs, letters=True)
            reader.key.update(found)
            reader.glow.update(found)
        case ["dress", name, *pairs]:
            reader.dresses.setdefault(name, {}).update(_pairs(reader, pairs, letters=False))
        case ["needs", *names]:
            reader.needs.extend((reader.at, name) for name in names)
        case ["sprite", name, size] | ["sprite", name, size, "closed"]:
            _sprite(reader, name, size, closed=len(words) == 4)
        case _:
            raise reader.fail(
                f"{words[0]!r} starts no line of a sheet; write key, glow, dress, needs or sprite"
            )


def _pairs(reader: Reader, pairs: list[str], *, letters: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        left, equals, right = pair.partition("=")
        column = reader.lines[reader.at - 1].find(pair) + 1
        if not equals or not right or (letters and (len(left) != 1 or left == CLEAR)):
            raise reader.fail(f"{pair!r} is not a pair; write a letter (or a role), =, and a colour", column)
        if right not in load_palette() and not (letters and right.startswith("$")):
            raise reader.fail(f"{right!r} is no colour of the palette", column)
        found[left] = right
    return found


def _sprite(reader: Reader, name: str, size: str, *, closed: bool) -> None:
    start = reader.at
    if name in reader.sprites:
        raise reader.fail(f"the sprite {name!r} is in the sheet twice")
    width, cross, height = size.partition("x")
    if not cross or not width.isdigit() or not height.isdigit():
        raise reader.fail(f"{size!r} is not a size; write WIDTHxHEIGHT, such as 16x24")
    rows = tuple(_row(reader, int(width)) for _ in range(int(height)))
    sprite = Sprite(name, int(width), int(height), rows, dict(reader.key), frozenset(reader.glow), start)
    if closed:
        _closed(reader, sprite)
    reader.sprites[name] = sprite


def _row(reader: Reader, width: int) -> str:
    row = reader.take()
    if len(row) != width:
        raise reader.fail(f"the row is {len(row)} wide; the grid is {width} wide", min(len(row), width) + 1)
    for column, letter in enumerate(row, 1):
        if letter != CLEAR and letter not in reader.key:
            known = "".join(sorted(reader.key))
            raise reader.fail(f"{letter!r} is not in the key; known letters are {known!r}", column)
    return row


def open_edges(sprite: Sprite) -> Iterator[tuple[int, int]]:
    """Yield (column, row) of each hole in the outline: a pixel that is not ink and touches nothing."""
    for y, row in enumerate(sprite.rows):
        for x, letter in enumerate(row):
            if letter == CLEAR or sprite.key[letter] == OUTLINE:
                continue
            near = ((x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1))
            if any(_is_clear(sprite, *place) for place in near):
                yield x, y


def _is_clear(sprite: Sprite, x: int, y: int) -> bool:
    inside = 0 <= x < sprite.width and 0 <= y < sprite.height
    return not inside or sprite.rows[y][x] == CLEAR


def _closed(reader: Reader, sprite: Sprite) -> None:
    for x, y in open_edges(sprite):
        line = sprite.line + 1 + y
        raise reader.fail(f"the outline of {sprite.name!r} is open here; close it with ink", x + 1, line)


@cache
def load_font(name: str, folder: Path = ART) -> Glyphs:
    """Return the font `art/NAME.txt`: `size HEIGHT BASELINE`, then `glyph C D E` and a row of grids each.

    Grids stand side by side, `#` for a dot, separated by two spaces or more; a space in a grid is `.`.

    Raises:
        ArtError: a row has too few grids, a grid is ragged, or a character is there twice.
    """
    reader = open_art(folder / f"{name}.txt")
    height = baseline = 0
    grids: dict[str, tuple[str, ...]] = {}
    for words in reader.directives():
        match words:
            case ["size", tall, base] if tall.isdigit() and base.isdigit():
                height, baseline = int(tall), int(base)
            case ["glyph", *characters]:
                _glyphs(reader, characters, height, grids)
            case _:
                raise reader.fail(f"{words[0]!r} starts no line of a font; write size or glyph")
    return Glyphs(name, height, baseline, grids)


def _glyphs(reader: Reader, characters: list[str], height: int, grids: dict[str, tuple[str, ...]]) -> None:
    names = ["#" if character == "hash" else character for character in characters]
    rows = []
    for _ in range(height):
        row = reader.take().split()
        if len(row) != len(names):
            raise reader.fail(f"the row has {len(row)} grids for {len(names)} characters")
        rows.append(row)
    for index, character in enumerate(names):
        grid = tuple(row[index] for row in rows)
        if len({len(row) for row in grid}) != 1 or set("".join(grid)) - {"#", CLEAR}:
            raise reader.fail(f"the grid of {character!r} is ragged or has a letter other than # and .")
        if character in grids or len(character) != 1:
            raise reader.fail(f"{character!r} is not one new character of this font")
        grids[character] = grid
