"""Reads the floor plan: rooms, furniture, lamps, and where people stand and walk, from `art/office.txt`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assets.art import ART, OWN, ArtError, Reader, load_sheet, open_art

FACINGS = ("down", "up", "left", "right")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sprite in a room. `base` is the row of its feet: what stands behind it is drawn before it."""

    sheet: str
    sprite: str
    x: int
    y: int
    base: int
    dress: str = OWN


@dataclass(frozen=True, slots=True)
class Surface:
    """A rectangle of a room with a meaning: a screen, a window's view or a patch of sun."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class Lamp:
    """A pool of light: its centre, how far it reaches, and its strength in hundredths.

    `always` is a lamp that burns by day as it does at dusk.
    """

    x: int
    y: int
    reach: int
    strength: int
    cold: bool = False
    always: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """Where someone stands, by the feet. `via` is the column by which they walk round the furniture."""

    x: int
    y: int
    facing: str
    pose: str = ""
    via: int | None = None


@dataclass(slots=True)
class RoomPlan:
    """One room as it is drawn and walked."""

    name: str
    x: int = 0
    y: int = 0
    sheet: str = ""
    lane: int = 0
    skies: list[Surface] = field(default_factory=list)
    hung: list[Piece] = field(default_factory=list)
    standing: list[Piece] = field(default_factory=list)
    screens: dict[str, Surface] = field(default_factory=dict)
    suns: list[Surface] = field(default_factory=list)
    lamps: list[Lamp] = field(default_factory=list)
    spots: dict[str, Spot] = field(default_factory=dict)
    guests: list[Spot] = field(default_factory=list)
    exits: dict[str, tuple[int, int]] = field(default_factory=dict)


Handler = Callable[[Reader, RoomPlan, list[str]], None]


@cache
def load_office(path: Path = ART / "office.txt") -> dict[str, RoomPlan]:
    """Return the rooms by name, in the order of the plan.

    Raises:
        ArtError: a line cannot be understood, or names a sprite, facing or room that is not there.
    """
    reader = open_art(path)
    rooms: dict[str, RoomPlan] = {}
    room: RoomPlan | None = None
    for words in reader.directives():
        if words[0] == "room":
            room = RoomPlan(" ".join(words[1:]))
            rooms[room.name] = room
        elif room is None or words[0] not in HANDLERS:
            raise reader.fail(f"{words[0]!r} starts no line of a room; write one of {', '.join(HANDLERS)}")
        else:
            _obey(reader, room, words)
    _connected(reader, rooms)
    return rooms


def _obey(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    try:
        HANDLERS[words[0]](reader, room, words[1:])
    except ArtError:
        raise
    except (ValueError, IndexError) as error:
        raise reader.fail(f"{' '.join(words)!r} has a word too few or no number where one belongs") from error


def _connected(reader: Reader, rooms: dict[str, RoomPlan]) -> None:
    for room in rooms.values():
        for other in room.exits:
            if other not in rooms or room.name not in rooms[other].exits:
                raise reader.fail(f"{room.name!r} has an exit to {other!r}, which has none back")


def _at(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.x, room.y = int(words[0]), int(words[1])


def _sheet(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.sheet = words[0]


def _lane(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.lane = int(words[0])


def _sky(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    x, y, width, height, start = (int(word) for word in words)
    room.skies.append(Surface("sky", x, y, width, height, start))


def _sun(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    x, y, width, height = (int(word) for word in words)
    room.suns.append(Surface("sun", x, y, width, height))


def _screen(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    x, y, width, height = (int(word) for word in words[1:])
    room.screens[words[0]] = Surface(words[0], x, y, width, height)


def _lamp(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    x, y, reach, strength = (int(word) for word in words[:4])
    kinds = words[4:]
    for kind in kinds:
        if kind not in ("cold", "always"):
            raise reader.fail(f"{kind!r} is no kind of lamp; write cold, always, both or neither")
    room.lamps.append(Lamp(x, y, reach, strength, cold="cold" in kinds, always="always" in kinds))


def _hang(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.hung.append(_piece(reader, room, words))


def _put(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.standing.append(_piece(reader, room, words))


def _piece(reader: Reader, room: RoomPlan, words: list[str]) -> Piece:
    name, x, y = words[0], int(words[1]), int(words[2])
    sheet, sprite = (f"rooms/{name.split('/')[0]}", name.split("/")[1]) if "/" in name else (room.sheet, name)
    try:
        height = load_sheet(sheet)[sprite].height
    except KeyError as error:
        raise reader.fail(str(error.args[0])) from error
    options = dict(_options(reader, words[3:], ("base", "dress")))
    return Piece(sheet, sprite, x, y, int(options.get("base", y + height)), options.get("dress", OWN))


def _spot(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.spots[words[0]] = _place(reader, words[1:])


def _guest(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.guests.append(_place(reader, words))


def _place(reader: Reader, words: list[str]) -> Spot:
    x, y, facing = int(words[0]), int(words[1]), words[2]
    if facing not in FACINGS:
        raise reader.fail(f"{facing!r} is no way to face; write one of {', '.join(FACINGS)}")
    options = dict(_options(reader, words[3:], ("pose", "via")))
    via = int(options["via"]) if "via" in options else None
    return Spot(x, y, facing, options.get("pose", ""), via)


def _exit(reader: Reader, room: RoomPlan, words: list[str]) -> None:
    room.exits[" ".join(words[:-2])] = (int(words[-2]), int(words[-1]))


def _options(reader: Reader, words: list[str], allowed: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, value in zip(words[::2], words[1::2], strict=True):
        if name not in allowed:
            raise reader.fail(f"{name!r} is no option here; write one of {', '.join(allowed)}")
        yield name, value


HANDLERS: dict[str, Handler] = {
    "at": _at,
    "sheet": _sheet,
    "lane": _lane,
    "sky": _sky,
    "sun": _sun,
    "screen": _screen,
    "lamp": _lamp,
    "hang": _hang,
    "put": _put,
    "spot": _spot,
    "guest": _guest,
    "exit": _exit,
}
