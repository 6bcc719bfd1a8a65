"""The live card: the floor at a glance, with buttons, as one message that is edited in place."""

from __future__ import annotations

from dataclasses import dataclass

import discord
from discord import ui

from bot.discord.buttons import ChaosButton, ThoughtsSelect, VoteButton
from bot.discord.forms import harmless
from bot.health import health
from bot.meter import Meter, meter
from bot.phrases import change_pct, clock, holdings, name
from show.audience.chaos import ChaosRules
from show.money import dollars, round_dollars, signed_pct
from show.state import State
from show.words import ticks_left

FILE = "floor.png"
ALT_CHARACTERS = 1000
LABEL_CHARACTERS = 60
CALM, STRIKING, PAUSED = 0x3EAEE6, 0xEC5258, 0x8F96B3
BAR = 10
Item = ui.Item[ui.LayoutView]


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of the open ballot."""

    key: str
    label: str
    votes: int


@dataclass(frozen=True, slots=True)
class Card:
    """All that the card says; equal cards need no edit."""

    where: str
    floor: str
    news: str
    chaos: str
    colour: int
    vote: int = 0
    question: str = ""
    choices: tuple[Choice, ...] = ()
    blank: bool = False
    """The test card: nothing of the show is to be seen."""


TEST_CARD = Card(
    "## Please stand by", "A moderator has taken the show off the screen.", "", "", PAUSED, blank=True
)


def card_of(state: State, rules: ChaosRules) -> Card:
    """Return what the card says of a state."""
    if state.programme.panicked:
        return TEST_CARD
    programme, now, ballot = state.programme, meter(state, rules), state.crowd.ballot
    air = "paused" if programme.paused else "on air" if programme.on_air else "between two bells"
    counts = ballot.counts() if ballot else {}
    return Card(
        where=f"## Wall Street Live\nSeason {programme.season}, episode {programme.episode}, "
        f"tick {state.tick}, {clock(state)}: {air}",
        floor=f"```\n{_leaderboard(state)}\n\n{_prices(state)}\n```",
        news=_news(state),
        chaos=f"**Chaos** {_bar(now)} {now.sentence()}",
        colour=PAUSED if programme.paused else STRIKING if now.mode == "striking" else CALM,
        vote=ballot.number if ballot else 0,
        question=f"{ballot.question} ({ticks_left(ballot.closes - state.tick)})" if ballot else "",
        choices=tuple(Choice(one.key, one.label, counts[one.key]) for one in ballot.options)
        if ballot
        else (),
    )


def _leaderboard(state: State) -> str:
    lines = []
    for number, place in enumerate(state.standings(), 1):
        gain = signed_pct(change_pct(place.equity, state.books.accounts[place.who].start))
        status = state.cast[place.who].status
        what = holdings(state, place.who) if status == "trading" else status.upper()
        lines.append(f"{number} {name(place.who):<5} {round_dollars(place.equity):>8} {gain:>7}  {what}")
    return "\n".join(lines)


def _prices(state: State) -> str:
    board = state.board
    return "\n".join(
        f"{asset:<7} {dollars(quote.mid):>9} {signed_pct(board.change_pct(asset)):>7}"
        for asset, quote in board.quotes.items()
    )


def _news(state: State) -> str:
    said = health(state).sentence()
    if not state.wire.headlines:
        return f"-# {harmless(said)}"
    newest = state.wire.headlines[0].event
    doubt = " (unverified)" if newest.unverified else ""
    return f"📰 {harmless(newest.text)}{doubt}\n-# {harmless(said)}"


def _bar(now: Meter) -> str:
    full = BAR if now.mode == "striking" else min(BAR, BAR * now.backers // max(1, now.needed))
    return "█" * full + "░" * (BAR - full)


def view_of(card: Card, alt: str) -> ui.LayoutView:
    """Return the card as Discord's components. `alt` describes the picture; without it there is none."""
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=card.colour)
    container.add_item(ui.TextDisplay(card.where))
    if alt and not card.blank:
        picture = discord.MediaGalleryItem(f"attachment://{FILE}", description=clipped(alt, ALT_CHARACTERS))
        container.add_item(ui.MediaGallery(picture))
    for text in (card.floor, card.news, card.chaos):
        if text:
            container.add_item(ui.TextDisplay(text))
    if card.choices:
        container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(f"🗳️ **{harmless(card.question)}**"))
        container.add_item(ui.ActionRow(*(_vote_button(card, one) for one in card.choices[:5])))
    if not card.blank:
        container.add_item(ui.ActionRow(ChaosButton()))
        container.add_item(ui.ActionRow(ThoughtsSelect()))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _vote_button(card: Card, choice: Choice) -> VoteButton:
    return VoteButton(card.vote, choice.key, f"{clipped(choice.label, LABEL_CHARACTERS)} · {choice.votes}")


def clipped(text: str, limit: int) -> str:
    """Return at most `limit` characters, with an ellipsis where it was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
