"""The programme in words: the show, its seasons, bells and ticks, the news and the market."""

from __future__ import annotations

from bot.phrases import closed, name, price_list, receipt, standings, times, viewer_name
from bot.transcript.line import Told
from show.events import (
    BellRang,
    ChaosPassed,
    ChaosStruck,
    HeadlineBroke,
    PricesMoved,
    SeasonClosed,
    SeasonOpened,
    ShowOpened,
    TickBegan,
    TickEnded,
)
from show.money import dollars, round_dollars
from show.state import State
from show.words import TRADERS


def show_opened(event: ShowOpened, state: State) -> Told:
    """Say that the log begins."""
    return Told("show", f"The show opens. Seed {event.seed}, mind {event.mind or 'unknown'}.", quiet=True)


def season_opened(event: SeasonOpened, state: State) -> Told:
    """Say that everyone starts again."""
    return Told("show", f"Season {event.season} opens. Everyone starts with {dollars(event.start)}.")


def season_closed(event: SeasonClosed, state: State) -> Told:
    """Say who won the season."""
    winner = name(event.standings[0].who)
    said = f" {event.reason}" if event.reason else ""
    return Told("show", f"Season {event.season} closes.{said} {winner} wins: {standings(event.standings)}.")


def bell_rang(event: BellRang, state: State) -> Told:
    """Say the bell's line, and at the close who stands where."""
    text = f"{event.bell.capitalize()} bell, episode {event.episode}. {event.line}"
    if event.bell == "closing" and event.standings:
        text += f" Standings: {standings(event.standings)}."
    return Told("bell", text)


def tick_began(event: TickBegan, state: State) -> Told:
    """Say whose turn it is in what order."""
    return Told("tick", f"Tick {event.tick} begins: {', '.join(map(name, event.order))}.", quiet=True)


def tick_ended(event: TickEnded, state: State) -> Told:
    """Say the standings, and who leads now if another led before."""
    text = f"Tick {event.tick} ends: {standings(state.standings())}.{_lead(state)}"
    return Told("tick", text, quiet=True)


def _lead(state: State) -> str:
    """Say that the lead has changed, and what the tick brought the two; nothing in the first ticks."""
    closes = {who: state.cast[who].history[-2:] for who in TRADERS}
    if any(len(close) < 2 for close in closes.values()):
        return ""
    before, now = (max(TRADERS, key=lambda who: closes[who][at]) for at in (0, 1))
    if before == now or closes[before][0] == closes[now][0]:
        return ""
    moved = ", ".join(f"{name(who)} {_moved(*closes[who])}" for who in (now, before))
    return f" {name(now)} takes the lead from {name(before)}: in this tick {moved}."


def _moved(before: int, now: int) -> str:
    return f"{'+' if now >= before else ''}{round_dollars(now - before)}"


def prices_moved(event: PricesMoved, state: State) -> Told:
    """Say the new prices."""
    return Told("prices", f"Prices: {price_list(state)}.", quiet=True)


SOURCES = {
    "wire": "",
    "chaos": "",
    "audience": "The audience's headline: ",
    "lobby": "",
    "moderator": "From the control room: ",
}


def headline_broke(event: HeadlineBroke, state: State) -> Told:
    """Say the headline. The one that chaos brings has been said by the strike."""
    doubt = " (unverified)" if event.unverified else ""
    return Told("news", f"{SOURCES[event.source]}{event.text}{doubt}", quiet=event.source == "chaos")


def chaos_struck(event: ChaosStruck, state: State) -> Told:
    """Say what struck, who asked for it, and for how long."""
    crowd = f"{viewer_name(event.owner)} and {times(event.backers - 1, 'more viewer')}"
    owner = viewer_name(event.owner) if event.backers <= 1 else crowd
    lasts = times(event.ticks, "tick")
    return Told(
        "chaos", f"Chaos {event.chaos} strikes: {closed(event.headline)} Brought by {owner}, for {lasts}."
    )


def chaos_passed(event: ChaosPassed, state: State) -> Told:
    """Say the receipt."""
    bill = receipt(event.before, event.after)
    return Told("chaos", f"Chaos {event.chaos} has passed. Receipt for {viewer_name(event.owner)}: {bill}.")
