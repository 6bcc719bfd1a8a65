"""What floats by people: the name under the feet and the mood over the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from show.stage import fonts
from show.stage.canvas import Box
from show.stage.lens import WIDE, Lens
from show.stage.light import HEIGHT, WIDTH
from show.stage.palette import number
from show.stage.people import accent, head_box
from show.stage.rooms import sign_box
from show.stage.scene import TraderView
from show.stage.spots import Actor
from show.stage.stamps import Stamp, stamp
from show.words import ROOMS

NAME_WIDTH, RIM = 30, 1
"""A longer name is cut, and cut shorter where it would reach the neighbour's."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A name or an emote and where it is in the office."""

    who: str
    art: Stamp
    box: Box


def name_tags(actors: Sequence[Actor], lens: Lens = WIDE) -> tuple[Tag, ...]:
    """Return the names under people's feet; guests have none."""
    traders = [(actor, actor.trader) for actor in actors if actor.trader is not None]
    tags = [_name_tag(actor, view, NAME_WIDTH, lens) for actor, view in traders]
    for index, (actor, view) in enumerate(traders):
        near = [
            lens.zoom * abs(actor.x - other.x) - 2 * RIM
            for (other, _), tag in zip(traders, tags, strict=True)
            if other != actor and not (actor.walking or other.walking) and tag.box.meets(tags[index].box)
        ]
        if near:
            tags[index] = _name_tag(actor, view, min(near), lens)
    return tuple(tags)


def _name_tag(actor: Actor, view: TraderView, width: int, lens: Lens) -> Tag:
    text = fonts.shorten("tiny", view.name, width)
    art = fonts.line("tiny", text, accent(view.id), number("ink"))
    middle, feet = lens.point(actor.x, actor.y)
    x = min(max(middle - art.width // 2, 1), WIDTH - 1 - art.width)
    y = min(feet, HEIGHT - art.height)
    for sign in (lens.box(sign_box(room)) for room in ROOMS):
        # Whoever walks along the wall would write over the sign of the room below.
        if Box(x, y, art.width, art.height).meets(sign):
            y = min(y, sign.y - art.height)
    return Tag(view.id, art, Box(x, y, art.width, art.height))


def feeling(view: TraderView) -> str:
    """Return the emote of a trader by its name: a mind at work comes first, then trouble, then the mood."""
    if view.thinking:
        return "talking"
    return "margin" if view.status == "margin call" else "canned" if view.canned else view.mood


def emote(actor: Actor, lens: Lens = WIDE) -> Tag | None:
    """Return the mood over somebody's head; a calm trader has none. A canned move is marked as such."""
    view = actor.trader
    if view is None or actor.walking:
        return None
    name = feeling(view)
    if name == "calm":
        return None
    art = stamp("emotes", name)
    head = lens.box(head_box(actor.x, actor.y))
    lift = 0 if actor.look.who != "alice" or actor.look.pose else 2 * lens.zoom
    x = min(max(head.x + head.width // 2 - art.width // 2, 1), WIDTH - 1 - art.width)
    y = max(0, head.y - art.height + lift)
    return Tag(view.id, art, Box(x, y, art.width, art.height))
