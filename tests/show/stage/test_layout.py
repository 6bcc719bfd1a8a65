"""What the layout promises for every scene: faces free, text whole, everyone where the scene says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from show.stage import booth, canvas, fonts, header, panel, screens, stamps, ticker, tradecard
from show.stage.canvas import Box
from show.stage.layout import Layout, layout
from show.stage.light import HEIGHT, WIDTH
from show.stage.people import face_box, head_box
from show.stage.picture import numbers
from show.stage.rooms import room_box, sign_box
from show.stage.scene import GuestView, Scene
from show.stage.spots import APART, path, walk_frames, walks_end
from show.stage.stamps import Stamp
from show.words import ROOMS, TRADERS, Room, TraderId
from tests.show.stage.gallery import GALLERY, KINDS, LONGEST_LINE, all_in, says, trader
from tests.show.stage.strange import SCENES

OFFICE, FRAME = Box(0, 0, WIDTH, HEIGHT), Box(0, 0, 320, 180)
FRAMES = st.integers(0, 500)
AGES = st.one_of(st.none(), st.integers(0, 80))


def faces(plan: Layout) -> dict[str, Box]:
    """Return the faces that are in view, on the screen, by the look of their owner and where they stand."""
    boxes = {f"{a.look.who} {a.x} {a.y}": plan.lens.box(face_box(a.x, a.y)) for a in plan.actors}
    return {who: box for who, box in boxes.items() if OFFICE.holds(box)}


def floating(plan: Layout) -> list[Box]:
    return [part for _, bubble in plan.bubbles for part in (bubble.box, bubble.tail)]


@given(SCENES, FRAMES, AGES)
@settings(max_examples=120, deadline=None)
def test_no_bubble_touches_a_face_another_bubble_or_the_edge(
    scene: Scene, frame: int, age: int | None
) -> None:
    plan = layout(scene, frame, age)
    for _, bubble in plan.bubbles:
        assert OFFICE.holds(bubble.box)
        assert OFFICE.holds(bubble.tail)
    for part in floating(plan):
        assert not any(part.meets(face) for face in faces(plan).values())
    for (_, one), (_, other) in combinations(plan.bubbles, 2):
        assert not one.box.meets(other.box)


@given(SCENES, FRAMES)
@settings(max_examples=120, deadline=None)
def test_everyone_stands_in_the_room_the_scene_says(scene: Scene, frame: int) -> None:
    plan = layout(scene, frame)
    views = {view.id: view for view in scene.traders}
    shown = [actor for actor in plan.actors if actor.trader is not None]
    assert {actor.trader.id for actor in shown if actor.trader} == set(views)
    for actor in plan.actors:
        room = views[actor.trader.id].room if actor.trader else actor.room
        assert room_box(room).holds(Box(actor.x - 5, actor.y - 1, 10, 1))
        assert OFFICE.holds(head_box(actor.x, actor.y))


@pytest.mark.parametrize("room", ROOMS)
def test_a_close_up_shows_the_people_of_the_room_and_nobody_else(room: Room) -> None:
    plan = layout(replace(says("alex", LONGEST_LINE, all_in(room)), focus=room))
    assert {tag.who for tag in plan.names} == set(TRADERS)
    assert [who for who, _ in plan.bubbles] == ["alex"]
    elsewhere = layout(replace(says("alex", LONGEST_LINE, all_in(room)), focus=other(room)))
    assert not elsewhere.names
    assert not elsewhere.bubbles


def other(room: Room) -> Room:
    return ROOMS[(ROOMS.index(room) + 1) % len(ROOMS)]


@pytest.mark.parametrize("room", ROOMS)
def test_eight_guests_and_all_four_have_room_in_one_room(room: Room) -> None:
    guests = tuple(GuestView(kind=kind, room=room) for kind in (*KINDS, *KINDS))
    people = layout(replace(all_in(room), guests=guests)).actors
    assert len(people) == 12
    heads = [head_box(actor.x, actor.y) for actor in people]
    assert not any(one.meets(other) for one, other in combinations(heads, 2))


@given(st.permutations(TRADERS), st.lists(st.sampled_from(ROOMS), min_size=8, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_two_who_walk_overlap_and_all_arrive(order: list[TraderId], rooms: list[Room]) -> None:
    views = tuple(trader(who, rooms[index], came_from=rooms[index + 4]) for index, who in enumerate(order))
    scene = Scene(tick=1, season=1, episode=1, minutes=600, traders=views)
    for age in range(walks_end(scene)):
        walking = [actor for actor in layout(scene, age, age).actors if actor.walking and actor.look.step]
        for one, other in combinations(walking, 2):
            assert abs(one.x - other.x) >= APART[0] or abs(one.y - other.y) >= APART[1]
    assert layout(scene, 0, walks_end(scene)) == layout(scene)


def test_a_walk_is_seen_in_the_whole_office() -> None:
    scene = replace(GALLERY["two-walk"], focus="Coffee Shop")
    assert layout(scene, 3, 3).lens.zoom == 1
    assert layout(scene).lens.zoom == 2


@given(SCENES)
@settings(max_examples=120, deadline=None)
def test_no_head_hides_another(scene: Scene) -> None:
    heads = [head_box(actor.x, actor.y) for actor in layout(scene).actors]
    assert not any(one.meets(other) for one, other in combinations(heads, 2))


@given(SCENES, FRAMES)
@settings(max_examples=120, deadline=None)
def test_names_and_emotes_stay_in_the_office_and_apart(scene: Scene, frame: int) -> None:
    plan = layout(scene, frame)
    for tag in (*plan.names, *plan.emotes):
        assert OFFICE.holds(tag.box)
    if plan.slip is not None:
        paper = plan.slip.box
        assert OFFICE.holds(paper)
        assert not any(paper.meets(box) for box in (*faces(plan).values(), *floating(plan)))
        assert not any(paper.meets(tag.box) for tag in (*plan.names, *plan.emotes))
    for emote in plan.emotes:
        others = [face for owner, face in faces(plan).items() if not owner.startswith(f"{emote.who} ")]
        assert not any(emote.box.meets(face) for face in others)
        assert not any(emote.box.meets(part) for part in floating(plan))


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("who", TRADERS)
@pytest.mark.parametrize("text", ["Sell.", LONGEST_LINE, "W" * 80])
def test_the_speaker_is_heard_however_crowded_the_room(who: TraderId, room: Room, text: str) -> None:
    full = Scene(
        tick=1, season=1, episode=1, minutes=600,
        traders=says(who, text, all_in(room)).traders, speaker=who,
        guests=tuple(GuestView(kind=kind, room=room) for kind in KINDS),
    )  # fmt: skip
    plan = layout(full)
    assert [speaker for speaker, _ in plan.bubbles] == [who]
    assert "".join(plan.bubbles[0][1].lines).replace(" ", "") == fonts.fold("talk", text).replace(" ", "")


def test_a_bubble_points_at_its_speaker() -> None:
    for scene in GALLERY.values():
        plan = layout(scene)
        heads: dict[str, Box] = {}
        for actor in plan.actors:
            heads[actor.look.who] = plan.lens.box(head_box(actor.x, actor.y))
        for who, bubble in plan.bubbles:
            near = bubble.tail.grown(2)
            assert near.meets(heads[who])
            assert near.meets(bubble.box)


@pytest.mark.parametrize("who", TRADERS)
@pytest.mark.parametrize("origin", ROOMS)
@pytest.mark.parametrize("room", ROOMS)
def test_a_walk_leads_from_spot_to_spot_along_doors(who: TraderId, origin: Room, room: Room) -> None:
    if origin == room:
        return
    way = path(who, origin, room)
    ends = [layout(all_in(place)).actors for place in (origin, room)]
    spots = [next((a.x, a.y) for a in people if a.trader and a.trader.id == who) for people in ends]
    assert [way[0], way[-1]] == spots
    for (x, y), (to_x, to_y) in pairwise(way):
        wall = not any(room_box(one).holds(Box(min(x, to_x), min(y, to_y), 1, 1)) for one in ROOMS)
        assert x == to_x or y == to_y or (wall or abs(to_x - x) + abs(to_y - y) < 12)
    assert 0 < walk_frames(who, origin, room) < 100


def test_a_walk_begins_in_the_old_room_and_ends_on_the_spot() -> None:
    scene = Scene(
        tick=1, season=1, episode=1, minutes=600,
        traders=tuple(trader(who, "Coffee Shop", came_from="News Room") for who in TRADERS),
    )  # fmt: skip
    first, last = layout(scene, 0, 0), layout(scene, 0, 200)
    for actor in first.actors:
        assert actor.walking
        assert room_box("News Room").holds(Box(actor.x, actor.y - 1, 1, 1))
    assert last == layout(scene)


@given(SCENES, st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_no_text_is_clipped_and_none_covers_another(scene: Scene, frame: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        pressed = watch(patch)
        numbers(scene, frame)
    assert pressed
    for noted in pressed.values():
        assert all(noted.edge.holds(box) for box in noted.boxes)
        if noted.edge != FRAME:
            # On the frame itself a bubble may hide a name; on boards and bars nothing may hide anything.
            assert not any(one.meets(other) for one, other in combinations(noted.boxes, 2))


@dataclass
class Noted:
    """What text was pressed on (a canvas, or the layers of a board; held, so that its id stays its own)."""

    surface: object
    edge: Box
    boxes: list[Box] = field(default_factory=list)


def watch(patch: pytest.MonkeyPatch) -> dict[int, Noted]:
    """Note the painted box of every line of text by the surface it is pressed on. Nothing is remembered."""
    kept: list[Stamp] = []
    surfaces: dict[int, Noted] = {}
    real_line, real_press = fonts.line.__wrapped__, canvas.Canvas.press
    real_layered = stamps.layered

    def line(font: fonts.Font, text: str, colour: int, rim: int | None = None) -> Stamp:
        kept.append(real_line(font, text, colour, rim))
        return kept[-1]

    def note(surface: object, width: int, height: int, art: Stamp, x: int, y: int) -> None:
        if not any(art is text for text in kept) or not art.mask.any():
            return
        rows, columns = np.flatnonzero(art.mask.any(1)), np.flatnonzero(art.mask.any(0))
        wide, tall = int(columns[-1] - columns[0] + 1), int(rows[-1] - rows[0] + 1)
        box = Box(x + int(columns[0]), y + int(rows[0]), wide, tall)
        surfaces.setdefault(id(surface), Noted(surface, Box(0, 0, width, height))).boxes.append(box)

    def press(self: canvas.Canvas, art: Stamp, x: int, y: int) -> None:
        note(self, self.width, self.height, art, x, y)
        real_press(self, art, x, y)

    def layered(width: int, height: int, layers: list[tuple[Stamp, int, int]]) -> Stamp:
        for layer, x, y in layers:
            note(layers, width, height, layer, x, y)
        return real_layered(width, height, layers)

    patch.setattr(fonts, "line", line)
    patch.setattr(canvas.Canvas, "press", press)
    patch.setattr(screens, "layered", layered)
    for remembered in (
        panel._panel, panel.card, header._bar, ticker._strip, ticker._label, screens.menu, screens.news,
        tradecard.slip, booth.booth,
    ):  # fmt: skip
        remembered.cache_clear()
    return surfaces


@given(SCENES)
@settings(max_examples=120, deadline=None)
def test_no_name_covers_another_or_a_sign(scene: Scene) -> None:
    plan = layout(scene)
    for one, other in combinations(plan.names, 2):
        assert not one.box.meets(other.box)
    for name in plan.names:
        assert not any(name.box.meets(plan.lens.box(sign_box(room))) for room in ROOMS)
