"""People: layers of art put together into one stamp for each look, and the boxes of face and body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assets.art import OWN, Sheet, Sprite, load_sheet
from show.stage.canvas import Box
from show.stage.palette import number
from show.stage.stamps import Stamp, layered, raster
from show.words import Mood, TraderId

Facing = Literal["down", "up", "left", "right"]
Pose = Literal[
    "", "seated", "typing", "phone", "cup", "box", "tray", "cash", "clipboard", "letter", "crossed", "akimbo",
    "nails", "slump", "cheer", "panic", "despair",
]  # fmt: skip

WIDTH, HEIGHT = 20, 26
"""A person's stamp: 16 for the body and two on either side for raised arms."""

MARGIN = 2
INTERN = "intern"
"""The dress of a broke trader, who wears nothing of the old days over it."""

TORSO_ROW, LEGS_ROW = 16, 22

_VIEWS: dict[Facing, str] = {"down": "front", "up": "back", "left": "side", "right": "side"}
_TORSOS: dict[Pose, str] = {
    "typing": "torso-typing", "crossed": "torso-crossed", "akimbo": "torso-akimbo", "slump": "torso-slump",
    "cheer": "torso-raised", "panic": "torso-raised", "nails": "torso-raised",
}  # fmt: skip
_HELD: dict[Pose, str] = {
    "phone": "hold-phone", "cup": "hold-cup", "box": "hold-box", "tray": "hold-tray", "cash": "hold-cash",
    "clipboard": "hold-clipboard", "letter": "hold-letter",
}  # fmt: skip
_ARMS: dict[Pose, str] = {
    "cheer": "arms-cheer", "panic": "arms-panic", "despair": "arms-despair", "nails": "arms-nails",
}  # fmt: skip
_SUNK: dict[Pose, int] = {"slump": 2}
"""How far the head hangs in a pose, in pixels."""

ACCENTS: dict[str, str] = {"alex": "orange", "sarah": "coral", "alice": "mint", "mike": "lemon"}
"""The colour of each trader's tag, card and bubble."""

LOOKS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks in one frame. `sway` is the other half of a pose's movement, or a breath."""

    who: str
    facing: Facing = "down"
    step: int = 0
    pose: Pose = ""
    face: str = "calm"
    dress: str = OWN
    sway: bool = False
    talking: bool = False


def accent(trader: str) -> int:
    """Return the number of a trader's colour."""
    return number(ACCENTS.get(trader, "silver"))


@lru_cache(maxsize=LOOKS_KEPT)
def person(look: Look) -> Stamp:
    """Return somebody as a stamp of WIDTH by HEIGHT; the feet stand on its last row."""
    stamp = layered(WIDTH, HEIGHT, list(_layers(look)))
    return stamp.mirrored() if look.facing == "left" else stamp


def _layers(look: Look) -> list[tuple[Stamp, int, int]]:
    body, faces, own = load_sheet("people/body"), load_sheet("people/faces"), load_sheet(f"people/{look.who}")
    dress = own.dress(look.dress)
    view = _VIEWS[look.facing]
    pose: Pose = look.pose if view == "front" else ""
    sink = _sink(look, pose)
    torso = _moved(body, _TORSOS[pose], look.sway) if pose in _TORSOS else body[f"torso-{view}"]
    plan: list[tuple[Sprite | None, int, int]] = [
        (body[f"legs-{view}-{look.step}"], MARGIN, LEGS_ROW),
        (torso, MARGIN, TORSO_ROW),
        (_own(own, f"wear-{view}") if look.dress != INTERN else None, MARGIN, TORSO_ROW),
        (body[_HELD[pose]] if pose in _HELD else None, MARGIN, TORSO_ROW),
        (body[f"head-{view}"], MARGIN, sink),
        (faces[look.face] if view == "front" else None, MARGIN, sink),
        (body["mouth-open"] if look.talking and view == "front" else None, MARGIN, sink),
        (_own(own, f"face-{view}"), MARGIN, sink),
        (_own(own, f"hair-{view}"), MARGIN, sink),
        (_own(own, f"hat-{view}"), MARGIN, sink),
        (_moved(body, _ARMS[pose], look.sway) if pose in _ARMS else None, 0, sink),
    ]
    return [(raster(sprite, dress), x, y) for sprite, x, y in plan if sprite is not None]


def _sink(look: Look, pose: Pose) -> int:
    # The head sinks by a pixel on the stride and with each breath: all it takes to feel like weight.
    breath = look.sway and pose not in _ARMS and pose != "typing"
    return _SUNK.get(pose, 0) or int(bool(look.step) or breath)


def _moved(sheet: Sheet, name: str, sway: bool) -> Sprite:
    other = sheet.sprites.get(f"{name}~1")
    return other if sway and other is not None else sheet[name]


def _own(sheet: Sheet, name: str) -> Sprite | None:
    return sheet.sprites.get(name)


def body_box(x: int, y: int) -> Box:
    """Return the pixels of somebody whose feet stand at (x, y)."""
    return Box(x - WIDTH // 2 + MARGIN, y - HEIGHT, WIDTH - 2 * MARGIN, HEIGHT)


def head_box(x: int, y: int) -> Box:
    """Return the head with its hair."""
    return Box(x - WIDTH // 2 + MARGIN, y - HEIGHT, WIDTH - 2 * MARGIN, TORSO_ROW + 1)


def face_box(x: int, y: int) -> Box:
    """Return the face alone: what no bubble may ever cover."""
    return Box(x - 6, y - HEIGHT + 5, 12, 12)


def portrait(trader: TraderId, mood: Mood, dress: str = OWN) -> Stamp:
    """Return head and shoulders, 20 wide and 21 tall, for cards and panel."""
    whole = person(Look(trader, face=mood, dress=dress))
    return Stamp(whole.colour[:21], whole.mask[:21])
