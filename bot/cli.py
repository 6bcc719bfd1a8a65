"""The command line: which commands there are, what their flags mean, and the errors that are sentences."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot import __version__, numbers
from bot.log.faults import LogError
from bot.page.trouble import PageError
from bot.settings.configuration import SettingsError, load
from bot.settings.settings import Settings
from bot.shelf.words import add_models, run_models
from bot.stream.trouble import StreamError
from show.ports import MindError
from show.words import TRADERS

PROGRAM = "wallstreet"
DESCRIPTION = "Four AI traders, one office, $10,000 of play money each, and an audience that may ruin it."
CARDS = (*TRADERS, "episode", "trade", "thought", "desk")
EXAMPLES = """\
examples:
  wallstreet run                              the show, with the language model that comes with it
  wallstreet run --rehearsal --speed 4        scripted traders, four times as fast
  wallstreet run --model ~/models/big.gguf    any other language model on this machine
  wallstreet run --ticks 20 --speed 0 --seed 7 --db trial.db
                                              twenty rounds without waiting, the same ones every time
  wallstreet run --mind mike=random --mind alex=http://127.0.0.1:11434/v1#qwen3:4b
                                              another mind for some of them, here or on a server
  wallstreet run --stream-to show.mp4
                                              the show as a video, here into a file
  wallstreet replay --db data/show.db         check a night and print its summary
  wallstreet models pull qwen3-1.7b           fetch a small model that suits; `list` shows which
  wallstreet doctor                           what is wrong with this machine, and what to do
  wallstreet setup discord                    make your Discord server ready for the show
  wallstreet setup twitch                     let the show into your channel's chat
  wallstreet reset                            close the season; the next one begins with fresh money
  wallstreet picture --tick 20                the office at the end of tick 20, as office.png
  wallstreet clip --out clip.gif              four seconds of the newest moment
  wallstreet newspaper --episode 1            the front page of the first episode's closing bell
  wallstreet card alex                        one trader's card; `episode` is the title card
  wallstreet card trade                       the newest order, filled or blocked; `trade alex` is his
  wallstreet card thought sarah               what she really thinks, from the confessional booth
  wallstreet card desk                        the seating plan: which analyst counts for how much
  wallstreet market --facts                   what the simulated market has of a real one, measured
  wallstreet market --bars 100000 --out bars.csv
                                              a market without a show, bar by bar
  wallstreet desk --nights 8 --jobs 2         the analysts' league table, against the truth
  wallstreet art people --watch               the drawn people, again after each change of a file

Every flag is also a setting, see .env.example. `wallstreet COMMAND --help` explains a command.
"""


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        PROGRAM, description=DESCRIPTION, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_run(commands)
    _add_replay(commands)
    _add_doctor(commands)
    _add_reset(commands)
    _add_picture(commands)
    _add_clip(commands)
    _add_newspaper(commands)
    _add_card(commands)
    _add_art(commands)
    _add_desk(commands)
    _add_setup(commands)
    _add_market(commands)
    add_models(commands)
    return parser


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command by its name; those of a command of commands by both names."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                below = subcommands(command)
                found |= {f"{name} {word}": each for word, each in below.items()} or {name: command}
    return found


def _add(commands: Any, name: str, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=says, description=says, allow_abbrev=False
    )
    return parser


def _add_run(commands: Any) -> None:
    parser = _add(commands, "run", "Put the show on air; without a terminal it prints its lines.")
    parser.add_argument("--ticks", type=numbers.ticks, metavar="N", help="stop after N rounds of the floor")
    parser.add_argument("--seed", type=numbers.seed, metavar="N", help="what all dice of a new log grow from")
    parser.add_argument(
        "--speed", type=numbers.speed, metavar="X", help="2 is twice as fast, 0 is without waiting"
    )
    parser.add_argument(
        "--rehearsal", action="store_true", default=None, help="scripted traders instead of a language model"
    )
    _add_model(parser)
    _add_minds(parser)
    _add_db(parser)
    parser.add_argument("--no-page", dest="page", action="store_false", default=None, help="no stage page")
    parser.add_argument("--port", type=numbers.port, metavar="N", help="the port of the stage page")
    parser.add_argument(
        "--stream", action="store_true", default=None, help="send the show as a live video, too"
    )
    parser.add_argument(
        "--stream-to", dest="stream_url", metavar="WHERE", help="stream to an ingest (rtmp://...) or a file"
    )


def _add_replay(commands: Any) -> None:
    says = "Fold a log again, check every link of it and print a summary that is equal for equal nights."
    _add_db(_add(commands, "replay", says))


def _add_doctor(commands: Any) -> None:
    parser = _add(commands, "doctor", "Check this machine, the model and the log, and say what to do.")
    _add_model(parser)
    _add_minds(parser)
    _add_db(parser)


def _add_reset(commands: Any) -> None:
    parser = _add(commands, "reset", "Close the season and open the next one. Nothing is deleted.")
    _add_db(parser)
    parser.add_argument("--reason", default="", metavar="TEXT", help="what the log says about why")


def _add_picture(commands: Any) -> None:
    parser = _add(commands, "picture", "Draw the office as a log left it, as a PNG of 1280 by 720.")
    _add_db(parser)
    _add_out(parser, "office.png", "the picture")
    _add_tick(parser)


def _add_clip(commands: Any) -> None:
    parser = _add(commands, "clip", "Draw four seconds of the newest moment of a log, small enough to post.")
    _add_db(parser)
    _add_out(parser, "clip.webp", "the clip, .webp or .gif")
    _add_tick(parser)


def _add_newspaper(commands: Any) -> None:
    parser = _add(commands, "newspaper", "Print the front page of an episode that has had its closing bell.")
    _add_db(parser)
    _add_out(parser, "newspaper.png", "the page")
    parser.add_argument(
        "--episode", type=numbers.episode, metavar="N", help="which one; the newest if left out"
    )


def _add_card(commands: Any) -> None:
    parser = _add(
        commands, "card", "Draw a card to post: a trader, a trade, a thought, the desk's seats, the episode."
    )
    parser.add_argument(
        "name", type=_card_name, help="alex, sarah, alice, mike, episode, trade, thought or desk"
    )
    parser.add_argument(
        "who", nargs="?", type=_trader_name, help="whose trade or thought; a thought is Alex's if left out"
    )
    _add_db(parser)
    _add_out(parser, "card.png", "the card")
    _add_tick(parser)


def _add_art(commands: Any) -> None:
    parser = _add(commands, "art", "Show the art that is drawn as text, and say where a grid of it is wrong.")
    parser.add_argument(
        "sheet", nargs="?", default="all", help="people, portraits, fonts or a file; all of them"
    )
    _add_out(parser, "art.png", "the preview")
    parser.add_argument(
        "--watch", action="store_true", help="draw again whenever a file changes, until Ctrl-C"
    )


def _add_desk(commands: Any) -> None:
    says = "Play nights for the analysts alone and print their league table against the truth of the market."
    parser = _add(commands, "desk", says)
    parser.add_argument(
        "--nights", type=numbers.ticks, metavar="N", default=8, help="how many nights; 8 if left out"
    )
    parser.add_argument(
        "--ticks",
        type=numbers.ticks,
        metavar="N",
        default=600,
        help="the length of each; 600 if left out",
    )
    parser.add_argument(
        "--first", type=numbers.seed, metavar="N", default=1, help="the seed of the first; 1 if left out"
    )
    parser.add_argument(
        "--jobs",
        type=numbers.ticks,
        metavar="N",
        default=1,
        help="how many to play at a time; 1 if left out",
    )
    parser.add_argument(
        "--folder", type=_path, metavar="FOLDER", default=Path("data/desk"),
        help="where played nights are kept and found again; data/desk if left out",
    )  # fmt: skip


def _add_out(parser: argparse.ArgumentParser, name: str, what: str) -> None:
    says = f"{what}; {name} if left out"
    parser.add_argument("--out", type=_path, metavar="FILE", default=Path(name), help=says)


def _add_tick(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tick", type=numbers.ticks, metavar="N", help="as it was at the end of tick N")


def _card_name(text: str) -> str:
    if text.lower() not in CARDS:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} has no card. Choose one of {', '.join(CARDS)}.")
    return text.lower()


def _trader_name(text: str) -> str:
    if text.lower() not in TRADERS:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no trader. Choose one of {', '.join(TRADERS)}.")
    return text.lower()


def _add_setup(commands: Any) -> None:
    says = "Make a Discord server or a Twitch channel ready. Doing it again changes nothing."
    parser = _add(commands, "setup", says)
    parser.add_argument("where", choices=["discord", "twitch"], help="where the show is to be at home")
    parser.add_argument(
        "--browser",
        action="store_true",
        help="Twitch: with a browser on this machine, not a code to type",
    )
    _add_db(parser)


def _add_market(commands: Any) -> None:
    says = "The simulated market without a show: its bars in a file, or the report of its stylised facts."
    parser = _add(commands, "market", says)
    parser.add_argument("--bars", type=numbers.bars, metavar="N", help="how many bars of each asset")
    parser.add_argument("--out", type=_path, metavar="FILE", help="where to, as .csv or .npz")
    parser.add_argument("--facts", action="store_true", help="measure the facts; it takes half a minute")
    parser.add_argument("--seed", type=numbers.seed, default=1, metavar="N", help="what its dice grow from")


def _add_model(parser: argparse.ArgumentParser) -> None:
    says = "the language model: a GGUF file, or the name of one in models/"
    parser.add_argument("--model", type=_name, metavar="PATH", help=says)


def _add_minds(parser: argparse.ArgumentParser) -> None:
    says = "who thinks for a trader, such as mike=FILE, alex=http://host/v1#model or all=scripted"
    parser.add_argument("--mind", dest="minds", action="append", metavar="WHO=MIND", help=says)


def _add_db(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--db", type=_path, metavar="FILE", help="the log of the show")


def _name(text: str) -> Path:
    if not text or "\0" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not the name of a file.")
    return Path(text).expanduser()


def _path(text: str) -> Path:
    """Read a path as the shell means it: relative to where the command was typed."""
    return _name(text).absolute()


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 all well, 1 it failed, 2 it was asked wrongly."""
    parser = build_parser()
    given = parser.parse_args(words)
    if given.command is None:
        parser.print_help()
        return 2
    try:
        code = _dispatch(given)
        sys.stdout.flush()
        return code
    except SettingsError as error:
        return _refuse(str(error), 2)
    except (LogError, MindError, PageError, StreamError) as error:
        return _refuse(str(error), 1)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output, such as `head`, has seen enough: write nothing more, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _refuse(sentence: str, code: int) -> int:
    print(f"{PROGRAM}: {sentence}", file=sys.stderr)
    return code


def _dispatch(given: argparse.Namespace) -> int:
    """Call the command. Each is imported here, so that one that cannot be loaded does not take the others."""
    flags = {name: value for name, value in vars(given).items() if value is not None}
    command = flags.pop("command")
    if "stream_url" in flags:
        flags["stream"] = True  # whoever says where to wants a stream
    settings_given = {name: value for name, value in flags.items() if name in Settings.model_fields}
    if command == "doctor":
        from bot.doctor.doctor import doctor

        return doctor(settings_given)
    if command == "art":
        from bot.drawing.art import art

        return art(given.sheet, given.out, given.watch)
    if command == "market":
        from bot.market import market

        return market(given.bars, given.out, given.seed, given.facts)
    if command == "desk":
        from bot.desk.league import league

        return league(given.nights, given.ticks, given.first, given.folder, given.jobs)
    settings = load(settings_given)
    if command in ("picture", "clip", "newspaper", "card"):
        return _draw(command, settings.db, given)
    if command == "replay":
        from bot.replay import replay

        return replay(settings.db)
    if command == "reset":
        from bot.reset import reset

        return reset(settings, given.reason)
    if command == "models":
        return run_models(settings, given)
    if command == "setup":
        return _set_up(settings, given)
    gc.disable()  # while modules are loaded there is next to nothing to collect; `run` turns it on again
    from bot.run import run

    return run(settings, given.ticks)


def _set_up(settings: Settings, given: argparse.Namespace) -> int:
    """Call the set-up of a place."""
    if given.where == "twitch":
        from bot.twitch.setup import setup as setup_twitch

        return setup_twitch(settings, given.browser)
    from bot.discord.setup import setup

    return setup(settings)


def _draw(command: str, db: Path, given: argparse.Namespace) -> int:
    """Call a command that draws from a log."""
    if command == "clip":
        from bot.drawing.clip import clip

        return clip(db, given.out, given.tick)
    if command == "newspaper":
        from bot.drawing.newspaper import newspaper

        return newspaper(db, given.out, given.episode)
    if command == "card":
        from bot.drawing.card import card

        return card(db, given.out, given.name, given.tick, given.who)
    from bot.drawing.picture import picture

    return picture(db, given.out, given.tick)
