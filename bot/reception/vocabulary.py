"""The words the audience may type, the same on every host, and what each is for."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from show.cast import persona
from show.words import ROOMS, TRADERS, Room, TraderId

Word = Literal[
    "chaos", "vote", "floor", "leaderboard", "portfolio", "thoughts", "trail", "prices", "desk", "rules",
    "help", "link", "pause", "resume", "speed", "sound", "mute", "unmute", "skip", "say", "panic", "reset",
    "quit",
]  # fmt: skip

WORDS: tuple[Word, ...] = get_args(Word)
MODERATOR_WORDS: frozenset[Word] = frozenset(
    {"pause", "resume", "speed", "sound", "mute", "unmute", "skip", "say", "panic", "reset", "quit"}
)
NAMED_CHARACTERS = 40
"""No word, name or room is longer; comparing more than that to find the nearest would only cost time."""

NEAR = 0.6
"""How alike a mistyped word must be to the one it is taken for; below, "who" would be taken for chaos."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How a word is typed and what it does, in one sentence."""

    form: str
    says: str

    @property
    def least(self) -> str:
        """Return what has to be typed: the form without what may be left out."""
        return self.form.partition(" [")[0]


USAGES: dict[Word, Usage] = {
    "chaos": Usage("!chaos", "Back chaos. When enough of you do, it strikes the market."),
    "vote": Usage("!vote NUMBER", "Vote in the ballot that is open. You have one vote; the last one counts."),
    "floor": Usage("!floor", "Show the picture of the office floor."),
    "leaderboard": Usage("!leaderboard", "Who is winning, and by how much."),
    "portfolio": Usage("!portfolio NAME", "What a trader holds, since when, at what cost and profit."),
    "thoughts": Usage("!thoughts NAME", "What a trader thinks and does not say."),
    "trail": Usage("!trail ROOM", "Who is in a room, and the last lines said there."),
    "prices": Usage("!prices", "What each asset costs, and where it is going."),
    "desk": Usage("!desk", "What the analysts think, who of them is believed, and what our own rules cost."),
    "rules": Usage("!rules", "The rules of the season."),
    "help": Usage("!help [command]", "This list, or more about one command."),
    "link": Usage(
        "!link [CODE]", "One person, one vote: get a code with one account, type it with the other."
    ),
    "pause": Usage("pause [reason]", "Moderator: stop the clock after this beat."),
    "resume": Usage("resume", "Moderator: start the clock again."),
    "speed": Usage("speed NUMBER [reason]", "Moderator: play faster or slower; 1 is full length."),
    "sound": Usage(
        "sound [music|bells|voices] on|off [reason]", "Moderator: switch the stream's sound, or a part of it."
    ),
    "mute": Usage("mute NAME [reason]", "Moderator: nothing this trader says is heard any more."),
    "unmute": Usage("unmute NAME [reason]", "Moderator: the trader may speak again."),
    "skip": Usage("skip [reason]", "Moderator: move on; a trader whose turn it is loses it."),
    "say": Usage("say HEADLINE", "Moderator: put a headline on the wire, through the gate, as unverified."),
    "panic": Usage("panic [reason]", "Moderator: blank the show to a test card. resume brings it back."),
    "reset": Usage("reset yes [reason]", "Moderator: close the season, archive it, and open the next."),
    "quit": Usage("quit", "Moderator: leave. The log keeps everything; the next start goes on from there."),
}


def nearest_word(text: str) -> Word | None:
    """Return the command a mistyped one was most likely meant to be."""
    close = difflib.get_close_matches(text[:NAMED_CHARACTERS], WORDS, n=1, cutoff=NEAR)
    return next((word for word in WORDS if word in close), None)


def trader_called(text: str) -> TraderId | None:
    """Return the trader of a name, in any case."""
    name = text.strip().casefold()
    return next((who for who in TRADERS if name in (who, persona(who).name.casefold())), None)


def room_called(text: str) -> Room | None:
    """Return the room of a name, or of the beginning of one: "coffee", "vc", "newsroom"."""
    name = "".join(text.casefold().split())
    return next((room for room in ROOMS if name and room.casefold().replace(" ", "").startswith(name)), None)


def trader_names() -> str:
    """Return the names to choose from, for a sentence."""
    return _either([persona(who).name for who in TRADERS])


def room_names() -> str:
    """Return the rooms to choose from, for a sentence."""
    return _either(ROOMS)


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
