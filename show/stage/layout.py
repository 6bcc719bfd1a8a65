"""Where everything that floats over the office goes in one frame. Drawing follows it; tests measure it."""

from __future__ import annotations

from dataclasses import dataclass

from show.stage import bubbles
from show.stage.bubbles import Bubble
from show.stage.canvas import Box
from show.stage.clearing import clearing
from show.stage.lens import Lens, lens
from show.stage.people import body_box, head_box
from show.stage.rooms import room_box, sign_box
from show.stage.scene import Scene
from show.stage.spots import Actor, actors
from show.stage.tags import Tag, emote, name_tags
from show.stage.tradecard import slip
from show.words import ROOMS

Heads = dict[Actor, Box]
Spoken = tuple[str, Bubble]


@dataclass(frozen=True, slots=True)
class Layout:
    """The people of a frame, in office pixels, and what floats by those in view, in screen pixels."""

    actors: tuple[Actor, ...]
    lens: Lens
    names: tuple[Tag, ...]
    emotes: tuple[Tag, ...]
    bubbles: tuple[Spoken, ...]
    slip: Tag | None = None
    """The newest order, by whoever gave it."""


def layout(scene: Scene, frame: int = 0, age: float | None = None) -> Layout:
    """Return the layout of a frame: bubbles first, then the slip, then the emotes that are still free to see.

    A walk is seen in the whole office, whatever the scene's focus is.
    """
    people = actors(scene, frame, age)
    seen = lens(None if any(actor.walking for actor in people) else scene.focus)
    shown = [actor for actor in people if seen.sees(body_box(actor.x, actor.y))]
    # Somebody half in view has no name and no bubble, but a face that must stay free.
    heads = {actor: head_box(actor.x, actor.y) for actor in people}
    on_screen = {actor: seen.box(head) for actor, head in heads.items() if seen.view.meets(head)}
    names = name_tags(shown, seen)
    spoken = _bubbles(scene, shown, on_screen, names, seen)
    paper = _slip(scene, shown, on_screen, names, spoken, seen)
    emotes = _emotes(shown, on_screen, spoken, seen, paper)
    return Layout(tuple(people), seen, names, emotes, spoken, paper)


def _bubbles(
    scene: Scene, people: list[Actor], heads: Heads, names: tuple[Tag, ...], seen: Lens
) -> tuple[Spoken, ...]:
    signs = (seen.box(sign_box(room)) for room in ROOMS)
    soft = tuple(tag.box for tag in names) + tuple(sign for sign in signs if sign.x >= 0 and sign.y >= 0)
    hung: list[Spoken] = []
    if scene.paused:
        return ()
    for actor in sorted(people, key=lambda one: one.trader is None or one.trader.id != scene.speaker):
        if actor.trader is None or not actor.trader.speech or actor.walking:
            continue
        taken = (*heads.values(), *_parts(tuple(hung)))
        found = bubbles.placed(actor.trader.speech, heads[actor], taken, soft)
        if found is not None:
            hung.append((actor.trader.id, found))
    return tuple(hung)


def _slip(
    scene: Scene,
    people: list[Actor],
    heads: Heads,
    names: tuple[Tag, ...],
    spoken: tuple[Spoken, ...],
    seen: Lens,
) -> Tag | None:
    """Hang the newest order by whoever gave it, where it covers no face, no name and no bubble."""
    if scene.deal is None or scene.paused:
        return None
    for actor in people:
        if actor.trader is None or actor.trader.id != scene.deal.trader or actor.walking:
            continue
        art, head = slip(scene.deal, actor.trader.name), heads[actor]
        taken = (*heads.values(), *(tag.box for tag in names), *_parts(spoken))
        near = head.x + head.width // 2, head.y + head.height
        elsewhere = () if seen.zoom > 1 else (room_box(room) for room in ROOMS if room != actor.room)
        soft = (*(seen.box(sign_box(room)) for room in ROOMS), *elsewhere)
        box = clearing(art.width, art.height, near, taken, soft)
        return None if box is None else Tag(actor.trader.id, art, box)
    return None


def _parts(spoken: tuple[Spoken, ...]) -> list[Box]:
    return [part for _, bubble in spoken for part in (bubble.box, bubble.tail)]


def _emotes(
    people: list[Actor], heads: Heads, spoken: tuple[Spoken, ...], seen: Lens, paper: Tag | None
) -> tuple[Tag, ...]:
    covered = [*_parts(spoken), *([paper.box] if paper else [])]
    speaking = {who for who, _ in spoken}
    shown: list[Tag] = []
    for actor in people:
        tag = emote(actor, seen)
        if tag is None or tag.who in speaking or any(tag.box.meets(box) for box in covered):
            continue
        if any(tag.box.meets(head) for other, head in heads.items() if other != actor):
            continue
        shown.append(tag)
        covered.append(tag.box)
    return tuple(shown)
