"""Golden pictures: every scene of the gallery, pixel for pixel. Changed only by `--update-golden`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from show.stage.cards import image
from show.stage.picture import draw
from tests.show.stage.gallery import AGES, CARDS, FRAMES, GALLERY

GOLDEN = Path(__file__).parents[2] / "golden"


def picture(name: str) -> Image.Image:
    if name in CARDS:
        return image(CARDS[name])
    return draw(GALLERY[name], FRAMES.get(name, 0), AGES.get(name))


@pytest.mark.parametrize("name", [*GALLERY, *CARDS])
def test_a_picture_is_the_golden_one(name: str, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    drawn = picture(name)
    path = GOLDEN / f"{name}.png"
    if pytestconfig.getoption("--update-golden"):
        drawn.quantize(256).save(path, optimize=True)
        assert len(drawn.getcolors(256) or ()) > 1, "more than 256 colours cannot be kept in a palette"
    with Image.open(path) as golden:
        wrong = np.argwhere(np.asarray(drawn) != np.asarray(golden.convert("RGB")))
    if len(wrong):
        drawn.save(tmp_path / f"{name}.png")
    assert not len(wrong), (
        f"{name} differs from row {wrong[0][0]}, column {wrong[0][1]}; what is drawn now is in {tmp_path}. "
        "If that is meant, look at it and run: make test ARGS='--update-golden'"
    )


def test_no_golden_picture_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == {*GALLERY, *CARDS}
