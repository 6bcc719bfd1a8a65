"""What is made of the picture: weather, clips, cards and contact sheets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from assets.art import ArtError
from show.stage import clip
from show.stage.cards import confession_card, image, png, portrait_card, stand_by_card, title_card
from show.stage.contact import contact, sheets
from show.stage.newspaper import front_page
from show.stage.picture import draw
from show.stage.weather import weather
from tests.show.stage.gallery import CHAOS, DAY, GALLERY, HOMES, PAPER, STRANGE, says


def test_the_weather_follows_the_prices() -> None:
    assert weather(GALLERY["slump"]) == "rain"
    assert weather(GALLERY["rally"]) == "sun"
    assert weather(replace(DAY, prices=())) == "fair"
    assert weather(replace(CHAOS, prices=GALLERY["rally"].prices)) == "rain"


def test_rain_falls_only_in_the_windows() -> None:
    dry = np.asarray(draw(replace(GALLERY["slump"], prices=GALLERY["slump"].prices), 0))
    wet = np.asarray(draw(GALLERY["slump"], 1))
    moved = np.argwhere((dry != wet).any(2)[12:168, :240])
    windows = [(9, 11, 26, 11), (164, 8, 20, 11)]
    assert len(moved)
    for row, column in moved:
        assert any(x <= column < x + wide and y <= row < y + tall for x, y, wide, tall in windows)


@pytest.mark.parametrize("name", ["day", "chaos"])
def test_a_clip_is_four_seconds_and_fits_an_upload(name: str) -> None:
    for kind, data in (
        ("WEBP", clip.webp(clip.frames(GALLERY[name]))),
        ("GIF", clip.gif(clip.frames(GALLERY[name]))),
    ):
        with Image.open(io.BytesIO(data)) as moving:
            assert moving.format == kind
            assert moving.size == (640, 360)
            assert sum(durations(moving)) == 4_000
        assert len(data) < clip.BYTES_ALLOWED


def durations(moving: Image.Image) -> Iterator[int]:
    for frame in ImageSequence.Iterator(moving):
        frame.load()
        yield frame.info["duration"]


def test_a_clip_is_exact() -> None:
    scene = says("alex", "Frame me.")
    data = clip.webp(clip.frames(scene, age=None))
    with Image.open(io.BytesIO(data)) as moving:
        large = draw(scene).resize((640, 360), Image.Resampling.NEAREST)
        assert np.array_equal(np.asarray(moving.convert("RGB")), np.asarray(large))


def test_a_card_as_png_is_the_card() -> None:
    card = stand_by_card()
    with Image.open(io.BytesIO(png(card))) as large:
        assert large.size == (1280, 720)
        small = large.convert("RGB").resize((320, 180), Image.Resampling.NEAREST)
        assert np.array_equal(np.asarray(small), np.asarray(image(card)))


@pytest.mark.parametrize("text", ["", "W" * 160, STRANGE * 8])
def test_cards_take_any_text(text: str) -> None:
    strange = tuple(replace(view, name=text[:30], history=(), equity=-(10**12)) for view in HOMES)
    cards = [
        title_card(99, 99, text, strange),
        confession_card(strange[0], text),
        portrait_card(strange[1], text, text),
        stand_by_card(text),
        front_page(replace(PAPER, headline=text, standings=strange, quote=None)),
        front_page(replace(PAPER, standings=())),
    ]
    assert {(card.width, card.height) for card in cards} == {(320, 180), (240, 320)}


def test_every_sheet_has_a_contact_sheet() -> None:
    assert "people/alex" in sheets()
    for name in sheets():
        assert contact(name, 1).width >= 200


def test_a_contact_sheet_is_read_anew_and_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("key K=ink\nsprite dot 2x1\nKK\n")
    first = contact("mine", 1, folder=tmp_path)
    path.write_text("key K=red\nsprite dot 2x1\nKK\n")
    assert contact("mine", 1, folder=tmp_path).tobytes() != first.tobytes()
    path.write_text("key K=red\nsprite dot 2x1\nK\n")
    with pytest.raises(ArtError, match="3:2"):
        contact("mine", 1, folder=tmp_path)
