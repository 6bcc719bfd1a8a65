"""Watches where a drawing puts its letters, so that tests can say that none of them is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.stamps import Stamp


@dataclass
class Presses:
    """Every line of text that was pressed: the canvas's size, and the box of the text on it."""

    found: list[tuple[Box, Box]] = field(default_factory=list)

    def cut(self) -> list[tuple[Box, Box]]:
        """Return the texts of which a pixel lies outside their canvas."""
        return [(canvas, box) for canvas, box in self.found if not canvas.holds(box)]


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Presses]:
    """Note every text that is pressed onto a canvas, enlarged ones included."""
    noted, letters = Presses(), set[tuple[int, ...]]()
    plain_line, plain_press = fonts.line, Canvas.press

    def line(*words: Any, **more: Any) -> Stamp:
        art = plain_line(*words, **more)
        letters.update((art.width * times, art.height * times) for times in (1, 2, 3))
        return art

    def press(canvas: Canvas, stamp: Stamp, x: int, y: int) -> None:
        if (stamp.width, stamp.height) in letters:
            noted.found.append((Box(0, 0, canvas.width, canvas.height), Box(x, y, stamp.width, stamp.height)))
        plain_press(canvas, stamp, x, y)

    with monkeypatch.context() as patch:
        patch.setattr(fonts, "line", line)
        patch.setattr(Canvas, "press", press)
        yield noted
