"""Clips: four seconds of the picture as an animated WebP or GIF, small enough to post."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image

from show.stage.palette import colours
from show.stage.picture import numbers, tint
from show.stage.scene import Scene
from show.stage.spots import FRAMES_PER_SECOND

SECONDS = 4
SCALE = 2
"""A clip is 640 by 360: twice the picture, a quarter of the still."""

BYTES_ALLOWED = 10_000_000
"""What a chat service takes in one file."""

_MILLISECONDS = 1000 // FRAMES_PER_SECOND


def frames(
    scene: Scene, first: int = 0, seconds: int = SECONDS, age: int | None = 0
) -> Iterator[Image.Image]:
    """Yield the frames of a scene as palette pictures of 640 by 360, from its beat on.

    The news strip stands still: a strip that runs is what makes a GIF large.
    """
    palette = colours(tint(scene)).tobytes()
    for step in range(seconds * FRAMES_PER_SECOND):
        grown = None if age is None else age + step
        small = Image.fromarray(numbers(scene, first + step, grown, strip=first), "P")
        small.putpalette(palette)
        yield small.resize((small.width * SCALE, small.height * SCALE), Image.Resampling.NEAREST)


def webp(pictures: Iterator[Image.Image]) -> bytes:
    """Return pictures as a lossless animated WebP that runs for ever."""
    first, *rest = (picture.convert("RGB") for picture in pictures)
    return _saved(first, rest, "WEBP", lossless=True, quality=40, method=0)


def gif(pictures: Iterator[Image.Image]) -> bytes:
    """Return pictures as an animated GIF that runs for ever, exact in every colour."""
    first, *rest = pictures
    return _saved(first, rest, "GIF", optimize=False, disposal=1)


def _saved(first: Image.Image, rest: list[Image.Image], kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    first.save(stream, kind, save_all=True, append_images=rest, duration=_MILLISECONDS, loop=0, **options)
    return stream.getvalue()
