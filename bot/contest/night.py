"""One night of a contest: a whole show in memory, without waiting, with one mind for all four traders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

from pydantic import ValidationError

from show.crew import Crew
from show.director import Director
from show.events import DecisionMade, LineSpoken
from show.market.simulator import Simulator
from show.news import Newsroom
from show.plain import ListLog, NoPace
from show.ports import Answer, Decision, Forgetful, Mind, Prompt, TurnFacts
from show.state import State
from show.words import ASSETS, TRADERS, Asset, TraderId


@dataclass(frozen=True)
class Turn:
    """One question and what came of it. Without a decision the trader did something canned."""

    facts: TurnFacts
    decision: Decision | None
    seconds: float
    tokens: int


@dataclass(frozen=True)
class Standing:
    """Where a trader stood at the end of a tick: equity in cents, each asset's share of it (short: < 0)."""

    equity: int
    shares: dict[Asset, float]


@dataclass
class Night:
    """What happened, by trader: turns, standings by tick, lines, canned turns; and the regimes."""

    start: int
    regimes: list[str] = field(default_factory=list)
    turns: dict[TraderId, list[Turn]] = field(default_factory=lambda: {who: [] for who in TRADERS})
    standings: dict[TraderId, list[Standing]] = field(default_factory=lambda: {who: [] for who in TRADERS})
    lines: dict[TraderId, list[str]] = field(default_factory=lambda: {who: [] for who in TRADERS})
    canned: dict[TraderId, int] = field(default_factory=lambda: dict.fromkeys(TRADERS, 0))


class Watched:
    """A mind with somebody who notes every question, its answer and the time it took."""

    def __init__(self, mind: Mind, note: Callable[[Turn], None]) -> None:
        self._mind = mind
        self._note = note

    @property
    def name(self) -> str:
        """Return the name of the mind inside."""
        return self._mind.name

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt, and note it.

        Raises:
            MindError: the mind inside could not answer.
        """
        began = perf_counter()
        answer: Answer | None = None
        try:
            answer = await self._mind.decide(prompt)
            return answer
        finally:
            seconds = perf_counter() - began
            tokens = answer.answer_tokens if answer else 0
            self._note(Turn(prompt.facts, _decision(answer), seconds, tokens))

    def forgets(self, trader: TraderId) -> bool:
        """Return whether the mind inside leaves this trader's memories unread."""
        return isinstance(self._mind, Forgetful) and self._mind.forgets(trader)

    async def close(self) -> None:
        """Leave the mind inside open: it plays other nights, too."""


def _decision(answer: Answer | None) -> Decision | None:
    try:
        return Decision.model_validate_json(answer.text) if answer else None
    except ValidationError:
        return None


async def play_night(
    mind: Mind, seed: int, ticks: int, told: Callable[[int], None] = lambda tick: None
) -> Night:
    """Play a night and return what happened. `told` hears of every tick that has ended."""
    log, state = ListLog(), State()
    crew = Crew(
        log=log, inbox=log, recall=log, market=Simulator(), mind=mind, pace=NoPace(), newsroom=Newsroom()
    )
    night = Night(crew.rules.start)
    watched = Watched(mind, lambda turn: night.turns[turn.facts.trader].append(turn))
    director = Director(_with(crew, watched), state)
    await director.open(seed)
    for tick in range(1, ticks + 1):
        await director.tick()
        _stand(night, state)
        told(tick)
    for entry in log.entries:
        if isinstance(entry.event, LineSpoken):
            night.lines[entry.event.trader].append(entry.event.text)
        elif isinstance(entry.event, DecisionMade):
            night.canned[entry.event.trader] += entry.event.canned
    return night


def _with(crew: Crew, mind: Mind) -> Crew:
    return Crew(
        log=crew.log, inbox=crew.inbox, recall=crew.recall, market=crew.market, mind=mind, pace=crew.pace,
        newsroom=crew.newsroom,
    )  # fmt: skip


def _stand(night: Night, state: State) -> None:
    """Note where everyone stands, and the sealed regime that brought them there."""
    truth = state.board.truth
    night.regimes.append(truth.regime if truth else "")
    for trader in TRADERS:
        equity = state.equity(trader)
        account = state.books.accounts[trader]
        shares = {
            asset: position.value(state.board.quotes[asset]) / max(equity, 1)
            for asset, position in account.positions.items()
        }
        night.standings[trader].append(Standing(equity, {asset: shares.get(asset, 0.0) for asset in ASSETS}))
