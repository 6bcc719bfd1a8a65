"""Speech bubbles: where they can hang without covering a face, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from show.stage import fonts
from show.stage.canvas import Box, Canvas
from show.stage.clearing import Grid, covered, summed
from show.stage.light import HEIGHT, WIDTH
from show.stage.palette import number

PAD_X, PAD_TOP, PAD_BOTTOM = 5, 4, 3
WIDTHS = (56, 72, 88, 104, 120, 136)
"""Widths of a line that are tried; the shape that fits best wins."""

TAIL = 3
"""The shortest tail, in pixels between the bubble and the head."""

LINE_COST, CROWD_COST = 11.0, 0.035
"""What a further line and a covered pixel of a tag or sign weigh against a pixel of distance."""

EDGE = 1
"""Pixels kept free at the edge of the office."""

LETTERS_A_FRAME = 3
"""How fast a bubble types itself at ten frames a second."""

BUBBLES_KEPT = 32


@dataclass(frozen=True, slots=True)
class Bubble:
    """A placed bubble: its box without the tail, its lines, and the tail from the edge to the speaker."""

    box: Box
    lines: tuple[str, ...]
    tail: Box
    side: str
    """Where the bubble is as seen from the speaker: above, left, right or below."""


@lru_cache(maxsize=BUBBLES_KEPT)
def placed(text: str, head: Box, faces: tuple[Box, ...], soft: tuple[Box, ...]) -> Bubble | None:
    """Return the best place for a bubble, or None if there is no text or no free place at all.

    `faces` are never covered, neither by bubble nor by tail; `soft` (tags, bodies, signs) are avoided as far
    as may be. The speaker's own head is among the faces. Costs about 3 ms, hence remembered.
    """
    taken, crowded = summed(faces), summed(soft)
    best: tuple[float, Bubble] | None = None
    for lines, width, height in _shapes(text):
        for side in ("above", "right", "left", "below"):
            found = _best_place(side, width, height, head, faces, taken, crowded)
            if found is None:
                continue
            cost, box = found
            cost += LINE_COST * len(lines) + (0.0 if side == "above" else 40.0 if side != "below" else 70.0)
            if best is None or cost < best[0]:
                best = cost, Bubble(box, lines, _tail(side, box, head), side)
    return None if best is None else best[1]


def _shapes(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    seen: set[int] = set()
    for limit in WIDTHS:
        lines = fonts.wrap("talk", text, limit)
        if lines and len(lines) not in seen:
            seen.add(len(lines))
            wide = max(fonts.measure("talk", line) for line in lines)
            tall = (len(lines) - 1) * fonts.pitch("talk") + fonts.height("talk")
            yield lines, max(wide + 2 * PAD_X, 18), tall + PAD_TOP + PAD_BOTTOM


def _best_place(
    side: str, width: int, height: int, head: Box, faces: tuple[Box, ...], taken: Grid, crowded: Grid
) -> tuple[float, Box] | None:
    if width > WIDTH - 2 * EDGE or height > HEIGHT - 2 * EDGE:
        return None
    y, x = np.ogrid[0 : HEIGHT + 1 - height, 0 : WIDTH + 1 - width]
    free = covered(taken, width, height) == 0
    free &= (x >= EDGE) & (y >= EDGE) & (x + width <= WIDTH - EDGE) & (y + height <= HEIGHT - EDGE)
    allowed, distance = _reach(side, x, y, width, height, head, faces)
    free &= allowed
    if not free.any():
        return None
    cost = distance + CROWD_COST * covered(crowded, width, height)
    cost[~free] = np.inf
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    return float(cost[row, column]), Box(int(column), int(row), width, height)


def _reach(
    side: str, x: Grid, y: Grid, width: int, height: int, head: Box, faces: tuple[Box, ...]
) -> tuple[NDArray[np.bool_], Grid]:
    """Return where a straight tail reaches the head without crossing a face, and how far away that is."""
    middle, level = head.x + head.width // 2, head.y + head.height - 6
    above = [face for face in faces if face.y < head.y and _in_column(face, middle)]
    under = [face for face in faces if face.y > head.y and _in_column(face, middle)]
    left = [face for face in faces if face.x < head.x and _in_row(face, level)]
    right = [face for face in faces if face.x > head.x and _in_row(face, level)]
    aslant = np.abs(x + width / 2 - middle) * 0.35
    uneven = np.abs(y + height / 2 - level) * 0.35
    over = (x + 6 <= middle) & (x + width - 6 >= middle)
    beside = (y + 5 <= level) & (y + height - 6 >= level)
    if side == "above":
        barrier = max((face.bottom for face in above), default=0)
        return over & (y + height <= head.y - TAIL) & (y + height >= barrier), aslant + (head.y - y - height)
    if side == "below":
        barrier = min((face.y for face in under), default=HEIGHT)
        return over & (y >= head.bottom + TAIL) & (y <= barrier), aslant + (y - head.bottom)
    if side == "right":
        barrier = min((face.x for face in right), default=WIDTH)
        return beside & (x >= head.right + TAIL) & (x <= barrier), uneven + (x - head.right)
    barrier = max((face.right for face in left), default=0)
    return beside & (x + width <= head.x - TAIL) & (x + width >= barrier), uneven + (head.x - x - width)


def _in_column(face: Box, middle: int) -> bool:
    return face.x - 3 <= middle < face.right + 3


def _in_row(face: Box, level: int) -> bool:
    return face.y - 3 <= level < face.bottom + 3


def _tail(side: str, box: Box, head: Box) -> Box:
    middle, level = head.x + head.width // 2, head.y + head.height - 6
    if side == "above":
        return Box(middle - 2, box.bottom, 5, head.y - 1 - box.bottom)
    if side == "below":
        return Box(middle - 2, head.bottom + 1, 5, box.y - head.bottom - 1)
    if side == "right":
        return Box(head.right + 1, level - 2, box.x - head.right - 1, 5)
    return Box(box.right, level - 2, head.x - 1 - box.right, 5)


def draw(canvas: Canvas, bubble: Bubble, accent: int, top: int, letters: int | None = None) -> None:
    """Draw a bubble on the frame; the office begins at row `top`. `letters` are typed so far, None is all."""
    box = Box(bubble.box.x, bubble.box.y + top, bubble.box.width, bubble.box.height)
    ink, white = number("ink"), number("white")
    canvas.fill(Box(box.x + 1, box.y, box.width - 2, box.height), ink)
    canvas.fill(Box(box.x, box.y + 1, box.width, box.height - 2), ink)
    canvas.fill(Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2), white)
    canvas.fill(Box(box.x + 2, box.y + 1, box.width - 4, 1), accent)
    canvas.fill(Box(box.x + 2, box.bottom - 2, box.width - 4, 1), number("silver"))
    _draw_tail(canvas, bubble, top)
    left = letters
    for row, text in enumerate(bubble.lines):
        shown = len(text) if left is None else max(0, left)
        left = None if left is None else left - len(text) - 1
        y = box.y + PAD_TOP + row * fonts.pitch("talk")
        canvas.press(fonts.typed("talk", text, ink, shown), box.x + PAD_X, y)


def _draw_tail(canvas: Canvas, bubble: Bubble, top: int) -> None:
    ink, white = number("ink"), number("white")
    x, y = bubble.tail.x, bubble.tail.y + top
    length = bubble.tail.height if bubble.side in ("above", "below") else bubble.tail.width
    for step in range(-2, length):
        half = 2 if step < length // 2 else 1 if step < length - 1 else 0
        for off in range(-half, half + 1):
            colour = ink if abs(off) == half and step >= 0 else white
            column, row = _tail_pixel(bubble, x, y, length, step, off)
            if step >= 0 or abs(off) < 2:
                canvas.fill(Box(column, row, 1, 1), colour)


def _tail_pixel(bubble: Bubble, x: int, y: int, length: int, step: int, off: int) -> tuple[int, int]:
    if bubble.side == "above":
        return x + 2 + off, y + step
    if bubble.side == "below":
        return x + 2 + off, y + length - 1 - step
    if bubble.side == "right":
        return x + length - 1 - step, y + 2 + off
    return x + step, y + 2 + off
