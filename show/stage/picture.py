"""The picture: a frame is a pure function of the scene and the frame's number.

Layers, back to front: rooms and what hangs there, screens, furniture and people sorted by the row of their
feet, papers; then bars, panel, names, emotes and bubbles, which no light touches.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache, lru_cache

import numpy as np
from PIL import Image

from show.stage import bubbles, chaos, furniture, light
from show.stage.booth import OPENED, booth, flame
from show.stage.canvas import Canvas, LitCanvas
from show.stage.cards import paused_card, stand_by_card
from show.stage.header import header
from show.stage.layout import Layout, layout
from show.stage.palette import CLEAR, DAYPARTS, Bytes, Daypart, Tint, colours, number
from show.stage.panel import panel
from show.stage.people import accent, person
from show.stage.rooms import Sky, back, sign, sign_box
from show.stage.scene import Scene
from show.stage.screens import screen
from show.stage.spots import Actor, walks_end
from show.stage.stamps import Stamp
from show.stage.ticker import ticker
from show.stage.weather import draw as draw_weather
from show.stage.weather import weather
from show.words import ROOMS

WIDTH, HEIGHT = 320, 180
SCALE = 4
OFFICE_TOP = 12

AFTERWARDS = 3
"""Frames after the last letter: the ends of lines count as letters, and a mouth closes."""

FLOORS_KEPT = 2
"""A video draws each floor three times in a row while nothing but the news strip moves."""


def draw(scene: Scene, frame: float = 0, age: float | None = None) -> Image.Image:
    """Return a frame, 320 by 180 RGB.

    `frame` counts on for ever at ten a second and moves what never ends: eyes, ticker, alarm. `age` counts
    the frames since the scene's newest beat and moves what ends: walks and the typing of bubbles; None is
    the still picture in which all of that is over. Parts of a frame are for screens that are faster.
    """
    return Image.fromarray(colours(tint(scene))[numbers(scene, frame, age)], "RGB")


def numbers(scene: Scene, frame: float = 0, age: float | None = None, strip: int | None = None) -> Bytes:
    """Return a frame as one byte a pixel, numbers into `colours(tint(scene))`, shape (180, 320).

    `strip` holds the news strip at that frame while the rest moves on.
    """
    if scene.panicked:
        return stand_by_card().colour.copy()
    whole = int(frame)
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    opened = _opened(scene)
    if opened is not None:
        canvas.colour[OFFICE_TOP : OFFICE_TOP + light.HEIGHT, : light.WIDTH] = opened(flame(whole)).colour
    else:
        canvas.colour[:] = _floor(scene, whole, None if age is None or age >= ends(scene) else age).colour
    canvas.colour[OFFICE_TOP : OFFICE_TOP + light.HEIGHT, light.WIDTH :] = panel(scene, whole).colour
    canvas.colour[:OFFICE_TOP] = header(scene, whole).colour
    canvas.colour[OFFICE_TOP + light.HEIGHT :] = ticker(scene, frame if strip is None else strip).colour
    return canvas.colour


def _opened(scene: Scene) -> Callable[[int], Canvas] | None:
    """Return the booth, if the audience has just opened a thought; chaos and a pause are never hidden."""
    confession = scene.confession
    if confession is None or scene.chaos or scene.paused:
        return None
    found = next((one for one in scene.traders if one.id == confession.trader), None)
    if found is None:
        return None
    still = replace(found, history=(), speech=None, came_from=None)
    return lambda shape: booth(still, confession.thought, light.WIDTH, light.HEIGHT, shape, OPENED)


def ends(scene: Scene) -> float:
    """Return the age of a scene from which on it is the still picture: every walk and bubble is over."""
    longest = max((len(view.speech) for view in scene.traders if view.speech), default=0)
    return max(walks_end(scene), longest / bubbles.LETTERS_A_FRAME + AFTERWARDS)


@lru_cache(maxsize=FLOORS_KEPT)
def _floor(scene: Scene, frame: int, age: float | None) -> Canvas:
    """Return the office, and over it what no light touches. Where nobody walks or speaks it stays a while."""
    canvas = Canvas(WIDTH, HEIGHT, number("ink"))
    plan = layout(scene, frame, age)
    office = plan.lens.shown(_office(scene, frame, plan))
    _paste(canvas.colour, office, chaos.shake(frame) if scene.chaos else (0, 0))
    for tag in (*plan.names, *plan.emotes, *([plan.slip] if plan.slip else [])):
        canvas.press(tag.art, tag.box.x, tag.box.y + OFFICE_TOP)
    for who, bubble in reversed(plan.bubbles):
        letters = None if age is None else int(age * bubbles.LETTERS_A_FRAME)
        bubbles.draw(canvas, bubble, accent(who), OFFICE_TOP, letters)
    if scene.paused:
        card = paused_card()
        canvas.press(card, (light.WIDTH - card.width) // 2, OFFICE_TOP + (light.HEIGHT - card.height) // 2)
    return canvas


def tint(scene: Scene) -> Tint:
    """Return the tint a scene is seen in: its time of day, the alarm, or the grey of a pause."""
    if scene.paused and not scene.panicked:
        return "paused"
    part = light.daypart(scene.minutes)
    if not scene.chaos:
        return part
    return "alarm day" if part == "day" else "alarm dusk" if part == "dusk" else "alarm night"


def _paste(frame: Bytes, office: Bytes, offset: tuple[int, int]) -> None:
    across, down = offset
    height, width = office.shape
    left, top = max(0, across), max(0, down)
    part = office[top - down : height - max(0, down), left - across : width - max(0, across)]
    if across < 0 or down < 0:
        part = office[-min(0, down) : height - max(0, down), -min(0, across) : width - max(0, across)]
    frame[OFFICE_TOP + top : OFFICE_TOP + top + part.shape[0], left : left + part.shape[1]] = part


def _office(scene: Scene, frame: int, plan: Layout) -> Bytes:
    part = light.daypart(scene.minutes)
    outside = weather(scene)
    sky: Sky = "alarm" if scene.chaos else part if part != "day" else "rain" if outside == "rain" else "own"
    colour, base = _empty(sky, part, chaos.beam(frame) if scene.chaos else None)
    canvas = LitCanvas(colour.copy(), base)
    draw_weather(canvas, outside, part, frame)
    for item in furniture.screens():
        if item.base is None:
            canvas.press(screen(item.surface, scene, frame), item.x, item.y)
    _stand(canvas, scene, frame, plan, part)
    for room in ROOMS:
        canvas.press(sign(room), sign_box(room).x, sign_box(room).y)
    if scene.chaos:
        chaos.papers(canvas, frame)
    return canvas.numbers()


def _stand(canvas: LitCanvas, scene: Scene, frame: int, plan: Layout, part: Daypart) -> None:
    people = list(plan.actors)
    for piece in furniture.standing():
        while people and people[0].y < piece.base:
            _person(canvas, people.pop(0), part)
        canvas.press(piece.art(frame), piece.x, piece.y)
        for item in furniture.screens():
            if item.base == piece.base and piece.box.x <= item.x < piece.box.right:
                canvas.press(screen(item.surface, scene, frame), item.x, item.y)
    for actor in people:
        _person(canvas, actor, part)


def _person(canvas: LitCanvas, actor: Actor, part: Daypart) -> None:
    shadow = _shadow()
    canvas.shade(shadow, actor.x - shadow.width // 2, actor.y - 3, light.DARKER)
    art = person(actor.look)
    at = light.actor_levels(part)[min(actor.y, light.HEIGHT) - 1, min(max(actor.x, 0), light.WIDTH - 1)]
    canvas.press(art, actor.x - art.width // 2, actor.y - art.height, int(at))


@cache
def _shadow() -> Stamp:
    rows = ("..##########..", "##############", "##############", "..##########..")
    mask = np.array([[letter == "#" for letter in row] for row in rows], bool)
    return Stamp(np.where(mask, np.uint8(0), np.uint8(CLEAR)), mask)


def warm() -> None:
    """Make the light of every hour and alarm, so that neither memory nor a frame jumps with chaos."""
    for part in DAYPARTS:
        for beam in range(light.BEAMS):
            _empty("alarm", part, beam)
        _empty("own" if part == "day" else part, part, None)
    _empty("rain", "day", None)


@lru_cache(maxsize=len(DAYPARTS) * (light.BEAMS + 1) + 1)
def _empty(sky: Sky, part: Daypart, beam: int | None) -> tuple[Bytes, Bytes]:
    colour, shine = back(sky)
    base = light.levels(part) if beam is None else light.alarm_levels(part, beam)
    return colour, np.where(shine == 1, np.uint8(0), base)


def scaled(image: Image.Image) -> Image.Image:
    """Return a frame four times as large, every pixel a square."""
    return image.resize((image.width * SCALE, image.height * SCALE), Image.Resampling.NEAREST)


def png(scene: Scene, frame: float = 0, age: float | None = None) -> bytes:
    """Return a frame as a palette PNG of 1280 by 720, exact in every colour, about 30 KB."""
    return _encoded(numbers(scene, frame, age), tint(scene))


def _encoded(frame: Bytes, shown: Tint) -> bytes:
    large = np.repeat(np.repeat(frame, SCALE, 0), SCALE, 1)
    image = Image.fromarray(large, "P")
    image.putpalette(colours(shown).tobytes())
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()
