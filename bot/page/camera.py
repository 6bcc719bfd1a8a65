"""The camera: draws the picture a few times a second while somebody looks, and only if something moved."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from bot.drawing.painting import Moment, Painter
from show.events import Entry
from show.stage.action import Action
from show.state import State

STILL_SCALE = 4
"""A still goes to places that smooth small pictures: 320 by 180 becomes 1280 by 720."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture as a PNG. A larger number is a newer picture."""

    number: int
    png: bytes


class Camera:
    """Takes shots of the state that `look` returns. The clock counts seconds from anywhere."""

    def __init__(
        self, painter: Painter, look: Callable[[], State | None], clock: Callable[[], float], fps: int
    ) -> None:
        self._painter = painter
        self._look = look
        self._clock = clock
        self._fps = fps
        self._began = clock()
        self._frame = -1
        self._action = Action(fps)
        self._picture: Image.Image | None = None
        self._pixels = b""
        self._still: tuple[int, bytes] = (-1, b"")
        self.shot = Shot(0, b"")

    def notice(self, entry: Entry) -> None:
        """Watch who speaks and walks: a line is typed out and a walk is walked from its beat on."""
        self._action.notice(entry, self._now())

    def _now(self) -> int:
        return int((self._clock() - self._began) * self._fps)

    def roll(self) -> bool:
        """Take a shot if it is time for one; return whether there is a new picture."""
        frame = self._now()
        state = self._look()
        if state is None or not state.board.quotes or frame == self._frame:
            return False
        self._frame = frame
        action = self._action
        moment = Moment(state, action.frame(frame), action.age(frame), action.walks)
        picture = self._painter.picture(moment)
        pixels = picture.tobytes() + bytes(picture.getpalette() or ())
        if pixels == self._pixels:
            return False
        self._picture, self._pixels = picture, pixels
        self.shot = Shot(self.shot.number + 1, _png(picture))
        return True

    def still(self) -> tuple[bytes, str] | None:
        """Return the picture as it is now, large, and its entity tag; None before there is one."""
        self.roll()
        if self._picture is None:
            return None
        number, png = self._still
        if number != self.shot.number:
            size = (self._picture.width * STILL_SCALE, self._picture.height * STILL_SCALE)
            png = _png(self._picture.resize(size, Image.Resampling.NEAREST))
            self._still = (self.shot.number, png)
        return png, hashlib.sha256(png).hexdigest()[:32]


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
