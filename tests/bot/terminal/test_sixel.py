"""Sixels: every pixel comes out again, and they are sent only to a terminal that says it can show them."""

from __future__ import annotations

import io
import os
import pty
import re
import tty
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from rich.console import Console

from bot.drawing.painting import Moment
from bot.reception.reception import Reception
from bot.terminal.blocks import BLOCK
from bot.terminal.device import ASK, sixel_width
from bot.terminal.host import TerminalHost
from bot.terminal.sixel import END, sixels
from show.audience.chaos import ChaosRules
from show.plain import ListLog
from show.rules import SeasonRules
from show.stage.palette import colours
from show.stage.picture import numbers
from show.state import State
from tests.bot.stories import night
from tests.show.stage.gallery import DAY

TOKEN = re.compile(r"#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|([$-])")


def shown(text: str) -> NDArray[np.uint8]:
    """Return what a terminal makes of sixels: rows of red, green and blue in percent."""
    header = re.match(r'\x1bP0;1;0q"1;1;(\d+);(\d+)', text)
    assert header is not None
    assert text.endswith(END)
    screen = np.full((int(header[2]), int(header[1]), 3), 255, np.uint8)
    palette: dict[int, tuple[int, ...]] = {}
    colour = x = y = 0
    body = text[header.end() : -len(END)]
    tokens = list(TOKEN.finditer(body))
    assert "".join(token[0] for token in tokens) == body
    for token in tokens:
        if token[1]:
            colour = int(token[1])
            if token[2]:
                palette[colour] = tuple(int(part) for part in token.group(2, 3, 4))
        elif token[8] == "$":
            x = 0
        elif token[8] == "-":
            x, y = 0, y + 6
        else:
            count, bits = int(token[5] or 1), ord(token[6] or token[7]) - 63
            for row in range(6):
                if bits >> row & 1:
                    assert y + row < len(screen)
                    screen[y + row, x : x + count] = palette[colour]
            x += count
    return screen


def percent(picture: Image.Image) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = ((np.asarray(picture.convert("RGB"), np.uint16) * 100 + 127) // 255).astype(
        np.uint8
    )
    return found


def paletted(pixels: NDArray[np.uint8], palette: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(pixels, "P")
    picture.putpalette(palette.tobytes())
    return picture


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 2**32 - 1), st.integers(1, 256))
@settings(max_examples=40, deadline=None)
def test_every_pixel_comes_out_again(width: int, height: int, seed: int, kinds: int) -> None:
    dice = np.random.default_rng(seed)
    pixels = dice.integers(0, kinds, (height, width), np.uint8)
    picture = paletted(pixels, dice.integers(0, 256, (256, 3), np.uint8))
    assert np.array_equal(shown(sixels(picture, width)), percent(picture))


def test_the_office_comes_out_as_large_as_there_is_room() -> None:
    picture = paletted(numbers(DAY), colours("day"))
    for room, scale in ((100, 1), (640, 2), (1000, 3)):
        text = sixels(picture, room)
        large = picture.resize((320 * scale, 180 * scale), Image.Resampling.NEAREST)
        assert np.array_equal(shown(text), percent(large))
        assert len(text) < 600_000


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Give both ends of a terminal: ours, and the one on which somebody answers for it."""
    far, near = pty.openpty()
    tty.setraw(near)
    yield near, far
    os.close(near)
    os.close(far)


@pytest.mark.parametrize(
    ("answer", "width"),
    [
        (b"\x1b[?62;4;22c\x1b[4;720;1280t", 1280),
        (b"\x1b[4;720;1280t\x1b[?64;1;4c", 1280),
        (b"\x1b[?62;4c", 800),
        (b"\x1b[?62;22;14c\x1b[4;720;1280t", 0),
        (b"\x1b[?44c", 0),
        (b"rubbish", 0),
        (b"", 0),
    ],
)
def test_a_terminal_is_asked_and_believed(
    terminal: tuple[int, int], answer: bytes, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.terminal.device.PATIENCE", 0.1)
    near, far = terminal
    os.write(far, answer)
    assert sixel_width(near, near, columns=80) == width
    assert ASK in os.read(far, 1024)


def test_what_is_no_terminal_is_not_asked() -> None:
    reading, writing = os.pipe()
    assert sixel_width(reading, writing) == 0
    os.set_blocking(reading, False)
    with pytest.raises(BlockingIOError):
        os.read(reading, 1)
    os.close(reading)
    os.close(writing)


class Office:
    """A painter with one palette picture."""

    def picture(self, moment: Moment) -> Image.Image:
        return paletted(numbers(DAY), colours("day"))

    def words(self, state: State) -> str:
        return "The office."


@pytest.mark.parametrize(("sixel", "begins"), [(640, "\x1bP"), (0, BLOCK), (100, BLOCK)])
async def test_the_floor_is_shown_in_the_best_way_there_is(sixel: int, begins: str) -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, color_system="truecolor", width=80)
    host = TerminalHost(
        Reception(ListLog(), SeasonRules()), console,
        painter=Office(), on_quit=lambda: None, chaos=ChaosRules(), sixel=sixel,
    )  # fmt: skip
    for entry, state in night():
        await host.show(entry, state)
    before = len(screen.getvalue())
    await host._obey("floor")
    assert begins in screen.getvalue()[before:]
    assert ("\x1bP" in screen.getvalue()) == (begins == "\x1bP")
