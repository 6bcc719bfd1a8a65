"""Wording: answers that other hosts show as lines and columns, as one line of chat."""

from __future__ import annotations

import re

from bot.desk.deskview import NO_DESK, argued_view
from bot.phrases import change_pct, name, price_list, units
from bot.reception.answers import NOT_OPEN
from bot.reception.commands import Command
from bot.reception.reception import Reply
from bot.reception.vocabulary import MODERATOR_WORDS, USAGES, WORDS
from show.events import AssetView
from show.money import round_dollars, signed_pct
from show.rules import SeasonRules, brief
from show.state import State
from show.words import ROOMS, TraderId

DOT = " · "
LAST_LINES = 2
UNDECIDED, CLEAR = 0.05, 0.5
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
    return DOT.join(lines)


def unquoted(text: str) -> str:
    """Return a sentence without what it quotes of a viewer; commands are our own words."""
    return QUOTED.sub(lambda found: found[0] if found[2] in WORDS else " like that", text)


def short_answer(command: Command, state: State, rules: SeasonRules) -> str:
    """Return the answer to what takes other hosts columns or a picture; empty for everything else."""
    if command.word == "rules":
        return brief(rules)
    if command.word == "prices":
        return prices(state)
    if state.programme.panicked:
        return ""  # the reception asks for patience
    if command.word == "floor":
        return floor(state)
    if command.word == "desk":
        return desk(state)
    return portfolio(state, command.trader) if command.word == "portfolio" and command.trader else ""


def prices(state: State) -> str:
    """Return what each asset costs, short."""
    if not state.board.quotes:
        return NOT_OPEN
    chaos = state.board.chaos
    left = f"{DOT}CHAOS: {chaos.headline}" if chaos is not None else ""
    return f"{price_list(state)}{left}"


def desk(state: State) -> str:
    """Return what the analysts think, and what they argue over, short."""
    debate, told = state.desk.debate, state.desk.argued
    if debate is None:
        return NO_DESK
    views = DOT.join(f"{view.asset} {leaning(view)}" for view in debate.views)
    text = f"{len(state.desk.seats)} analysts after tick {debate.tick}: {views}."
    view = argued_view(state.desk)
    if told is None or view is None:
        return text
    titles = state.desk.titles
    return (
        f"{text} They argue over {view.asset}. {titles.get(view.champion, view.champion)}: {told.claim};"
        f" {titles.get(view.dissenter, view.dissenter)}: {told.objection}"
    )


def leaning(view: AssetView) -> str:
    """Return where the house sees an asset going, in words."""
    if abs(view.direction) < UNDECIDED:
        return "undecided"
    way = "up" if view.direction > 0 else "down"
    return f"clearly {way}" if abs(view.direction) > CLEAR else f"rather {way}"


def portfolio(state: State, who: TraderId) -> str:
    """Return a trader's place, money and positions with their profit, short."""
    if not state.board.quotes:
        return NOT_OPEN
    account, equity = state.books.accounts[who], state.equity(who)
    rank = 1 + [place.who for place in state.standings()].index(who)
    gain = signed_pct(change_pct(equity, account.start))
    parts = [f"{name(who)} is number {rank} with {round_dollars(equity)} ({gain})"]
    for asset, position in account.positions.items():
        side, profit = ("short" if position.lots < 0 else "long"), position.profit(state.board.quotes[asset])
        sign = "+" if profit > 0 else ""
        parts.append(f"{side} {units(position.lots)} {asset}, {sign}{round_dollars(profit)}")
    parts.append(f"cash {round_dollars(account.cash)}")
    parts += [f"owes the house {round_dollars(account.loan)}"] if account.loan else []
    return DOT.join(parts)


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


def shortened(text: str, most: int) -> str:
    """Return a text that is not too long, cut where a sentence ends if one does."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    end = max(head.rfind(". "), head.rfind(DOT))
    return f"{head[:end].rstrip(' ·.')}. …" if end > most // 2 else f"{head.rstrip()}…"
