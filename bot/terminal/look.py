"""What the terminal looks like: a colour for each trader and room, and a row for each line of the transcript.

Every text goes in as `rich.text.Text` with a style beside it. Nothing is ever read as markup.
"""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from bot.phrases import name
from bot.terminal.tags import ROOM_TAGS, TAG_WIDTH, TAGS
from bot.transcript.line import Kind, Line
from show.words import Room, TraderId

TRADER_COLOURS: dict[TraderId, str] = {
    "alex": "#f0772b",
    "sarah": "#ec5258",
    "alice": "#74efe0",
    "mike": "#ffe978",
}
"""Those of the picture, so that a name has one colour everywhere."""

ROOM_COLOURS: dict[Room, str] = {
    "Startup Offices": "#f79a9f",
    "VC Office": "#f8b537",
    "Coffee Shop": "#efb98a",
    "News Room": "#3eaee6",
}
"""Those of the signs in the picture."""

NAME_WIDTH = 5
GREY = "#8f96b3"
LIGHT = "#3eaee6"
"""For what the viewer may do, and what they are told."""

STYLES: dict[Kind, str] = {
    "speech": "bold",
    "thought": "italic #a04fae",
    "walk": GREY,
    "trade": GREY,
    "margin": "bold #f8b537",
    "mind": GREY,
    "news": "#fdfaf0",
    "prices": GREY,
    "chaos": "bold #ec5258",
    "vote": f"bold {LIGHT}",
    "audience": GREY,
    "bell": "bold #fdfaf0",
    "tick": GREY,
    "show": "bold #fdfaf0",
    "desk": "#7fb2e5",
}


def row(line: Line) -> Table:
    """Return a line of the transcript as a row: where, who, what; long text hangs under its own column."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=TAG_WIDTH, no_wrap=True)
    if line.who is not None:
        grid.add_column(width=NAME_WIDTH, no_wrap=True)
    grid.add_column(ratio=1, overflow="fold")
    cells = [_tag(line)]
    if line.who is not None:
        cells.append(Text(name(line.who), style=_name_style(line.who, line)))
    grid.add_row(*cells, _words(line))
    return grid


def _tag(line: Line) -> Text:
    if line.room is not None:
        colour = GREY if line.canned else ROOM_COLOURS[line.room]
        return Text(ROOM_TAGS[line.room], style=colour)
    return Text(TAGS[line.kind], style=STYLES[line.kind])


def _name_style(who: TraderId, line: Line) -> str:
    return GREY if line.canned else f"bold {TRADER_COLOURS[who]}"


def _words(line: Line) -> Text:
    if line.canned:
        return Text(f"{line.text} [{line.canned}]", style=f"italic {GREY}")
    said = f"“{line.text}”" if line.kind in ("speech", "thought") else line.text
    return Text("\n".join((said, *line.more)), style=STYLES[line.kind])
