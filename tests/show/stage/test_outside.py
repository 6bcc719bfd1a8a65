"""What is made of the picture: weather, cards and contact sheets."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assets.art import ArtError
from show.stage.cards import confession_card, image, png, stand_by_card
from show.stage.contact import contact, sheets
from show.stage.picture import draw
from show.stage.weather import weather
from tests.show.stage.gallery import CHAOS, DAY, GALLERY, HOMES, STRANGE


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
        confession_card(strange[0], text),
        stand_by_card(text),
    ]
    assert {(card.width, card.height) for card in cards} == {(320, 180)}


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
