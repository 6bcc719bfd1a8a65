"""Golden pictures of what is made beside the office: pixel for pixel, changed only by `--update-golden`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from show.stage.broadsheet import broadsheet
from show.stage.canvas import Canvas
from show.stage.cards import image
from tests.show.stage.paper import PAGES

GOLDEN = Path(__file__).parents[2] / "golden" / "formats"

FORMATS: dict[str, Callable[[], Canvas]] = {
    **{name: lambda page=page: broadsheet(page) for name, page in PAGES.items()},  # type: ignore[misc]  # a bound default
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_the_golden_one(name: str, pytestconfig: pytest.Config, tmp_path: Path) -> None:
    drawn = image(FORMATS[name]())
    path = GOLDEN / f"{name}.png"
    if pytestconfig.getoption("--update-golden"):
        drawn.quantize(256).save(path, optimize=True)
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
