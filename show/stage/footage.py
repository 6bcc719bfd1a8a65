"""Footage: consecutive moments cut into one clip, in colours they share, as large as an upload allows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from show.stage.palette import Bytes, colours
from show.stage.picture import numbers, tint
from show.stage.scene import Scene
from show.stage.spots import FRAMES_PER_SECOND, walks_end

Kind = Literal["webp", "gif"]

SECONDS = 4
FRAMES = SECONDS * FRAMES_PER_SECOND
LEAD = 12
"""Frames for what was before: long enough to see where everyone stood."""

LAST_STEPS = 10
"""Frames of a walk that are shown: its end, so that the line is read as well."""

SCALES = (4, 3, 2, 1)
"""The ladder of sizes: 1280 by 720 first, and 320 by 180 when nothing else is small enough."""

BYTES_ALLOWED = 10 * 2**20
"""What a chat service takes in one file."""

SHARED = 255
"""Colours of a GIF; the one that is left stands for what has not changed."""

_MILLISECONDS = 1000 // FRAMES_PER_SECOND


class TooLarge(ValueError):
    """Even the smallest clip is larger than allowed. The message is a sentence."""


@dataclass(frozen=True, slots=True)
class Take:
    """Some frames of one scene. `age` is its age at the first of them; None shows it with all walks over."""

    scene: Scene
    first: int
    count: int
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Film:
    """Frames as colour numbers, each with the index of its own 256 colours in `tables`."""

    frames: tuple[Bytes, ...]
    tables: tuple[Bytes, ...]
    table: tuple[int, ...]


def cut(scenes: Sequence[Scene]) -> tuple[Take, ...]:
    """Return the takes of a clip: the end of the moment before, and the newest moment as it happens."""
    newest, lead = scenes[-1], LEAD if len(scenes) > 1 else 0
    before = [Take(scenes[-2], 0, lead)] if lead else []
    return (*before, Take(newest, lead, FRAMES - lead, max(0, walks_end(newest) - LAST_STEPS)))


def film(takes: Sequence[Take]) -> Film:
    """Draw the frames of some takes. The news strip stands still: one that runs makes a clip large."""
    tints = list(dict.fromkeys(tint(take.scene) for take in takes))
    frames = [
        (numbers(take.scene, take.first + step, _age(take, step), strip=0), tints.index(tint(take.scene)))
        for take in takes
        for step in range(take.count)
    ]
    tables = tuple(colours(shown) for shown in tints)
    return Film(tuple(frame for frame, _ in frames), tables, tuple(table for _, table in frames))


def _age(take: Take, step: int) -> int | None:
    return None if take.age is None else take.age + step


def clip(takes: Sequence[Take], kind: Kind = "webp", allowed: int = BYTES_ALLOWED) -> bytes:
    """Return a clip of some takes, as large as fits into `allowed` bytes.

    Raises:
        TooLarge: not even 320 by 180 is small enough.
    """
    shot = film(takes)
    encode = _gif if kind == "gif" else _webp
    for scale in SCALES:
        data = encode(shot, scale)
        if len(data) <= allowed:
            return data
    raise TooLarge(f"The smallest clip has {len(data):,} bytes; {allowed:,} are allowed. Show fewer frames.")


def _large(small: Bytes, scale: int) -> Bytes:
    grown: Bytes = np.repeat(np.repeat(small, scale, 0), scale, 1)
    return grown


def _webp(shot: Film, scale: int) -> bytes:
    pictures = [
        Image.fromarray(shot.tables[table][_large(frame, scale)], "RGB")
        for frame, table in zip(shot.frames, shot.table, strict=True)
    ]
    return _saved(pictures, "WEBP", lossless=True, quality=0, method=0)


def _gif(shot: Film, scale: int) -> bytes:
    palette, maps = shared_palette(shot)
    # Named for the whole file, the palette is written once; else Pillow writes it with every frame.
    whole = palette.tobytes().ljust(3 * 256, b"\0")
    pictures = []
    for frame, table in zip(shot.frames, shot.table, strict=True):
        picture = Image.fromarray(_large(maps[table][frame], scale), "P")
        picture.putpalette(whole)
        pictures.append(picture)
    return _saved(pictures, "GIF", palette=whole, optimize=True, disposal=1, transparency=SHARED)


def _saved(pictures: list[Image.Image], kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    pictures[0].save(
        stream, kind, save_all=True, append_images=pictures[1:], duration=_MILLISECONDS, loop=0, **options
    )
    return stream.getvalue()


def shared_palette(shot: Film) -> tuple[Bytes, tuple[Bytes, ...]]:
    """Return one palette for all frames, shape (at most 255, 3), and for each table its way into it.

    Colours that are too many give way to their nearest neighbour, the rarest first; calm and alarm are
    counted together, so neither of them pays alone.
    """
    counts: Counter[tuple[int, int, int]] = Counter()
    for frame, table in zip(shot.frames, shot.table, strict=True):
        values, seen = np.unique(frame, return_counts=True)
        for value, times in zip(values.tolist(), seen.tolist(), strict=True):
            counts[_colour(shot.tables[table][value])] += times
    kept = np.array(_kept(counts), np.uint8).reshape(-1, 3)
    return kept, tuple(_nearest(table, kept) for table in shot.tables)


def _colour(row: Bytes) -> tuple[int, int, int]:
    red, green, blue = row.tolist()
    return red, green, blue


def _kept(counts: Counter[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    ranked = [colour for colour, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    if len(ranked) <= SHARED:
        return ranked
    # Each colour weighs its pixels times the distance to what would stand in for it.
    values = np.array(ranked, np.float32)
    pixels = np.array([counts[colour] for colour in ranked], np.float32)
    alive = np.ones(len(ranked), bool)
    distance = ((values[:, None] - values[None]) ** 2).sum(2)
    np.fill_diagonal(distance, np.inf)
    while alive.sum() > SHARED:
        nearest = np.where(alive[None, :], distance, np.inf)
        cost = np.where(alive, pixels * nearest.min(1), np.inf)
        gone = int(np.argmin(cost))
        alive[gone] = False
        pixels[int(np.argmin(nearest[gone]))] += pixels[gone]
    return [colour for colour, stays in zip(ranked, alive.tolist(), strict=True) if stays]


def _nearest(table: Bytes, palette: Bytes) -> Bytes:
    away: NDArray[np.float32] = (
        (table.astype(np.float32)[:, None] - palette.astype(np.float32)[None]) ** 2
    ).sum(2)
    found: Bytes = away.argmin(1).astype(np.uint8)
    return found
