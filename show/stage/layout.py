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


def layout(scene: Scene, frame: int = 0, age: int | None = None) -> Layout:
    """Return the layout of a frame: bubbles first, then the emotes that are still free to see."""
    people, seen = actors(scene, frame, age), lens(scene.focus)
    shown = [actor for actor in people if seen.sees(body_box(actor.x, actor.y))]
    # Somebody half in view has no name and no bubble, but a face that must stay free.
    heads = {actor: head_box(actor.x, actor.y) for actor in people}
    on_screen = {actor: seen.box(head) for actor, head in heads.items() if seen.view.meets(head)}
    names = tuple(tag for actor in shown if (tag := name_tag(actor, seen)) is not None)
    spoken = _bubbles(scene, shown, on_screen, names, seen)
    return Layout(tuple(people), seen, names, _emotes(shown, on_screen, spoken, seen), spoken)


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
        taken = (*heads.values(), *(part for _, old in hung for part in (old.box, old.tail)))
        found = bubbles.placed(actor.trader.speech, heads[actor], taken, soft)
        if found is not None:
            hung.append((actor.trader.id, found))
    return tuple(hung)


def _emotes(people: list[Actor], heads: Heads, spoken: tuple[Spoken, ...], seen: Lens) -> tuple[Tag, ...]:
    covered: list[Box] = [part for _, bubble in spoken for part in (bubble.box, bubble.tail)]
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
