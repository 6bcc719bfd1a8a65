"""Wording: answers that other hosts show as lines and columns, as one line of chat."""

from __future__ import annotations

import re

from bot.phrases import name
from bot.reception import Reply
from bot.vocabulary import MODERATOR_WORDS, USAGES, WORDS
from show.state import State
from show.words import ROOMS

DOT = " · "
LAST_LINES = 2
QUOTED = re.compile(r""" (["'])(.*)\1""")


def reply(given: Reply) -> str:
    """Return an answer's lines as one."""
    command = given.command
    if command is not None and command.word == "help" and command.topic is None:
        return help_line()
    if command is None:
        return unquoted(given.lines[0])
    lines = [" ".join(line.split()) for line in given.lines]
    if command.word == "trail":
        return DOT.join([lines[0], *lines[1:][-LAST_LINES:]])
    return (" " if command.word == "rules" else DOT).join(lines)


def unquoted(text: str) -> str:
    """Return a sentence without what it quotes of a viewer; commands are our own words."""
    return QUOTED.sub(lambda found: found[0] if found[2] in WORDS else " like that", text)


def key(given: Reply) -> str:
    """Return what makes answers one: the command and what it is about; the text where there is no command."""
    command = given.command
    if command is None:
        return numberless(given.lines[0])
    return f"{command.word} {command.trader or command.room or command.topic or ''} {command.note}".strip()


def help_line() -> str:
    """Return the list of commands."""
    forms = [USAGES[word].form for word in WORDS if word not in MODERATOR_WORDS and word != "help"]
    return f"{DOT.join(forms)}. !help and a command says more."


def floor(state: State) -> str:
    """Return who is where."""
    rooms = {room: [name(who) for who in state.office.present(room)] for room in ROOMS}
    present = DOT.join(f"{room}: {', '.join(who)}" for room, who in rooms.items() if who)
    return f"You are looking at it. {present}"


def numberless(text: str) -> str:
    """Return a text with its numbers left out: what is otherwise equal is the same answer, told anew."""
    return re.sub(r"\d[\d.,]*", "#", text)


def short(text: str, most: int) -> str:
    """Return a text that is not too long, cut where a sentence ends if one does."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    end = max(head.rfind(". "), head.rfind(DOT))
    return f"{head[:end].rstrip(' ·.')}. …" if end > most // 2 else f"{head.rstrip()}…"
