"""Answers to the commands that only read: pure text from the state, the same on every host."""

from __future__ import annotations

from typing import Final

from bot.desk.deskview import desk_lines
from bot.phrases import change_pct, holdings, name, times, units
from bot.reception.commands import Command
from bot.reception.vocabulary import MODERATOR_WORDS, USAGES, WORDS, Word
from show.ledger import LOTS_PER_UNIT, Position
from show.money import dollars, signed_pct
from show.rules import SeasonRules, sentences
from show.state import State
from show.words import Asset, Room, TraderId, ticks_left

READING: Final[frozenset[Word]] = frozenset(
    {"leaderboard", "portfolio", "thoughts", "trail", "prices", "desk", "rules", "help"}
)
TRAIL_TICKS = 10
NOT_OPEN = "The show has not opened yet. The first bell is a moment away."


def answer(command: Command, state: State, rules: SeasonRules, *, moderator: bool = False) -> list[str]:
    """Return the answer to a reading command, line by line. Moderators' help knows their words too.

    Raises:
        ValueError: the command is not one of `READING`.
    """
    if command.word == "help":
        return help_on(command.topic, moderator=moderator)
    if command.word == "rules":
        return sentences(rules)
    if not state.board.quotes:
        return [NOT_OPEN]
    match command.word:
        case "leaderboard":
            return leaderboard(state)
        case "prices":
            return prices(state)
        case "desk":
            return desk_lines(state)
        case "portfolio" if command.trader is not None:
            return portfolio(state, command.trader)
        case "thoughts" if command.trader is not None:
            return thoughts(state, command.trader)
        case "trail" if command.room is not None:
            return trail(state, command.room)
        case _:
            raise ValueError(f"The command {command.word!r} has no answer of its own; it is an intent.")


def help_on(topic: Word | None, *, moderator: bool = False) -> list[str]:
    """Return the list of commands, or one command's own line."""
    if topic is not None:
        return [f"{USAGES[topic].form}: {USAGES[topic].says}"]
    width = max(len(usage.form) for usage in USAGES.values())
    words = [word for word in WORDS if moderator or word not in MODERATOR_WORDS]
    return [f"{USAGES[word].form:<{width}}  {USAGES[word].says}" for word in words]


def leaderboard(state: State) -> list[str]:
    """Return who is winning: equity net of loans, change since the season began, what they hold."""
    lines = []
    for number, place in enumerate(state.standings(), 1):
        account = state.books.accounts[place.who]
        gain = signed_pct(change_pct(place.equity, account.start))
        status = state.cast[place.who].status
        note = "" if status == "trading" else f", {status}"
        lines.append(
            f"{number} {name(place.who):<5} {dollars(place.equity):>12} {gain:>7}  "
            f"{holdings(state, place.who)}{note}"
        )
    return lines


def portfolio(state: State, trader: TraderId) -> list[str]:
    """Return a trader's money: positions with average cost, profit and time held, and what is owed."""
    account = state.books.accounts[trader]
    equity = state.equity(trader)
    rank = 1 + [place.who for place in state.standings()].index(trader)
    room = state.office.room_of(trader)
    gain = signed_pct(change_pct(equity, account.start))
    lines = [f"{name(trader)}, number {rank}, {room}: {dollars(equity)} ({gain})"]
    lines += [_holding(state, asset, position) for asset, position in account.positions.items()]
    lines.append(f"cash {dollars(account.cash)}, closed trades {_signed(account.realised)}, "
                 f"fees paid {dollars(account.fees)}")  # fmt: skip
    if account.loan:
        lines.append(f"owes the house {dollars(account.loan)}")
    return lines


def _holding(state: State, asset: Asset, position: Position) -> str:
    quote = state.board.quotes[asset]
    average = abs(position.cost) * LOTS_PER_UNIT // abs(position.lots)
    profit = position.profit(quote)
    side = "short" if position.lots < 0 else "long"
    pct = signed_pct(change_pct(abs(position.cost) + profit, abs(position.cost)))
    return (
        f"{side} {units(position.lots)} {asset} at {dollars(average)}, now {dollars(quote.mid)}: "
        f"{_signed(profit)} ({pct}), held {times(position.held(state.tick), 'tick')}"
    )


def _signed(cents: int) -> str:
    return f"+{dollars(cents)}" if cents > 0 else dollars(cents)


def thoughts(state: State, trader: TraderId) -> list[str]:
    """Return a trader's last private thought, and how old it is."""
    who = state.cast[trader]
    if not who.thought:
        return [f"{name(trader)} has not had a thought worth keeping yet."]
    ago = state.tick - who.thought_tick
    when = "just now" if ago <= 0 else f"{times(ago, 'tick')} ago"
    return [f'{name(trader)}, {when}, to nobody: "{who.thought}"']


def trail(state: State, room: Room) -> list[str]:
    """Return who is in a room and the last lines said there, oldest first."""
    present = [name(who) for who in state.office.present(room)]
    lines = [f"{room}: {', '.join(present) if present else 'nobody is here'}"]
    said = state.office.transcript[room]
    lines += [f'tick {line.tick}, {name(line.speaker)}: "{line.text}"' for line in said]
    return lines if said else [*lines, "Nothing has been said here yet."]


def prices(state: State) -> list[str]:
    """Return bid, ask and the last changes of every asset."""
    board = state.board
    lines = [
        f"{asset:<6} {dollars(quote.mid):>10} {signed_pct(board.change_pct(asset)):>7} last move, "
        f"{signed_pct(board.change_pct(asset, TRAIL_TICKS)):>7} in {TRAIL_TICKS} "
        f"(bid {dollars(quote.bid)}, ask {dollars(quote.ask)})"
        for asset, quote in board.quotes.items()
    ]
    if board.chaos is not None:
        lines.append(f"CHAOS: {board.chaos.headline} ({ticks_left(board.chaos.until - state.tick)})")
    return lines
