"""The picture of a state, as hosts ask for it."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from show.state import State


class Painter(Protocol):
    """Draws a state; `frame` counts up and drives what moves."""

    def __call__(self, state: State, frame: int) -> Image.Image:
        """Return the picture at its own size, 320 by 180."""
        ...
