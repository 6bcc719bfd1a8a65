"""Prompts: what one trader may know in this moment.

Everything comes from the state; another trader's thoughts, positions and memories are not read here at all.
Within a tick the facts of a trader change only when they hear or see something new: the leaderboard is the
one of the last close, so that who is asked first and who is asked together makes no difference.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from show.cast import persona, secret_goal
from show.money import signed_pct
from show.orders import TARGETS
from show.ports import (
    ChaosFact,
    DeskFact,
    DeskView,
    HeadlineFact,
    Memory,
    Neighbour,
    PositionFact,
    PriceFact,
    Prompt,
    Standing,
    TurnFacts,
)
from show.rules import SeasonRules
from show.state import State
from show.wording import FLOOR_WORDS, Floor, floor_text, rules_text
from show.words import ASSETS, SIZES, Size, TraderId

HEADLINES_READ = 4
"""Four headlines fit a small model's attention; older news has moved prices already."""


class PublicFacts(NamedTuple):
    """What every trader can see: the same for all four until prices, the wire or chaos change."""

    prices: tuple[PriceFact, ...]
    headlines: tuple[HeadlineFact, ...]
    chaos: ChaosFact | None
    standings: tuple[Standing, ...]
    desk: DeskView | None = None


class FloorReader:
    """Reads the public facts of a state once and keeps them as long as they hold."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._seen: tuple[object, ...] = ()
        self._quotes: object = None
        self._facts: PublicFacts | None = None

    def facts(self) -> PublicFacts:
        """Return what every trader can see now."""
        state = self._state
        chaos = state.board.chaos
        seen = (state.programme.season, state.tick, state.wire.count, chaos and chaos.number)
        if self._facts is None or seen != self._seen or state.board.quotes is not self._quotes:
            self._seen, self._quotes = seen, state.board.quotes  # each move of the prices makes new ones
            self._facts = public_facts(state)
        return self._facts


def public_facts(state: State) -> PublicFacts:
    """Return what every trader can see now."""
    return PublicFacts(_prices(state), _headlines(state), _chaos(state), _standings(state), _desk(state))


def facts_for(
    state: State,
    trader: TraderId,
    rules: SeasonRules,
    memories: tuple[Memory, ...],
    public: PublicFacts | None = None,
) -> TurnFacts:
    """Return what a trader knows now. `memories` must be their own; `public` is read when not given."""
    who = state.cast[trader]
    programme = state.programme
    floor = public or public_facts(state)
    return TurnFacts(
        trader=trader,
        tick=state.tick,
        room=state.office.room_of(trader),
        neighbours=_neighbours(state, trader),
        cash=state.books.accounts[trader].cash,
        equity=state.books.value(trader, state.board.quotes),
        start=rules.start,
        rank=1 + [place.who for place in floor.standings].index(trader),
        positions=_positions(state, trader),
        prices=floor.prices,
        headlines=floor.headlines,
        memories=tuple(memory.text for memory in memories if memory.trader == trader),
        chaos=floor.chaos,
        standings=floor.standings,
        desk=floor.desk,
        sizes=_sizes(rules.shorts, rules.leverage_pct),
        status=who.status,
        goal=secret_goal(trader, programme.seed, programme.season, programme.episode),
        own_lines=tuple(who.lines),
    )


def _standings(state: State) -> tuple[Standing, ...]:
    return state.last_close()


def _neighbours(state: State, trader: TraderId) -> tuple[Neighbour, ...]:
    lines = {
        other: state.office.last_heard(trader, other, state.tick) for other in state.office.others(trader)
    }
    return tuple(
        Neighbour(
            who=other,
            said=line.text if line else None,
            ticks_ago=state.tick - line.tick if line else None,
        )
        for other, line in lines.items()
    )


def _positions(state: State, trader: TraderId) -> tuple[PositionFact, ...]:
    positions = state.books.accounts[trader].positions
    facts = []
    for asset in ASSETS:
        position = positions.get(asset)
        if position is None or position.lots == 0:
            continue
        value = position.value(state.board.quotes[asset])
        facts.append(
            PositionFact(
                asset=asset,
                side="long" if position.lots > 0 else "short",
                value=abs(value),
                profit=value - position.cost,
                held_ticks=max(0, round(state.tick - position.opened)),
            )
        )
    return tuple(facts)


def _prices(state: State) -> tuple[PriceFact, ...]:
    board = state.board
    return tuple(
        PriceFact(
            asset=asset,
            price=board.quotes[asset].mid,
            change_pct=_as_shown(board.change_pct(asset)),
            trend_pct=_as_shown(board.change_pct(asset, 10)),
        )
        for asset in ASSETS
    )


def _as_shown(change: float) -> float:
    """Return a change in hundredths of a percent that are written as the same tenths as the change itself.

    Rounded twice, 1.7495 would become 1.8 for the traders, while the audience reads 1.7.
    """
    near = round(change, 2)
    if signed_pct(near) == signed_pct(change):
        return near
    beside = (round(near - 0.01, 2), round(near + 0.01, 2))
    return next((one for one in beside if signed_pct(one) == signed_pct(change)), near)


def _headlines(state: State) -> tuple[HeadlineFact, ...]:
    return tuple(
        HeadlineFact(
            text=headline.event.text,
            about=headline.event.about,
            tone=headline.event.tone,
            entity=headline.event.entity or None,
            gist=headline.event.gist,
            unverified=headline.event.unverified,
            ticks_ago=state.tick - headline.tick,
        )
        for headline in state.wire.headlines[:HEADLINES_READ]
    )


def _chaos(state: State) -> ChaosFact | None:
    chaos = state.board.chaos
    if chaos is None:
        return None
    return ChaosFact(headline=chaos.headline, ticks_left=max(0, chaos.until - state.tick))


def _desk(state: State) -> DeskView | None:
    """The house view of the last sitting; nothing before the desk has said anything of use."""
    debate = state.desk.debate
    if debate is None or not any(view.direction or view.risk for view in debate.views):
        return None
    views = tuple(
        DeskFact(asset=view.asset, direction=view.direction, risk=view.risk) for view in debate.views
    )
    argued = [view for view in debate.views if view.challenged and view.champion and view.dissenter]
    sharpest = max(argued, key=lambda view: view.disagreement, default=None)
    if sharpest is None:
        return DeskView(views=views)
    titles = state.desk.titles
    return DeskView(
        views=views, over=sharpest.asset,
        champion=titles[sharpest.champion], dissenter=titles[sharpest.dissenter],
    )  # fmt: skip


@lru_cache(maxsize=4)
def _sizes(shorts: bool, leverage_pct: int) -> tuple[Size, ...]:
    return tuple(size for size in SIZES if TARGETS[size] <= leverage_pct and (shorts or size != "short"))


def prompt_for(facts: TurnFacts, seed: int) -> Prompt:
    """Return the question for a mind. Its words are written when a mind reads them."""
    return Prompt(facts=facts, seed=seed, words=FLOOR_WORDS)


def words_ahead(state: State) -> tuple[str, str]:
    """Return the rules, and the beginning of the next prompts' public part as far as it is known by now."""
    between = state.programme.phase == "between"
    floor = Floor(
        standings=_standings(state),
        headlines=tuple(
            headline._replace(ticks_ago=headline.ticks_ago + between) for headline in _headlines(state)
        ),
        chaos=_chaos(state),
        prices=_prices(state) if state.programme.phase == "turns" else (),
        desk=None if between else _desk(state),
    )
    return rules_text(), floor_text(floor, closed=between)


def recall_words(facts: TurnFacts) -> str:
    """Return the words to search memory for: who is here, what they said, the news, what is held."""
    parts = [persona(other.who).name for other in facts.neighbours]
    parts += [other.said for other in facts.neighbours if other.said]
    parts += [headline.entity or headline.about or "" for headline in facts.headlines[:2]]
    parts += [position.asset for position in facts.positions]
    return " ".join(parts)
