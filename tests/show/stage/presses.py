"""Watches where a drawing puts its letters, so that tests can say that none is cut off or written over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pytest

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.stamps import Stamp


@dataclass
class Presses:
    """Every line of text that was pressed: the canvas, and the box of the text on it."""

    found: list[tuple[Canvas, Box]] = field(default_factory=list)

    def on(self, canvas: Canvas | None) -> list[Box]:
        """Return the texts on one canvas; None is any."""
        return [box for where, box in self.found if canvas is None or where is canvas]

    def cut(self) -> list[Box]:
        """Return the texts of which a pixel lies outside their canvas."""
        return [box for where, box in self.found if not Box(0, 0, where.width, where.height).holds(box)]

    def crossing(self) -> list[tuple[Box, Box]]:
        """Return pairs of texts on one canvas that share a pixel."""
        pairs = combinations(self.found, 2)
        return [(one, two) for (here, one), (there, two) in pairs if here is there and one.meets(two)]


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Presses]:
    """Note every text that is pressed onto a canvas, enlarged ones included."""
    noted, letters = Presses(), set[tuple[int, ...]]()
    plain_line, plain_press = fonts.line, Canvas.press

    def line(*words: Any, **more: Any) -> Stamp:
        art = plain_line(*words, **more)
        if art.mask.any():
            letters.update((art.width * times, art.height * times) for times in (1, 2, 3))
        return art

    def press(canvas: Canvas, stamp: Stamp, x: int, y: int) -> None:
        if type(canvas) is Canvas and (stamp.width, stamp.height) in letters and stamp.mask.any():
            noted.found.append((canvas, Box(x, y, stamp.width, stamp.height)))
        plain_press(canvas, stamp, x, y)

    with monkeypatch.context() as patch:
        patch.setattr(fonts, "line", line)
        patch.setattr(Canvas, "press", press)
        yield noted
