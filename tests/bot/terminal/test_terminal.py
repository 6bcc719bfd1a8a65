"""The terminal: rows, board, foot, half blocks, and what is typed below them."""

from __future__ import annotations

import asyncio
import io
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from PIL import Image
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from assets.art import load_palette
from bot.drawing.painting import Moment
from bot.reception.reception import Reception
from bot.terminal.blocks import BLOCK, half_blocks
from bot.terminal.board import board, sparkline
from bot.terminal.headless import HeadlessHost
from bot.terminal.host import TerminalHost
from bot.terminal.look import ROOM_COLOURS, TRADER_COLOURS
from bot.terminal.prompt import Words
from bot.terminal.toolbar import toolbar
from show.audience.chaos import ChaosRules
from show.events import AnyEvent, IntentAccepted, LineSpoken, VoteOpened
from show.plain import ListLog
from show.rules import SeasonRules
from show.stage.people import ACCENTS
from show.stage.rooms import SIGN_COLOURS
from show.state import State
from tests.bot.stories import beats, entries, night

COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")


class Still:
    """A painter with one picture."""

    def picture(self, moment: Moment) -> Image.Image:
        return Image.new("RGB", (320, 180), (255, 0, 0))

    def words(self, state: State) -> str:
        return "A red wall."


@dataclass
class Sitting:
    """A terminal of a made-up size, with somebody at the keys."""

    width: int = 80
    screen: io.StringIO = field(default_factory=io.StringIO)
    log: ListLog = field(default_factory=ListLog)
    quits: int = 0

    def host(self, keys: PipeInput | None = None) -> TerminalHost:
        console = Console(file=self.screen, force_terminal=True, color_system="truecolor", width=self.width)
        session: PromptSession[str] | None = None
        if keys is not None:
            session = PromptSession(input=keys, output=DummyOutput())
        return TerminalHost(
            Reception(self.log, SeasonRules()), console, painter=Still(), on_quit=self._quit,
            chaos=ChaosRules(), page="http://localhost:1/", session=session,
        )  # fmt: skip

    def _quit(self) -> None:
        self.quits += 1

    @property
    def text(self) -> str:
        return COLOUR_CODE.sub("", self.screen.getvalue())

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for the input line, which runs beside us."""
        async with asyncio.timeout(10):
            while not holds():  # noqa: ASYNC110 - the input line has no event for "this was obeyed"
                await asyncio.sleep(0.01)


async def shown(sitting: Sitting, told: list[list[AnyEvent]] | None = None) -> Sitting:
    host = sitting.host()
    for entry, state in entries(told or beats()):
        if not entry.event.sealed:
            await host.show(entry, state)
    return sitting


@asynccontextmanager
async def typing(sitting: Sitting) -> AsyncIterator[tuple[TerminalHost, PipeInput]]:
    with create_pipe_input() as keys:
        host = sitting.host(keys)
        await host.start()
        try:
            yield host, keys
        finally:
            await host.close()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_a_night_fits_the_width_of_the_terminal(width: int) -> None:
    sitting = await shown(Sitting(width))
    assert max(len(line) for line in sitting.text.splitlines()) <= width
    for word in ("We are so early.", "MARGIN CALL", "Receipt", "$10,652"):
        assert word in sitting.text


async def test_a_canned_move_is_marked_and_grey() -> None:
    sitting = await shown(Sitting(120))
    assert "stands there, waiting for a thought. [canned: late]" in sitting.text
    marked = next(line for line in sitting.screen.getvalue().splitlines() if "canned: late" in line)
    assert "38;2;143;150;179" in marked


async def test_a_line_is_shown_with_room_and_name_in_the_speakers_colour() -> None:
    sitting = await shown(Sitting(80))
    line = next(line for line in sitting.screen.getvalue().splitlines() if "We are so early" in line)
    assert COLOUR_CODE.sub("", line).split()[:2] == ["startup", "Alex"]
    assert "38;2;240;119;43" in line


async def test_private_thoughts_are_not_printed() -> None:
    told = [beat for beat in beats() if not any(event.kind == "ThoughtRevealed" for event in beat)]
    assert "no idea what I am doing" not in (await shown(Sitting(), told)).text


async def test_markup_and_escape_codes_in_a_line_do_nothing() -> None:
    nasty = "[bold red]x[/] \x1b[2J\x1b]0;owned\x07 [link=http://x]y[/link]"
    line = LineSpoken(trader="mike", room="News Room", text=nasty, heard_by=())
    sitting = await shown(Sitting(120), [[line]])
    assert "[bold red]x[/] [2J ]0;owned [link=http://x]y[/link]" in sitting.text
    assert "\x1b" not in sitting.text


async def test_only_our_own_answers_are_printed() -> None:
    sitting = await shown(Sitting())
    assert "Chaos strikes." in sitting.text
    assert "There is nothing to vote on" not in sitting.text
    assert "charge stands" not in sitting.text


async def test_a_command_is_answered_below_it() -> None:
    sitting = Sitting()
    async with typing(sitting) as (host, keys):
        for entry, state in night():
            await host.show(entry, state)
        keys.send_text("!portfolio sarah\r")
        await sitting.until(lambda: "fees paid" in sitting.text)
    assert "Sarah, number 1, VC Office" in sitting.text


async def test_what_is_asked_goes_to_the_inbox_as_a_moderators() -> None:
    sitting = Sitting()
    async with typing(sitting) as (_, keys):
        keys.send_text("pause\r!vote 2\rreset\r")
        await sitting.until(lambda: "type: reset yes" in sitting.text)
    asked = [(intent.viewer, intent.what, intent.text, intent.moderator) for intent in sitting.log.intents]
    assert asked == [("terminal:host", "pause", "", True), ("terminal:host", "vote", "2", True)]


async def test_the_floor_is_drawn_in_half_blocks_with_the_pages_address() -> None:
    sitting = Sitting(80)
    async with typing(sitting) as (host, keys):
        for entry, state in night():
            await host.show(entry, state)
        keys.send_text("!floor\r")
        await sitting.until(lambda: "picture is at http://localhost:1/" in sitting.text)
    assert sitting.text.count(BLOCK) == 80 * 22


@pytest.mark.parametrize("keys_pressed", ["quit\r", "!quit\r", "\x04", "\x03"])
async def test_quitting_is_heard(keys_pressed: str) -> None:
    sitting = Sitting()
    async with typing(sitting) as (_, keys):
        keys.send_text(keys_pressed)
        await sitting.until(lambda: sitting.quits > 0)
    assert sitting.quits == 1


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("!th", ["!thoughts"]),
        ("re", ["resume", "reset"]),
        ("thoughts a", ["Alex", "Alice"]),
        ("!trail c", ["Coffee Shop"]),
        ("help pri", ["prices"]),
        ("vote ", []),
    ],
)
def test_tab_offers_what_may_follow(typed: str, offered: list[str]) -> None:
    found = Words().get_completions(Document(typed), CompleteEvent())
    assert [completion.text for completion in found] == offered


def words_of(state: State | None, width: int) -> list[str]:
    return "".join(text for _, text in toolbar(state, ChaosRules(), width)).split("\n")


@pytest.mark.parametrize("width", [80, 112, 132, 200])
def test_the_foot_always_has_clock_leader_chaos_and_the_minds_rate(width: int) -> None:
    for entry, state in night():
        if isinstance(entry.event, VoteOpened):
            foot = words_of(state, width)
            assert max(map(len, foot)) <= width
            for word in ("ON AIR", "09:30", "Sarah leads", "chaos STRIKING", "75% ok, 25% late"):
                assert word in " ".join(foot)
            break


def test_the_foot_says_what_can_be_voted_on() -> None:
    state = next(state for entry, state in night() if isinstance(entry.event, VoteOpened))
    assert "VOTE !vote 1-2, 1 tick left" in words_of(state, 112)[-1]
    assert "Whose thought gets read out?" in words_of(state, 140)[-1]


def test_the_narrowest_foot_still_has_the_minds_rate() -> None:
    *_, (_, state) = night()
    assert "house answers: 75% ok, 25% late" in words_of(state, 40)[-1]


def test_before_the_first_bell_the_foot_waits() -> None:
    assert words_of(None, 80) == [" waiting for the opening bell"]


def test_a_sparkline_spans_from_the_lowest_to_the_highest() -> None:
    assert sparkline([1, 2, 3, 8], 3) == "▁▂█"
    assert sparkline([5, 5], 8) == "▄▄"
    assert sparkline([], 8) == ""


def test_half_blocks_carry_two_pixels_each() -> None:
    picture = Image.new("RGB", (4, 4), (0, 0, 255))
    picture.paste((255, 0, 0), (0, 0, 4, 1))
    lines = half_blocks(picture, 4)
    assert [line.plain for line in lines] == [BLOCK * 4] * 2
    style = lines[0].spans[0].style
    assert str(style) == "#ff0000 on #0000ff"


def test_colours_are_those_of_the_picture() -> None:
    palette = {name: "#{:02x}{:02x}{:02x}".format(*colour) for name, colour in load_palette().items()}
    assert {who: palette[ACCENTS[who]] for who in ACCENTS} == TRADER_COLOURS
    assert {room: palette[SIGN_COLOURS[room]] for room in SIGN_COLOURS} == ROOM_COLOURS


def test_the_board_stands_in_one_column_where_it_is_narrow() -> None:
    *_, (_, state) = entries(beats())
    console = Console(file=io.StringIO(), width=200)
    heights = [len(console.render_lines(board(state, width))) for width in (80, 120)]
    assert heights == [5, 4]


async def test_headless_lines_are_plain() -> None:
    stream = io.StringIO()
    host = HeadlessHost(stream, lambda: None)
    for entry, state in night():
        await host.show(entry, state)
    assert "\x1b" not in stream.getvalue()


async def test_a_pipe_that_closes_ends_the_show() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    quits: list[bool] = []
    with os.fdopen(writing, "w") as stream:
        host = HeadlessHost(stream, lambda: quits.append(True))
        told: list[list[AnyEvent]] = [[IntentAccepted(intent=1, viewer="page:a", what="vote", answer="Yes.")]]
        for entry, state in entries(told):
            await host.show(entry, state)
        await host.close()
    assert quits == [True]


async def test_headless_lines_that_come_at_once_leave_together() -> None:
    stream = Counted()
    host = HeadlessHost(stream, lambda: None)
    for entry, state in night():
        await host.show(entry, state)
    assert stream.flushes == 0
    await asyncio.sleep(0)
    assert stream.flushes == 1
    assert stream.getvalue().count("\n") > 1


class Counted(io.StringIO):
    """A stream that knows how often it was flushed."""

    flushes = 0

    def flush(self) -> None:
        """Count."""
        self.flushes += 1


async def test_a_bell_says_where_its_picture_is() -> None:
    sitting = Sitting(width=120)
    host = sitting.host()
    for entry, state in night():
        await host.show(entry, state)
    said = COLOUR_CODE.sub("", sitting.screen.getvalue())
    assert "The title card is at http://localhost:1/episode.png" in said
    assert "The newspaper is at http://localhost:1/newspaper.png" in said
