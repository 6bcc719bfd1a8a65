"""The picture: a pure function, exact in every format, and honest about what it shows."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from show.stage.alt import alt_text
from show.stage.figures import equity, price, signed
from show.stage.light import alarm_levels, daypart, levels
from show.stage.palette import Daypart
from show.stage.picture import _floor, draw, ends, numbers, png, scaled, tint
from show.stage.scene import Scene
from tests.show.stage.gallery import CHAOS, DAY, GALLERY, NOBODY, at, changed, says
from tests.show.stage.strange import SCENES


def pixels(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(image)


@given(SCENES, st.integers(0, 10_000), st.one_of(st.none(), st.integers(0, 100)))
@settings(max_examples=60, deadline=None)
def test_any_scene_can_be_drawn_and_twice_the_same(scene: Scene, frame: int, age: int | None) -> None:
    first = draw(scene, frame, age)
    assert first.size == (320, 180)
    assert first.mode == "RGB"
    assert first.tobytes() == draw(scene, frame, age).tobytes()


def test_drawing_does_not_depend_on_what_was_drawn_before() -> None:
    before = draw(DAY).tobytes()
    for scene in GALLERY.values():
        draw(scene, 7)
    assert draw(DAY).tobytes() == before


def test_a_large_frame_is_the_small_one_with_square_pixels() -> None:
    small = pixels(draw(DAY))
    large = pixels(scaled(draw(DAY)))
    assert large.shape == (720, 1280, 3)
    assert np.array_equal(large[::4, ::4], small)
    assert np.array_equal(large, np.repeat(np.repeat(small, 4, 0), 4, 1))


@pytest.mark.parametrize("name", ["day", "chaos", "paused"])
def test_a_png_is_exact_and_small(name: str) -> None:
    data = png(GALLERY[name], 5)
    with Image.open(io.BytesIO(data)) as image:
        assert image.mode == "P"
        assert image.size == (1280, 720)
        assert np.array_equal(pixels(image.convert("RGB")), pixels(scaled(draw(GALLERY[name], 5))))
    assert len(data) < 40_000


def test_the_bars_stand_still_while_the_office_shakes() -> None:
    frames = [numbers(CHAOS, frame) for frame in (0, 1, 2)]
    panels = [frame[12:168, 240:] for frame in frames]
    offices = [frame[12:168, :240] for frame in frames]
    assert np.array_equal(panels[0], panels[1])
    assert not np.array_equal(offices[0], offices[1])
    assert np.array_equal(frames[0][:12], frames[1][:12])


def test_the_time_of_day_is_seen() -> None:
    assert [daypart(minutes) for minutes in (0, 370, 700, 1000, 1085, 1500)] == [
        "night", "dusk", "day", "dusk", "night", "night",
    ]  # fmt: skip
    bright = [pixels(draw(at(minutes)))[12:168, :240].mean() for minutes in (700, 1000, 1200)]
    assert bright[0] > bright[1] > bright[2]


def test_chaos_is_red_and_a_pause_is_grey() -> None:
    calm, alarm, pause = (
        pixels(draw(scene))[30:160, 10:230] for scene in (DAY, CHAOS, replace(DAY, paused=True))
    )
    assert alarm[..., 0].mean() > 1.5 * alarm[..., 1].mean()
    assert calm[..., 0].mean() < 1.5 * calm[..., 1].mean()
    assert np.ptp(pause.mean((0, 1))) < np.ptp(calm.mean((0, 1))) / 2
    assert tint(replace(CHAOS, minutes=1300)) == "alarm night"


@pytest.mark.parametrize("part", ["day", "dusk", "night"])
def test_light_comes_in_seven_steps(part: Daypart) -> None:
    for level in (levels(part), alarm_levels(part, 3)):
        assert level.min() >= 1
        assert level.max() <= 7


def test_a_bubble_types_itself_and_a_walk_ends() -> None:
    scene = says("alex", "I am typing this.")
    done = draw(scene).tobytes()
    frames = [draw(scene, 0, age).tobytes() for age in (0, 2, 40)]
    assert len({*frames}) == 3
    assert frames[-1] == done


@pytest.mark.parametrize("name", GALLERY)
def test_from_its_end_on_a_scene_is_the_still_picture(name: str) -> None:
    scene = GALLERY[name]
    for later in (0, 1, 30):
        moving, still = _floor(scene, 50, ends(scene) + later), _floor(scene, 50, None)
        assert np.array_equal(moving.colour, still.colour)


def test_the_speakers_card_is_marked() -> None:
    assert numbers(says("alex", "Me."))[22, 318] != numbers(DAY)[22, 318]


def test_a_margin_call_blinks() -> None:
    scene = changed("mike", status="margin call")
    card = [numbers(scene, frame)[112:140, 242:] for frame in (0, 5)]
    assert not np.array_equal(card[0], card[1])


@pytest.mark.parametrize(
    ("cents", "width", "text"),
    [(1_234_567_89, 60, "$1,234,568"), (-123_456, 60, "-$1,235"), (0, 60, "$0"), (10**13, 30, "$100.0B")],
)
def test_equity_fits_its_place(cents: int, width: int, text: str) -> None:
    assert equity(cents, width) == text


def test_prices_lose_their_cents_before_their_digits() -> None:
    assert price(1_234_567, 60) == "12,345.67"
    assert price(1_234_567, 26) == "12,345"
    assert price(1_234_567_890, 20) == "12.3M"


def test_changes_carry_their_sign() -> None:
    assert [signed(value) for value in (2.345, -0.26, 0.0, 1134.5, -1e9)] == [
        "+2.3%", "-0.3%", "+0.0%", "+1134%", "-99999%",
    ]  # fmt: skip


def test_the_words_say_what_the_picture_shows() -> None:
    words = alt_text(GALLERY["vote"])
    for part in (
        "The office by day, season 1, episode 7, tick 142, 11:42.",
        'Alice says: "Vote responsibly. I have priced you in."',
        "In the VC Office: Sarah (smug).",
        "News: Nimbus Cloud",
        "Open vote, 2 ticks left: Who must read the news on air tonight, with feeling? Alex 12, Sarah 3",
        "Leaderboard: 1 Alex $12,345 +23.4%",
    ):
        assert part in words
    assert "margin call" in alt_text(GALLERY["margin-call"])
    assert "Chaos: The exchange" in alt_text(CHAOS)
    assert "Rumour: " in alt_text(GALLERY["rumour"])
    assert "paused" in alt_text(GALLERY["paused"])
    assert "empty" in alt_text(NOBODY)
