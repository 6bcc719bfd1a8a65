"""The words of `wallstreet models` on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot import numbers
from bot.contest.wish import Wish
from bot.settings.settings import Settings

SAYS = "Small models that suit the show: which there are, fetching, looking at and comparing them."


def add_models(commands: Any) -> None:
    """Add the command and those below it."""
    parser = commands.add_parser("models", help=SAYS, description=SAYS, allow_abbrev=False)
    words = parser.add_subparsers(dest="word", metavar="WORD", required=True)
    _add(words, "list", "Show the known small models and the files that are here.")
    pull = _add(words, "pull", "Fetch a model into models/. Interrupted, the same command goes on.")
    pull.add_argument("name", metavar="NAME", help="a name from the list, or OWNER/REPOSITORY/FILE.gguf")
    check = _add(words, "check", "Say what a model is, whether it suits, and prove that the schema holds it.")
    check.add_argument("name", metavar="MIND", help="a GGUF file, a name in models/, or http://host/v1#model")
    _add_bench(words)


def _add_bench(words: Any) -> None:
    bench = _add(
        words, "bench", "Let minds play the same seeded nights and compare them. It goes on where it stopped."
    )
    usual = Wish()
    said = "files, names in models/, addresses, house, scripted or random; the last three if left out"
    bench.add_argument("--models", nargs="+", metavar="MIND", default=list(usual.minds), help=said)
    bench.add_argument(
        "--seeds",
        type=numbers.nights,
        metavar="N",
        default=usual.seeds,
        help=f"how many nights; {usual.seeds} if left out",
    )
    bench.add_argument(
        "--ticks",
        type=numbers.ticks,
        metavar="N",
        default=usual.ticks,
        help=f"ticks of a night; {usual.ticks} if left out",
    )
    bench.add_argument(
        "--results",
        type=_file,
        metavar="FILE",
        default=usual.results,
        help=f"what was played; {usual.results} if left out",
    )
    bench.add_argument(
        "--out", type=_file, metavar="FILE", default=usual.out, help=f"the picture; {usual.out} if left out"
    )


def _file(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not the name of a file.")
    return Path(text).expanduser().absolute()


def _add(words: Any, name: str, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = words.add_parser(name, help=says, description=says, allow_abbrev=False)
    return parser


def run_models(settings: Settings, given: argparse.Namespace) -> int:
    """Call the command and return its exit code."""
    match given.word:
        case "pull":
            from bot.shelf.pulling import pulling

            return pulling(settings, given.name)
        case "check":
            from bot.shelf.checking import checking

            return checking(settings, given.name)
        case "bench":
            from bot.contest.contest import contest

            return contest(
                settings, Wish(tuple(given.models), given.seeds, given.ticks, given.results, given.out)
            )
        case _:
            from bot.shelf.listing import listing

            return listing()
