"""The desk in words: its arguments, what research changed, and what became of orders that rules stopped."""

from __future__ import annotations

from collections.abc import Sequence

from bot.phrases import name, times
from bot.transcript.line import Told
from show.desk.sittings import sitting
from show.desk.standing import Desk
from show.events import (
    AssetView,
    DebateHeld,
    DeskFellSilent,
    DeskOpened,
    Event,
    HouseTraded,
    PhantomClosed,
    PhantomOpened,
    TrialBegan,
    TrialEnded,
)
from show.money import dollars
from show.state import State

SIDES = {"direction": ("down", "up"), "risk": ("storm", "calm")}
WAY = (
    "The desk argues over {asset}, where it goes.",
    "Up or down? {one} and {other} cannot agree on {asset}.",
    "Raised voices in the News Room: which way for {asset}?",
    "{other} will not have it about {asset}.",
    "One price, two readings: the desk is split over {asset}.",
    "{one} draws an arrow for {asset}. {other} turns the paper round.",
    "Somebody fetch a coin: the desk cannot settle on {asset}.",
)
WEATHER = (
    "The desk argues over {asset}, whether a storm comes.",
    "Umbrella or not? The desk is split over {asset}.",
    "{one} and {other} fall out over the weather in {asset}.",
    "Is it safe in {asset}? Two analysts, two answers.",
    "{other} interrupts the forecast for {asset}.",
    "The barometer for {asset} hangs crooked: {one} taps it, {other} taps back.",
    "{one} and {other} look out of the same window at {asset}.",
)
VERDICTS = (
    "{who} has the worse record ({worse:+.2f} against {better:+.2f}) and is believed less.",
    "The record decides, {better:+.2f} against {worse:+.2f}: {who} is believed less.",
    "{winner} has been worth more so far ({better:+.2f} against {worse:+.2f}); {who} is believed less.",
    "{who}, with a record of {worse:+.2f}, loses three tenths of its say; {winner} has {better:+.2f}.",
    "Both were heard; {winner} keeps its full say ({better:+.2f} against {worse:+.2f}).",
)
"""A record is skill: mean worth of a call over its scatter."""


def figures_only(event: Event, state: State) -> None:
    """Say nothing: these are figures for the panel, one row of them each tick."""


def desk_opened(event: DeskOpened, state: State) -> Told:
    """Say how many sit at the desk."""
    return Told("desk", f"The desk opens with {times(len(event.seats), 'analyst')}.", quiet=True)


def debate_held(event: DebateHeld, state: State) -> Told | None:
    """Say the sharpest disagreement with both evidences, when there is one worth reading."""
    view = next((view for view in event.views if view.asset == event.sharpest), None)
    if view is None or not event.claim:
        return None
    titles = state.desk.titles
    for_it, against = titles.get(view.champion, view.champion), titles.get(view.dissenter, view.dissenter)
    one, other = stands(0, view, state.desk), stands(1, view, state.desk)
    more = [f"{for_it}{one}: {event.claim}", f"{against}{other}: {event.objection}"]
    if view.loser:
        more.append(verdict(view, event.tick, state.desk))
    topics = WAY if view.subject == "direction" else WEATHER
    topic = in_turn(topics, event.tick).format(asset=view.asset, one=for_it, other=against)
    text = f"{topic} As of the close of tick {event.tick}: {house(view)}"
    return Told("desk", text, room="News Room", more=tuple(more))


def stands(number: int, view: AssetView, desk: Desk) -> str:
    """Return on which side one of the two is, champion first, such as ", for calm"; nothing if not known."""
    signal = desk.sides[number] if number < len(desk.sides) else 0
    return f", for {SIDES[view.subject][signal > 0]}" if signal else ""


def in_turn(wordings: Sequence[str], tick: int) -> str:
    """Return the wording whose turn it is; at the next sitting it is another one."""
    return wordings[sitting(tick) % len(wordings)]


def verdict(view: AssetView, tick: int, desk: Desk) -> str:
    """Return who is believed less, and the records that decided, where they still say so."""
    winner = view.dissenter if view.loser == view.champion else view.champion
    who, ledger = desk.titles.get(view.loser, view.loser), desk.ledger
    if view.loser not in ledger.seats or winner not in ledger.seats:
        return f"{who} has the worse record and is believed less."
    worse, better = (ledger.score(ledger.seats.index(name)) for name in (view.loser, winner))
    if worse == better:
        return f"Neither has a record yet, so the house is presumed right: {who} is believed less."
    if worse > better or f"{worse:+.2f}" == f"{better:+.2f}":  # it may have changed since the debate
        return f"{who} had the worse record and is believed less."
    said = in_turn(VERDICTS, tick)
    return said.format(who=who, winner=desk.titles.get(winner, winner), worse=worse, better=better)


def house(view: AssetView) -> str:
    """Return the house view of one asset as a sentence."""
    if abs(view.direction) < 0.05:
        way = "no direction"
    else:
        way = f"{'up' if view.direction > 0 else 'down'} {abs(view.direction):.2f}"
    weather = "calm" if view.risk > 0.05 else "stormy" if view.risk < -0.05 else "neither calm nor stormy"
    return f"{view.asset} {way}, {weather} ({view.risk:+.2f}), disagreement {view.disagreement:.2f}."


def trial_began(event: TrialBegan, state: State) -> Told:
    """Say what is tried."""
    who = state.desk.titles.get(event.analyst, event.analyst)
    change = f"{event.parameter} {event.old:g} to {event.new:g}"
    return Told("desk", f"Research tries {change} in a twin of {who}.", quiet=True)


def trial_ended(event: TrialEnded, state: State) -> Told:
    """Say whether the change is kept, and on what grounds."""
    who = state.desk.titles.get(event.analyst, event.analyst)
    verdict = "keeps" if event.verdict == "keep" else "drops"
    text = (
        f"Research {verdict} {event.parameter} {event.new:g} for {who} (it was {event.old:g}): "
        f"t = {event.t:+.1f} over {times(event.calls, 'paired call')}."
    )
    return Told("desk", text, room="News Room")


def house_traded(event: HouseTraded, state: State) -> Told:
    """Say what the mechanical book did."""
    verb = "buys" if event.lots > 0 else "sells"
    text = f"The desk's own book {verb} {dollars(event.notional)} of {event.asset} at {dollars(event.price)}."
    return Told("desk", text, quiet=True)


def phantom_opened(event: PhantomOpened, state: State) -> Told:
    """Say which order is followed."""
    side = "purchase" if event.lots > 0 else "sale"
    text = f"The shadow tracker follows a {side} of {event.asset} that {name(event.trader)} was not allowed."
    return Told("desk", text, quiet=True)


def phantom_closed(event: PhantomClosed, state: State) -> Told:
    """Say what the stopped order would have made."""
    would = "made" if event.profit >= 0 else "lost"
    text = f"A stopped order would have {would} {dollars(abs(event.profit))} (phantom {event.phantom})."
    return Told("desk", text, quiet=True)


def desk_fell_silent(event: DeskFellSilent, state: State) -> Told:
    """Say why there is no view."""
    return Told("desk", f"The desk has no view of tick {event.tick}: {event.reason}", room="News Room")
