"""The recap: what the closing bell says, and what each trader takes home. Every number is from the log."""

from __future__ import annotations

from show.cast import persona
from show.events import BellRang, Place, ReflectionWritten, SeasonClosed
from show.money import round_dollars, signed_pct
from show.state import State
from show.words import TRADERS, TraderId


def opening_bell(state: State) -> BellRang:
    """Return the bell that opens the next episode, with a reminder of where everyone stands."""
    number = state.programme.episode + 1
    if number == 1:
        line = f"Season {state.programme.season} begins. Four traders, the same money, one office."
    else:
        leader, last = state.standings()[0], state.standings()[-1]
        line = (
            f"Previously: {persona(leader.who).name} leads with {round_dollars(leader.equity)}, "
            f"{persona(last.who).name} trails with {round_dollars(last.equity)}."
        )
    return BellRang(bell="opening", episode=number, line=line, standings=_places(state))


def closing_bell(state: State) -> BellRang:
    """Return the bell that closes the episode: who gained most, who lost most."""
    gains = {who: state.equity(who) - state.cast[who].opening for who in TRADERS}
    best = max(TRADERS, key=lambda who: gains[who])
    worst = min(TRADERS, key=lambda who: gains[who])
    leader = state.standings()[0]
    line = (
        f"{persona(best).name} had the best day ({_gain(state, best, gains[best])}), "
        f"{persona(worst).name} the worst ({_gain(state, worst, gains[worst])}). "
        f"{persona(leader.who).name} leads with {round_dollars(leader.equity)}."
    )
    episode = state.programme.episode
    return BellRang(bell="closing", episode=episode, line=line, standings=_places(state))


def _gain(state: State, trader: TraderId, gain: int) -> str:
    opening = state.cast[trader].opening
    return signed_pct(100 * gain / opening) if opening > 0 else round_dollars(gain)


def _places(state: State) -> tuple[Place, ...]:
    return tuple(Place(who=standing.who, equity=standing.equity) for standing in state.standings())


def reflection(state: State, trader: TraderId) -> ReflectionWritten:
    """Return what a trader takes from the episode, from the standings alone."""
    who = state.cast[trader]
    places = [place.who for place in state.standings()]
    rank = 1 + places.index(trader)
    gain = state.equity(trader) - who.opening
    verb = "made" if gain >= 0 else "lost"
    text = (
        f"Episode {state.programme.episode}: I {verb} {round_dollars(abs(gain))} and finished number {rank}."
    )
    if rank > 1:
        text += f" {persona(places[0]).name} was ahead of me."
    if who.bankruptcies:
        text += " I have been broke before; I know the coffee machine."
    return ReflectionWritten(trader=trader, episode=state.programme.episode, text=text)


def season_close(state: State, by: str, reason: str) -> SeasonClosed:
    """Return the end of a season with its final standings."""
    return SeasonClosed(season=state.programme.season, by=by, reason=reason, standings=_places(state))
