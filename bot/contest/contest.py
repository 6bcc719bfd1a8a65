"""`wallstreet models bench`: plays the nights that are missing, and shows the scoreboard."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.contest.chart import chart
from bot.contest.intervals import intervals
from bot.contest.measures import measured
from bot.contest.night import play_night
from bot.contest.scores import Played, add_score, nights_of, read_scores
from bot.contest.table import Board, markdown, terminal_table
from bot.contest.wish import FIRST_SEED, Wish
from bot.doctor.checkup import free_memory
from bot.minds import check_room, open_mind
from bot.seating import Seat, read_seat
from bot.settings.settings import Settings

Told = Callable[[str, int], None]


def contest(settings: Settings, wish: Wish, console: Console | None = None) -> int:
    """Play what is missing, show the table, write the picture and the Markdown, and return the exit code.

    Raises:
        MindError: a mind cannot be used.
    """
    seats = {name: read_seat(name) for name in wish.minds}
    check_room([max(seats.values(), key=_weight)], free_memory())
    with _progress(len(seats) * wish.seeds * wish.ticks) as told:
        board = asyncio.run(_played(settings, seats, wish, told))
    table = console or Console()
    table.print(terminal_table(board))
    table.print(wish.caption, style="dim", highlight=False)
    chart(board, wish.caption, wish.out)
    page = wish.out.with_suffix(".md")
    page.write_text(markdown(board, wish.caption) + "\n", encoding="utf-8")
    print(f"The picture is in {wish.out}, the table in {page}, every night in {wish.results}.")
    return 0


async def _played(settings: Settings, seats: dict[str, Seat], wish: Wish, told: Told) -> Board:
    """Return the board of all minds, after the nights that are missing were played."""
    board = {}
    for name, seat in seats.items():
        label = Path(name).stem if seat.kind == "file" else name.rsplit("#", 1)[-1]
        missing = _missing(label, seat, wish, read_scores(wish.results))
        told(label, (wish.seeds - len(missing)) * wish.ticks)
        if missing:
            await _play(settings, seat, label, missing, wish, told)
        nights = [each for each in nights_of(read_scores(wish.results), label) if _counts(each, seat, wish)]
        board[label] = intervals(nights)
    return board


async def _play(
    settings: Settings, seat: Seat, label: str, missing: Sequence[int], wish: Wish, told: Told
) -> None:
    mind = await open_mind(settings, seat)
    try:
        for seed in missing:
            night = await play_night(mind, seed, wish.ticks, lambda tick: told(label, 1))
            traders = {str(who): found for who, found in measured(night).items()}
            add_score(wish.results, Played(label, _identity(seat), seed, wish.ticks, traders))
    finally:
        await mind.close()


def _missing(label: str, seat: Seat, wish: Wish, scores: Sequence[Played]) -> list[int]:
    there = {each.seed for each in nights_of(scores, label) if _counts(each, seat, wish)}
    return [seed for seed in range(FIRST_SEED, FIRST_SEED + wish.seeds) if seed not in there]


def _counts(played: Played, seat: Seat, wish: Wish) -> bool:
    wanted = range(FIRST_SEED, FIRST_SEED + wish.seeds)
    return played.identity == _identity(seat) and played.ticks == wish.ticks and played.seed in wanted


def _identity(seat: Seat) -> str:
    return f"{seat.path.stat().st_size} bytes" if seat.kind == "file" else seat.where or seat.kind


def _weight(seat: Seat) -> int:
    return seat.path.stat().st_size if seat.kind == "file" else 0


@contextmanager
def _progress(whole: int) -> Iterator[Told]:
    """Draw a bar in a terminal; elsewhere tell the name of each mind once."""
    console = Console(stderr=True)
    if not console.is_terminal:
        named: set[str] = set()

        def tell(label: str, ticks: int) -> None:
            if label not in named:
                named.add(label)
                print(f"{label} ...", file=sys.stderr)

        yield tell
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("ticks", total=whole)
        yield lambda label, ticks: bar.update(task, description=label, advance=ticks)
