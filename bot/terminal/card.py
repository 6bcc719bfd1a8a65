"""The card a newcomer sees first: what this is, who plays, what to type, where the picture is."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.terminal.look import GREY, LIGHT, NAME_WIDTH, TRADER_COLOURS
from show.cast import persona
from show.words import TRADERS

TITLE = "WALL STREET LIVE"
PITCH = "Four traders, one office, the same play money. They talk, they trade, they lie. You stir."


def card(page: str) -> Padding:
    """Return the welcome, with the stage page's address if there is one."""
    cast = Table.grid(padding=(0, 1))
    cast.add_column(width=NAME_WIDTH, no_wrap=True)
    cast.add_column(overflow="fold")
    for who in TRADERS:
        one = persona(who)
        words = Text(f"{one.role}. ").append(one.aim, style=GREY)
        cast.add_row(Text(one.name, style=f"bold {TRADER_COLOURS[who]}"), words)
    parts: list[RenderableType] = [
        Text(TITLE, style="bold #f8b537"),
        Text(PITCH),
        Text(""),
        cast,
        Text(""),
        _how(),
    ]
    if page:
        parts.append(Text("Watch  ", style=GREY).append(page, style=f"underline {LIGHT}"))
    return Padding(Group(*parts), (1, 2))


def _how() -> Text:
    text = Text("Type   ", style=GREY)
    for word in ("!chaos", "!vote 2", "!thoughts sarah", "!floor"):
        text.append(word, style=LIGHT).append(", ")
    text.append("!help", style=LIGHT).append(" for the rest, ")
    return text.append("quit", style=LIGHT).append(" to leave.")
