"""The terminal host: prints the show as it happens, and reads commands below it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from PIL import Image
from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.drawing.gazette import EPISODE, NEWSPAPER
from bot.drawing.painting import Moment, Painter
from bot.phrases import clock
from bot.reception.reception import Reception
from bot.reception.vocabulary import Word
from bot.terminal.blocks import half_blocks
from bot.terminal.board import board
from bot.terminal.card import card
from bot.terminal.look import GREY, LIGHT, row
from bot.terminal.prompt import PROMPT, new_session
from bot.terminal.sixel import sixels
from bot.terminal.toolbar import toolbar
from bot.transcript.reporter import Reporter
from show.audience.chaos import ChaosRules
from show.events import BellRang, Entry, IntentAccepted, IntentRefused, TickBegan, TickEnded
from show.state import State

VIEWER = "terminal:host"
BOARD_MARGIN = (1, 0, 0, 2)
"""A free line above the board, so that the eye finds it."""


class TerminalHost:
    """The show in a terminal. Whoever sits at it is a moderator unless told otherwise.

    `on_quit` is called when they quit; `page` is the stage page's address, if there is one. `sixel` is how
    many pixels wide a picture in sixels may be; without them it is shown in half blocks.
    """

    name = "terminal"

    def __init__(
        self,
        reception: Reception,
        console: Console,
        *,
        painter: Painter,
        on_quit: Callable[[], None],
        chaos: ChaosRules,
        page: str = "",
        moderator: bool = True,
        session: PromptSession[str] | None = None,
        sixel: int = 0,
    ) -> None:
        self._reception = reception
        self._console = console
        self._painter = painter
        self._on_quit = on_quit
        self._chaos = chaos
        self._page = page
        self._moderator = moderator
        self._session = session
        self._sixel = sixel
        self._reporter = Reporter()
        self._state: State | None = None
        self._listening: asyncio.Task[None] | None = None
        self._screen = ExitStack()

    async def start(self) -> None:
        """Show the input line and listen to it."""
        self._screen.enter_context(patch_stdout(raw=True))
        self._console.print(card(self._page))
        self._session = self._session or new_session(self._foot)
        self._listening = asyncio.create_task(self._listen(self._session), name="terminal input")

    async def close(self) -> None:
        """Take the input line away and give the screen back."""
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
        self._screen.close()

    async def show(self, entry: Entry, state: State) -> None:
        """Print what an entry says."""
        self._state = state
        line = self._reporter.report(entry, state)
        match entry.event:
            case TickBegan():
                self._console.print(self._tick_rule(state))
            case TickEnded():
                self._console.print(Padding(board(state, self._console.width), BOARD_MARGIN))
            case (IntentAccepted() | IntentRefused()) as answered if answered.viewer == VIEWER:
                self._say([answered.answer if isinstance(answered, IntentAccepted) else answered.reason])
            case _ if line is not None and not line.quiet:
                self._console.print(row(line))
                if isinstance(entry.event, BellRang):
                    self._say([self._where(entry.event)])
            case _:
                pass
        if self._session is not None and self._session.app.is_running:
            self._session.app.invalidate()

    def _where(self, bell: BellRang) -> str:
        """Say where the picture is that a bell brings."""
        name = EPISODE if bell.bell == "opening" else NEWSPAPER
        what = "The title card" if bell.bell == "opening" else "The newspaper"
        if self._page:
            return f"{what} is at {self._page.partition('#')[0]}{name}"
        command = "card episode" if bell.bell == "opening" else f"newspaper --episode {bell.episode}"
        return f"{what}: wallstreet {command}"

    def _tick_rule(self, state: State) -> Rule:
        title = Text(f"tick {state.tick}  {clock(state)}", style=GREY)
        return Rule(title, style="#3b3a5c", align="left")

    def _foot(self) -> StyleAndTextTuples:
        return list(toolbar(self._state, self._chaos, self._console.width))

    async def _listen(self, session: PromptSession[str]) -> None:
        while True:
            try:
                typed = await session.prompt_async(PROMPT)
            except (EOFError, KeyboardInterrupt):
                self._on_quit()
                return
            if await self._obey(typed) == "quit":
                return

    async def _obey(self, typed: str) -> Word | None:
        state = self._state or State()
        reply = await self._reception.take(typed, VIEWER, state, moderator=self._moderator, bare=True)
        self._say(reply.lines)
        word = reply.command.word if reply.command else None
        match word:
            case "floor":
                self._show_floor(state)
            case "quit":
                self._on_quit()
            case _:
                pass
        return word

    def _show_floor(self, state: State) -> None:
        if state.board.quotes:
            self._show_picture(self._painter.picture(Moment(state)))
        where = f"The moving picture is at {self._page}" if self._page else "The stage page is switched off."
        self._say([where])

    def _show_picture(self, picture: Image.Image) -> None:
        if self._sixel >= picture.width:
            # Not through rich, which would count the pixels as letters.
            self._console.file.write(sixels(picture, self._sixel) + "\n")
            self._console.file.flush()
            return
        for line in half_blocks(picture, self._console.width):
            self._console.print(line)

    def _say(self, lines: Sequence[str]) -> None:
        grid = Table.grid(padding=(0, 1))
        for line in lines:
            grid.add_row(Text("│", style=GREY), Text(line, style=LIGHT, overflow="fold"))
        if lines:
            self._console.print(grid)
