"""Clips: four seconds, under the limit, in true colours, and of what really happened."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from PIL import Image

from show.events import LineSpoken, TraderMoved
from show.stage.footage import BYTES_ALLOWED, FRAMES, Kind, Take, TooLarge, clip, cut, film, shared_palette
from show.stage.moments import Moments
from show.stage.palette import colours
from show.stage.picture import numbers, tint
from show.stage.scene import Scene
from show.state import State, fold
from tests.show.company import Company
from tests.show.stage.gallery import CHAOS, DAY, GALLERY, HOMES, says
from tests.show.stage.strange import SCENES

LINE = "BREAKING: I walked all the way here to tell you nothing!"
WALKED = replace(
    says("mike", LINE),
    traders=(*HOMES[:3], replace(HOMES[3], room="Coffee Shop", came_from="News Room", speech=LINE)),
)
KINDS: tuple[Kind, ...] = ("webp", "gif")
STORIES: dict[str, tuple[Scene, ...]] = {
    "calm": (DAY, WALKED),
    "calm to alarm": (GALLERY["day"], GALLERY["chaos"]),
    "alarm at night": (GALLERY["chaos-at-night"], GALLERY["chaos-at-night"]),
    "one moment": (GALLERY["day"],),
    "blank": (replace(CHAOS, panicked=True),),
}


def length(data: bytes) -> int:
    """Return how many milliseconds a moving picture lasts."""
    with Image.open(io.BytesIO(data)) as moving:
        lasted = 0
        for frame in range(getattr(moving, "n_frames", 1)):
            moving.seek(frame)
            moving.load()
            lasted += moving.info.get("duration", 0)
        return lasted


def size(data: bytes) -> tuple[int, int]:
    """Return a picture's width and height."""
    with Image.open(io.BytesIO(data)) as picture:
        return picture.size


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("story", STORIES)
def test_a_clip_lasts_four_seconds_at_most_and_fits_an_upload(story: str, kind: Kind) -> None:
    data = clip(cut(STORIES[story]), kind, BYTES_ALLOWED // 4)
    assert len(data) <= BYTES_ALLOWED // 4
    with Image.open(io.BytesIO(data)) as moving:
        assert moving.format == kind.upper()
    assert length(data) <= 4000
    assert story == "blank" or length(data) == 4000


@pytest.mark.parametrize("kind", KINDS)
def test_the_ladder_steps_down_until_the_clip_fits(kind: Kind) -> None:
    takes = (Take(GALLERY["chaos"], 0, 4),)
    sizes = []
    data = clip(takes, kind)
    for _ in range(3):
        sizes.append(size(data))
        data = clip(takes, kind, len(data) - 1)
    with pytest.raises(TooLarge, match="allowed"):
        clip(takes, kind, len(data) - 1)
    sizes.append(size(data))
    assert sizes == [(1280, 720), (960, 540), (640, 360), (320, 180)]


@given(SCENES, SCENES)
@settings(max_examples=10, deadline=None)
def test_any_two_moments_make_four_seconds(before: Scene, after: Scene) -> None:
    takes = cut((before, after))
    assert sum(take.count for take in takes) == FRAMES
    assert takes[-1].scene == after
    shot = film(takes)
    assert len(shot.frames) == len(shot.table) == FRAMES
    assert len(shared_palette(shot)[0]) <= 255


def test_the_end_of_a_walk_is_seen_and_then_the_line() -> None:
    lead, take = cut(STORIES["calm"])
    assert lead.scene == DAY and lead.age is None
    shot = film((lead, take))
    steps = [np.array_equal(*pair) for pair in zip(shot.frames[12:24], shot.frames[13:25], strict=True)]
    assert not any(steps[:8]), "somebody walks"
    assert np.array_equal(shot.frames[-1], numbers(WALKED, FRAMES - 1, None, strip=0)), "the line is out"


def test_the_news_strip_stands_still() -> None:
    shot = film(cut((GALLERY["day"],)))
    assert len({frame[169:].tobytes() for frame in shot.frames}) == 1


def test_the_first_frame_of_a_webp_is_exact() -> None:
    with Image.open(io.BytesIO(clip((Take(GALLERY["chaos"], 5, 2),)))) as moving:
        small = moving.convert("RGB").resize((320, 180), Image.Resampling.NEAREST)
        shown = colours(tint(GALLERY["chaos"]))[numbers(GALLERY["chaos"], 5, strip=0)]
        assert np.array_equal(np.asarray(small), shown)


def test_a_calm_gif_is_exact_and_an_alarm_does_not_ruin_it() -> None:
    calm = film(cut((GALLERY["day"],)))
    palette, maps = shared_palette(calm)
    frame = calm.frames[-1]
    assert np.array_equal(palette[maps[0][frame]], colours("day")[frame])
    mixed = film(cut(STORIES["calm to alarm"]))
    palette, maps = shared_palette(mixed)
    assert len(palette) == 255
    for frame, table in zip(mixed.frames, mixed.table, strict=True):
        off = palette[maps[table][frame]].astype(int) - mixed.tables[table][frame]
        assert np.abs(off).max() <= 32
        assert np.abs(off).mean() < 0.5


def test_all_frames_of_a_gif_share_one_palette() -> None:
    data = clip((Take(DAY, 0, 2), Take(CHAOS, 2, 3)), "gif")
    assert data[10] & 0x80, "one palette for all frames"
    assert not list(own_palettes(data))


def own_palettes(data: bytes) -> Iterator[int]:
    """Yield the places of images that bring a palette of their own."""
    at = 13 + 3 * 2 ** ((data[10] & 7) + 1)
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            if data[at + 9] & 0x80:
                yield at
            at += 11
        else:
            at += 2
        while data[at]:
            at += data[at] + 1
        at += 1


def test_an_alarm_and_a_calm_take_keep_their_own_light() -> None:
    shot = film((Take(DAY, 0, 1), Take(CHAOS, 0, 1)))
    assert shot.table == (0, 1)
    assert np.array_equal(shot.tables[1], colours(tint(CHAOS)))


async def test_moments_are_the_last_beats_in_which_somebody_moved() -> None:
    company = await Company(11).run(12)
    moments, state = Moments(), State()
    for entry in company.log.entries:
        fold(state, entry)
        moments.take(entry, state)
    acted = [entry for entry in company.log.entries if isinstance(entry.event, LineSpoken | TraderMoved)]
    beats = list(dict.fromkeys(entry.beat for entry in acted))[-2:]
    assert len(moments.scenes) == 2
    for scene, beat in zip(moments.scenes, beats, strict=True):
        events = [entry.event for entry in acted if entry.beat == beat]
        lines = [event.text for event in events if isinstance(event, LineSpoken)]
        walks = {event.trader: event.origin for event in events if isinstance(event, TraderMoved)}
        assert [view.speech for view in scene.traders if view.id == scene.speaker] == lines
        assert {view.id: view.came_from for view in scene.traders if view.came_from} == walks


async def test_a_panic_leaves_no_moment_but_the_test_card() -> None:
    company = await Company(11).run(5)
    await company.ask("panic", viewer="terminal:host", moderator=True)
    panicked = len(company.log.entries)
    await company.ask("resume", viewer="terminal:host", moderator=True)
    resumed = len(company.log.entries)
    await company.run(2)
    moments, state, found = Moments(), State(), {}
    for at, entry in enumerate(company.log.entries, 1):
        fold(state, entry)
        moments.take(entry, state)
        found[at] = moments.scenes
    assert [scene.panicked for scene in found[panicked]] == [True]
    assert found[resumed] == ()
    assert len(moments.scenes) == 2 and not any(scene.panicked for scene in moments.scenes)


def test_a_log_in_which_nothing_moved_has_no_moments() -> None:
    assert Moments().scenes == ()
    assert cut((DAY,))[0].count == FRAMES
