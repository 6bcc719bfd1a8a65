"""Golden pictures of what is made beside the office: pixel for pixel, changed only by `--update-golden`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from show.stage.broadsheet import broadsheet
from show.stage.cards import image
from show.stage.footage import cut, film, shared_palette
from show.stage.portraitcard import card
from show.stage.titlecard import title_card
from tests.show.stage.paper import PAGES
from tests.show.stage.test_footage import STORIES
from tests.show.stage.test_title_and_portrait import SARAH, TITLE, TROUBLE

GOLDEN = Path(__file__).parents[2] / "golden" / "formats"


def strip(story: str) -> Image.Image:
    """Return four frames of a clip, two by two, as a GIF shows them."""
    shot = film(cut(STORIES[story]))
    palette, maps = shared_palette(shot)
    sheet = np.zeros((360, 640, 3), np.uint8)
    for place, frame in enumerate((11, 14, 24, 39)):
        y, x = 180 * (place // 2), 320 * (place % 2)
        sheet[y : y + 180, x : x + 320] = palette[maps[shot.table[frame]][shot.frames[frame]]]
    return Image.fromarray(sheet, "RGB")


def newspaper(name: str) -> Image.Image:
    """Return a front page."""
    return image(broadsheet(PAGES[name]))


FORMATS: dict[str, Callable[[], Image.Image]] = {
    **{name: partial(newspaper, name) for name in PAGES},
    "title": lambda: image(title_card(TITLE)),
    "trader": lambda: image(card(SARAH)),
    "trader-in-trouble": lambda: image(card(TROUBLE)),
    "clip-calm": partial(strip, "calm"),
    "clip-alarm": partial(strip, "calm to alarm"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_the_golden_one(name: str, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    drawn = FORMATS[name]()
    path = GOLDEN / f"{name}.png"
    if pytestconfig.getoption("--update-golden"):
        drawn.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    with Image.open(path) as golden:
        assert golden.size == drawn.size, f"{name} is {drawn.size} large now; it was {golden.size}"
        wrong = np.argwhere(np.asarray(drawn) != np.asarray(golden.convert("RGB")))
    if len(wrong):
        drawn.save(tmp_path / f"{name}.png")
    assert not len(wrong), (
        f"{name} differs from row {wrong[0][0]}, column {wrong[0][1]}; what is drawn now is in {tmp_path}. "
        "If that is meant, look at it and run: make test ARGS='--update-golden'"
    )


def test_no_golden_format_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.png")} == set(FORMATS)
