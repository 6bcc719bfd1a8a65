"""The scoreboard as a table: for the terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from bot.contest.intervals import Interval
from bot.contest.measures import MEASURES, Measure

Board = Mapping[str, Mapping[str, Interval]]
"""The intervals of each measure, by mind."""


def cell(measure: Measure, found: Interval | None) -> str:
    """Return a mean with its interval."""
    if found is None:
        return "-"
    number = f"{{:.{measure.decimals}f}}"
    mean, low, high = (number.format(value) for value in (found.mean, found.low, found.high))
    return mean if low == high else f"{mean} [{low}, {high}]"


def terminal_table(board: Board) -> Table:
    """Return one row a measure and one column a mind: minds are few, measures are many."""
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for mind in board:
        table.add_column(mind, justify="right")
    for measure in MEASURES:
        cells = [cell(measure, found.get(measure.key)) for found in board.values()]
        table.add_row(_title(measure), *cells)
    return table


def markdown(board: Board, caption: str) -> str:
    """Return the table as Markdown, with what each measure means and how it was made."""
    head = ["", *board, "what it is"]
    rows = [
        [_title(measure), *(cell(measure, found.get(measure.key)) for found in board.values()), measure.says]
        for measure in MEASURES
    ]
    lines = [_row(head), _row(["---", *["---:"] * len(board), "---"]), *map(_row, rows)]
    return "\n".join([*lines, "", caption])


def _title(measure: Measure) -> str:
    arrow = {1: " ↑", -1: " ↓", 0: ""}[measure.better]
    return f"{measure.title}{', ' + measure.unit if measure.unit else ''}{arrow}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
