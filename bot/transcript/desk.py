"""The desk in words: its arguments, what research changed, and what became of orders that rules stopped."""

from __future__ import annotations

from bot.phrases import name, times
from bot.transcript.line import Told
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
    more = [f"{for_it}: {event.claim}", f"{against}: {event.objection}"]
    if view.loser:
        more.append(f"{titles.get(view.loser, view.loser)} has the worse record and is believed less.")
    subject = "where it goes" if view.subject == "direction" else "whether a storm comes"
    text = (
        f"The desk argues over {view.asset}, {subject}. As of the close of tick {event.tick}: {house(view)}"
    )
    return Told("desk", text, room="News Room", more=tuple(more))


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
