"""The picture in sixels: real pixels, for the terminals that say they can show them.

DEC's format: a picture is sent in bands of six rows; in each band every colour in turn paints its pixels, six
above each other to a character, and repeats are counted.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray
from PIL import Image

BAND = 6
FIRST = 63
"""The character for no pixel at all; the six bits above it are the pixels, the top one lowest."""

LEAST_RUN = 4
"""From so many equal characters on, a count is shorter."""

START, END = "\x1bP0;1;0q", "\x1b\\"
COLOURS = 256


def sixels(picture: Image.Image, width: int) -> str:
    """Return a picture as sixels, at the largest whole scale that fits `width` pixels.

    A palette picture keeps its colours; any other is reduced to 256.
    """
    paletted = picture if picture.mode == "P" else picture.convert("RGB").quantize(COLOURS)
    scale = max(1, width // picture.width)
    pixels = np.asarray(paletted, np.uint8).repeat(scale, 0).repeat(scale, 1)
    parts = [START, f'"1;1;{pixels.shape[1]};{pixels.shape[0]}', _palette(paletted, pixels)]
    for top in range(0, len(pixels), BAND):
        parts += [_band(pixels[top : top + BAND]), "-"]
    return "".join([*parts, END])


def _palette(picture: Image.Image, pixels: NDArray[np.uint8]) -> str:
    """Name the colours that are used, in percent of red, green and blue."""
    values = np.array(picture.getpalette() or [], np.uint16).reshape(-1, 3)
    percent = (values * 100 + 127) // 255
    return "".join(
        f"#{number};2;{percent[number][0]};{percent[number][1]};{percent[number][2]}"
        for number in np.unique(pixels).tolist()
    )


def _band(rows: NDArray[np.uint8]) -> str:
    weights = (1 << np.arange(len(rows), dtype=np.uint8))[:, None]
    lines = []
    for colour in np.unique(rows).tolist():
        bits = ((rows == colour) * weights).sum(0).astype(np.uint8) + FIRST
        lines.append(f"#{colour}{_counted(bits.tobytes().decode('ascii').rstrip('?'))}")
    return "$".join(lines)


def _counted(text: str) -> str:
    runs = ((letter, len(list(group))) for letter, group in itertools.groupby(text))
    return "".join(f"!{count}{letter}" if count >= LEAST_RUN else letter * count for letter, count in runs)
