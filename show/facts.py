"""Facts: what a prompt is made of. Nothing in them comes from another trader's private part.

They are named tuples: dozens are made in every tick, at an eighth of what a pydantic model costs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from pydantic import TypeAdapter

from show.words import SIZES, Asset, Room, Side, Size, Status, Tone, TraderId


class DeskFact(NamedTuple):
    """The desk's view of one asset: direction and risk in [-1, 1], +1 is up and calm."""

    asset: Asset
    direction: float
    risk: float


class DeskView(NamedTuple):
    """What the desk of analysts thought at its last sitting, and the two who argued most, over what."""

    views: tuple[DeskFact, ...]
    over: Asset | None = None
    champion: str = ""
    dissenter: str = ""


class Neighbour(NamedTuple):
    """Somebody in the same room, and the last thing this trader heard them say in it (None: nothing)."""

    who: TraderId
    said: str | None = None
    ticks_ago: int | None = None


class PositionFact(NamedTuple):
    """One open position of the trader's own. Money in cents; `profit` is unrealised and signed."""

    asset: Asset
    side: Side
    value: int
    profit: int
    held_ticks: int


class PriceFact(NamedTuple):
    """The mid price in cents, its last change and its change over the last ten ticks, in percent."""

    asset: Asset
    price: int
    change_pct: float
    trend_pct: float


class HeadlineFact(NamedTuple):
    """One headline, newest first in the prompt. `about` is None for news on the whole market.

    `tone` is what the wording suggests (it may be a false lead), `entity` the invented company,
    agency or person named in it, `gist` the wording family in the bank (see `assets/headlines`).
    """

    text: str
    about: Asset | None
    tone: Tone
    entity: str | None = None
    gist: str = ""
    unverified: bool = False
    ticks_ago: int = 0


class ChaosFact(NamedTuple):
    """Chaos that is striking now: its headline and how many ticks it still lasts."""

    headline: str
    ticks_left: int


class Standing(NamedTuple):
    """One line of the public leaderboard, best first. Equity in cents."""

    who: TraderId
    equity: int


class TurnFacts(NamedTuple):
    """All a trader knows when a turn begins. Money in cents. Text renders from it and only from it.

    `equity` is what the account holds, a loan of the house included: sizes are shares of it. The standings
    count net of loans.
    """

    trader: TraderId
    tick: int
    room: Room
    cash: int
    equity: int
    start: int
    rank: int
    prices: tuple[PriceFact, ...]
    neighbours: tuple[Neighbour, ...] = ()
    positions: tuple[PositionFact, ...] = ()
    headlines: tuple[HeadlineFact, ...] = ()
    memories: tuple[str, ...] = ()
    chaos: ChaosFact | None = None
    standings: tuple[Standing, ...] = ()
    desk: DeskView | None = None
    sizes: tuple[Size, ...] = SIZES
    status: Status = "trading"
    goal: str = ""
    own_lines: tuple[str, ...] = ()
    """The trader's own last lines, newest first, so that a mind can avoid saying them again."""


FACTS: TypeAdapter[TurnFacts] = TypeAdapter(TurnFacts)
"""Reads facts as `spelled_out` writes them, and checks them."""


def spelled_out(value: Any) -> Any:
    """Return facts as plain JSON values: objects with names, without the fields that are as usual."""
    if not isinstance(value, tuple):
        return value
    names: tuple[str, ...] | None = getattr(value, "_fields", None)
    if names is None:
        return [spelled_out(one) for one in value]
    usual: dict[str, Any] = getattr(value, "_field_defaults", {})
    named = zip(names, value, strict=True)
    return {name: spelled_out(one) for name, one in named if name not in usual or one != usual[name]}
