"""Where everything that floats over the office goes in one frame. Drawing follows it; tests measure it."""

from __future__ import annotations

from dataclasses import dataclass

from show.stage import bubbles
from show.stage.bubbles import Bubble
from show.stage.canvas import Box
from show.stage.lens import Lens, lens
from show.stage.people import body_box, head_box
from show.stage.rooms import sign_box
from show.stage.scene import Scene
from show.stage.spots import Actor, actors
from show.stage.tags import Tag, emote, name_tag
from show.words import ROOMS


@dataclass(frozen=True, slots=True)
class Layout:
    """The people of a frame, in office pixels, and what floats by those in view, in screen pixels."""

    actors: tuple[Actor, ...]
    lens: Lens
    names: tuple[Tag, ...]
    emotes: tuple[Tag, ...]
    bubbles: tuple[tuple[str, Bubble], ...]


def layout(scene: Scene, frame: int = 0, age: int | None = None) -> Layout:
    """Return the layout of a frame: bubbles first, then the emotes that are still free to see."""
    people, seen = actors(scene, frame, age), lens(scene.focus)
    shown = [actor for actor in people if seen.sees(body_box(actor.x, actor.y))]
    names = tuple(tag for actor in shown if (tag := name_tag(actor, seen)) is not None)
    spoken = _bubbles(scene, shown, names, seen)
    return Layout(tuple(people), seen, names, _emotes(shown, spoken, seen), spoken)


def _bubbles(
    scene: Scene, people: list[Actor], names: tuple[Tag, ...], seen: Lens
) -> tuple[tuple[str, Bubble], ...]:
    heads = [seen.box(head_box(actor.x, actor.y)) for actor in people]
    signs = tuple(seen.box(sign_box(room)) for room in ROOMS)
    soft = tuple(tag.box for tag in names) + tuple(sign for sign in signs if sign.x >= 0 and sign.y >= 0)
    hung: list[tuple[str, Bubble]] = []
    if scene.paused:
        return ()
    for actor in sorted(people, key=lambda one: one.trader is None or one.trader.id != scene.speaker):
        if actor.trader is None or not actor.trader.speech or actor.walking:
            continue
        taken = tuple(heads) + tuple(part for _, old in hung for part in (old.box, old.tail))
        found = bubbles.placed(actor.trader.speech, seen.box(head_box(actor.x, actor.y)), taken, soft)
        if found is not None:
            hung.append((actor.trader.id, found))
    return tuple(hung)


def _emotes(people: list[Actor], spoken: tuple[tuple[str, Bubble], ...], seen: Lens) -> tuple[Tag, ...]:
    covered: list[Box] = [part for _, bubble in spoken for part in (bubble.box, bubble.tail)]
    speaking = {who for who, _ in spoken}
    heads = {id(actor): seen.box(head_box(actor.x, actor.y)) for actor in people}
    shown: list[Tag] = []
    for actor in people:
        tag = emote(actor, seen)
        if tag is None or tag.who in speaking or any(tag.box.meets(box) for box in covered):
            continue
        if any(tag.box.meets(head) for key, head in heads.items() if key != id(actor)):
            continue
        shown.append(tag)
        covered.append(tag.box)
    return tuple(shown)
