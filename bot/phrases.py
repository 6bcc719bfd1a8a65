"""Small phrases that every host writes the same way: quantities, holdings, standings, prices, viewers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from show.cast import persona
from show.episode import clock_minutes
from show.events import Place
from show.facts import Standing
from show.ledger import LOTS_PER_UNIT
from show.money import dollars, round_dollars, signed_pct
from show.state import State
from show.words import ASSETS, Asset, TraderId

HOSTS = {"page": "the page", "discord": "Discord", "twitch": "Twitch"}
KEY_SHOWN = 6
"""Characters of a viewer's number that are shown: enough to tell two viewers apart on screen."""


def name(trader: TraderId) -> str:
    """Return a trader's name."""
    return persona(trader).name


def units(lots: int) -> str:
    """Return lots as whole units, unsigned, without idle zeros: -12500 -> "12.5"."""
    whole, rest = divmod(abs(lots), LOTS_PER_UNIT)
    return f"{whole:,}.{rest:03d}".rstrip("0").rstrip(".")


def times(count: int, noun: str) -> str:
    """Return a count with its noun: (1, "tick") -> "1 tick", (5, "tick") -> "5 ticks"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def closed(text: str) -> str:
    """Return a text that ends like a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def change_pct(now: int, before: int) -> float:
    """Return the change from `before` to `now` in percent; zero if there was nothing before."""
    return 100 * (now - before) / before if before else 0.0


def viewer_name(viewer: str) -> str:
    """Return how a viewer is called on screen: "page:4f2a9c81" -> "viewer 4f2a9c on the page"."""
    host = viewer.partition(":")[0]
    return (
        "the control room"
        if host == "terminal"
        else f"viewer {viewer_key(viewer)} on {HOSTS.get(host, host)}"
    )


def viewer_key(viewer: str) -> str:
    """Return what tells a viewer from the others on the same host, short: "4f2a9c"."""
    return viewer.partition(":")[2][:KEY_SHOWN]


def standings(places: Iterable[Place | Standing]) -> str:
    """Return a leaderboard on one line."""
    return ", ".join(
        f"{number} {name(place.who)} {round_dollars(place.equity)}" for number, place in enumerate(places, 1)
    )


def price_list(state: State) -> str:
    """Return all prices with their last change on one line."""
    board = state.board
    return ", ".join(
        f"{asset} {dollars(quote.mid)} ({signed_pct(board.change_pct(asset))})"
        for asset, quote in board.quotes.items()
    )


def receipt(before: Mapping[Asset, int], after: Mapping[Asset, int]) -> str:
    """Return prices before and after chaos on one line."""
    return ", ".join(
        f"{asset} {dollars(before[asset])} to {dollars(after[asset])} "
        f"({signed_pct(change_pct(after[asset], before[asset]))})"
        for asset in ASSETS
        if asset in before and asset in after
    )


def holdings(state: State, trader: TraderId) -> str:
    """Return what a trader holds in two or three words: "short Tech", "Crypto, Bonds", "cash"."""
    positions = state.books.accounts[trader].positions
    held = [f"{'short ' if position.lots < 0 else ''}{asset}" for asset, position in positions.items()]
    return ", ".join(held) or "cash"


def on_air(state: State) -> str:
    """Return whether the show is "on air", "paused", "closed" between bells, or shows its "test card"."""
    programme = state.programme
    if programme.panicked:
        return "test card"
    if programme.paused:
        return "paused"
    return "on air" if programme.on_air else "closed"


def clock(state: State) -> str:
    """Return the office clock: "09:41"."""
    return _clock(state.tick, state.programme.season_tick)


@lru_cache(maxsize=16)  # it is asked for with every line, and the same for all lines of a tick
def _clock(tick: int, season_tick: int) -> str:
    hours, minutes = divmod(clock_minutes(tick, season_tick), 60)
    return f"{hours:02d}:{minutes:02d}"
