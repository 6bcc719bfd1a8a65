"""What a viewer typed, read as a command or answered with the sentence that says how it is typed.

Nothing here has an effect. A host answers reading words itself (`bot.reception.answers`) and puts the rest in
the inbox as intents, where the director judges them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from bot.plain import one_line
from bot.reception.vocabulary import (
    MODERATOR_WORDS,
    NAMED_CHARACTERS,
    USAGES,
    WORDS,
    Word,
    nearest_word,
    room_called,
    room_names,
    trader_called,
    trader_names,
)
from show.audience.intents import Intent, What
from show.words import Room, TraderId

ARGUMENT_CHARACTERS = 200
"""The bound of `Intent.text`."""

LONGEST_TYPED = 8 * ARGUMENT_CHARACTERS
"""Nothing behind this many characters is read; it is more than any command can use."""

MARKS = ("!", "！", "¡")
"""What a command begins with; phones and other keyboards write it in more than one way."""

IGNORED = " \t\r\n" + "".join(MARKS)


@dataclass(frozen=True, slots=True)
class Command:
    """A command that was understood. `note` is a sentence for viewers whose words were cut or go nowhere."""

    word: Word
    text: str = ""
    trader: TraderId | None = None
    room: Room | None = None
    topic: Word | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """Something that is no command, and the sentence that helps."""

    sentence: str


def parse(typed: str, *, bare: bool = False) -> Command | Misread | None:
    """Read what a viewer typed; None if it is not meant for the show.

    In a chat only what begins with an exclamation mark is meant for the show. `bare` is for places where
    everything is, such as the terminal's input line: there the mark may be left out.
    """
    text = typed.strip()[:LONGEST_TYPED]
    marked = text.startswith(MARKS)
    if not text or not (marked or bare):
        return None
    head, rest = (*text.lstrip(IGNORED).split(maxsplit=1), "", "")[:2]
    word = _word(one_line(head, NAMED_CHARACTERS).casefold())
    return word if isinstance(word, Misread) else _read(word, rest)


def _word(head: str) -> Word | Misread:
    for word in WORDS:
        if head == word:
            return word
    if not head:
        return Misread("That was only an exclamation mark. Type !help for the list of commands.")
    near = nearest_word(head)
    if near is None:
        return Misread(f"There is no command {head!r}. See !help.")
    return Misread(f"There is no command {head!r}. Did you mean {USAGES[near].least}? See !help.")


def _read(word: Word, rest: str) -> Command | Misread:
    match word:
        case "chaos":
            return _chaos(rest)
        case "vote":
            return _vote(rest)
        case "portfolio" | "thoughts":
            return _about_trader(word, rest)
        case "trail":
            return _about_room(rest)
        case "help":
            return _help(rest)
        case "floor" | "leaderboard" | "prices" | "desk" | "rules" | "pause" | "resume" | "reset" | "quit":
            return Command(word, one_line(rest, ARGUMENT_CHARACTERS))
        case "link":
            return Command(word, one_line(rest, NAMED_CHARACTERS))
        case "speed" | "sound" | "mute" | "unmute" | "skip" | "say" | "panic":
            return Command(word, one_line(rest, ARGUMENT_CHARACTERS))
        case _:
            assert_never(word)


def _chaos(rest: str) -> Command:
    text = one_line(rest, ARGUMENT_CHARACTERS)
    cut = f" I read the first {ARGUMENT_CHARACTERS} characters." if len(rest) > ARGUMENT_CHARACTERS else ""
    note = f"The newsroom writes its own headlines, so your words go no further.{cut}" if text else ""
    return Command("chaos", text, note=note)


def _vote(rest: str) -> Command | Misread:
    text = one_line(rest, ARGUMENT_CHARACTERS)
    if not text:
        return Misread("Vote for what? Type !vote and the number of your choice, such as !vote 2.")
    return Command("vote", text)


def _about_trader(word: Word, rest: str) -> Command | Misread:
    name = one_line(rest, NAMED_CHARACTERS)
    trader = trader_called(name)
    if trader is not None:
        return Command(word, name, trader=trader)
    if not name:
        return Misread(f"Whose? Type !{word} and a name: {trader_names()}.")
    return Misread(f"Nobody on the floor is called {name!r}. Try {trader_names()}.")


def _about_room(rest: str) -> Command | Misread:
    name = one_line(rest, NAMED_CHARACTERS)
    room = room_called(name)
    if room is not None:
        return Command("trail", name, room=room)
    if not name:
        return Misread(f"Which room? Type !trail and a room: {room_names()}.")
    return Misread(f"There is no room {name!r}. Try {room_names()}.")


def _help(rest: str) -> Command | Misread:
    name = one_line(rest, NAMED_CHARACTERS).casefold().lstrip(IGNORED)
    if not name:
        return Command("help")
    topic = _word(name)
    return topic if isinstance(topic, Misread) else Command("help", name, topic=topic)


def to_intent(command: Command, viewer: str, *, moderator: bool = False) -> Intent | Misread:
    """Return the intent of a command, or why it may not be put in the inbox.

    Reading words (`bot.reception.answers.READING`) and "quit" have no intent: a host handles them itself.
    """
    if command.word in MODERATOR_WORDS and not moderator:
        return Misread(f"Only a moderator may use {command.word!r}.")
    said, _, reason = command.text.partition(" ")
    if command.word == "reset" and said.casefold() != "yes":
        return Misread(
            "A reset closes this season, archives it, and starts everyone again with fresh money. "
            "If you mean it, type: reset yes"
        )
    what = _what(command.word)
    text = reason if what == "reset" else command.text
    return Intent(viewer=viewer, what=what, text=text, moderator=moderator)


def _what(word: Word) -> What:
    match word:
        case "chaos" | "vote" | "link" | "pause" | "resume" | "reset":
            return word
        case "speed" | "sound" | "mute" | "unmute" | "skip" | "say" | "panic":
            return word
        case _:
            raise ValueError(f"The command {word!r} has no intent; the host answers it itself.")
