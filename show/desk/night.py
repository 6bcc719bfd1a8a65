"""A night for the desk alone: the simulated market, the analysts, nobody else; and what the truth was.

The desk reads, argues and learns exactly as in a show. The truth is only written beside it, after the fact.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from show.desk import book
from show.desk.handing import brief_of
from show.desk.panel import Factory, Panel
from show.desk.session import spoken
from show.desk.sittings import sits
from show.desk.standing import Desk
from show.events import AnyEvent, DeskSpoke, Entry, SeasonOpened, TickBegan, TickEnded
from show.market.regimes import LAWS, REGIME_NAMES, regime_named
from show.market.simulator import Simulator
from show.market.source import ChaosForce
from show.state import State, fold
from show.words import ASSETS

CHAOS_EVERY, CHAOS_TICKS = 150, 6
"""The audience strikes now and then, as it does in a show."""
START = 1_000_000
FEE_BPS = 10

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Night:
    """What was said and what was so. Arrays run over ticks from the first sitting on, then assets; opinions
    then over slots. Between two sittings the opinions stand."""

    seed: int
    slots: list[tuple[str, str]]
    """Speaker and kind."""
    layers: dict[str, str]
    titles: dict[str, str]
    signals: Floats
    """Shape (ticks, assets, slots), in [-1, 1]; zero where nothing was said."""
    confidences: Floats
    close: Floats
    """The mid at the end of each tick, in cents."""
    variance: Floats
    """True variance of a bar."""
    intensity: Floats
    """True jumps per bar to be expected."""
    stormy: NDArray[np.bool_]
    """Whether the true regime is a stormy one for the asset."""
    drift: Floats
    """The true regime's drift per bar."""
    lead: Floats
    """ln(stress / calm) of the cohorts, by tick."""
    chaos: Floats
    """The largest Lyapunov exponent that was found, by tick and asset; NaN where none was."""
    weights: dict[str, float] = field(default_factory=dict)
    hits: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Right and all closed calls, by speaker."""
    totals: dict[str, float] = field(default_factory=dict)
    earned: dict[str, float] = field(default_factory=dict)
    """Credit of the seats in the mechanical book, in dollars."""
    gained: float = 0.0
    costs: float = 0.0
    kept: int = 0
    reverted: int = 0


def play_night(
    seed: int, ticks: int, roster: Sequence[Factory], progress: Callable[[int], None] = lambda tick: None
) -> Night:
    """Play one night of so many ticks and return what was said beside what was so."""
    stage = _Stage(seed, roster)
    for tick in range(1, ticks + 1):
        stage.tick(tick)
        progress(tick)
    return stage.night()


class _Stage:
    """Plays ticks without traders, and keeps what the league wants to know."""

    def __init__(self, seed: int, roster: Sequence[Factory]) -> None:
        self._seed = seed
        self._market = Simulator()
        self._panel = Panel(roster, self._market.chain)
        self._state = State()
        self._rows: dict[str, list[Any]] = {name: [] for name in ROWS}
        self._word: list[AnyEvent] = []
        """What the desk makes of the close it sits over; as in a show it is heard at the next sitting."""
        self._spoke: DeskSpoke | None = None
        self._state.programme.seed = seed
        self._fold(SeasonOpened(season=1, start=START))
        for event in self._market.first(self._dice("first")):
            self._fold(event)

    def _dice(self, purpose: str) -> random.Random:
        return random.Random(f"night {self._seed} {self._state.tick} {purpose}")

    def _fold(self, event: AnyEvent, tick: int | None = None) -> None:
        state = self._state
        when = state.tick if tick is None else tick
        fold(state, Entry(seq=state.seq + 1, beat=0, tick=when, at=0, event=event))

    def tick(self, tick: int) -> None:
        """Hear the desk, move prices, settle its book, let it sit over the close, and note the truth."""
        for said in self._word if sits(tick) else ():
            self._fold(said)
        self._fold(TickBegan(tick=tick, order=()), tick)
        truth = self._state.board.truth
        assert truth is not None, "the season opened with one"
        left = CHAOS_TICKS - 1 - tick % CHAOS_EVERY
        force = ChaosForce(left) if tick >= CHAOS_EVERY and left >= 0 else None
        for event in self._market.move(truth, self._dice("move"), chaos=force, flow={}):
            self._fold(event)
        if sits(tick):
            self._settle(tick)
            brief = brief_of(self._state)
            assert brief is not None, "prices have moved"
            self._word = spoken(brief, self._panel)
            self._spoke = next(said for said in self._word if isinstance(said, DeskSpoke))
        self._note()
        self._fold(TickEnded(tick=tick))

    def _settle(self, tick: int) -> None:
        desk, quotes = self._state.desk, self._state.board.quotes
        if desk.book.stretches:
            self._fold(book.settlement(desk.book, quotes, desk.ledger.seats, tick))
        for trade in book.trades(desk.book, desk.debate.views if desk.debate else (), quotes, FEE_BPS):
            self._fold(trade)

    def _note(self) -> None:
        desk, board = self._state.desk, self._state.board
        truth, word = board.truth, self._spoke
        assert truth is not None, "prices have moved"
        if word is None:
            return
        laws = LAWS[regime_named(truth.regime)]
        calm, stress, _ = desk.ledger.cohorts
        row = {
            "views": [word.views[asset] for asset in ASSETS],
            "close": [board.quotes[asset].mid for asset in ASSETS],
            "variance": [truth.variance[asset] for asset in ASSETS],
            "intensity": [truth.intensity.get(asset, 0.0) for asset in ASSETS],
            "stormy": [law.theta > level for law, level in zip(laws, STORM_LEVELS, strict=True)],
            "drift": [law.drift for law in laws],
            "lead": float(np.log(stress / calm)),
            "chaos": [self._panel.figure(asset, "lyap", "exponent") for asset in ASSETS],
        }
        for name, value in row.items():
            self._rows[name].append(value)

    def night(self) -> Night:
        """Return the whole night."""
        desk, rows = self._state.desk, self._rows
        views = np.array(rows["views"], dtype=np.float64) / 100
        ledger, speakers = desk.ledger, desk.ledger.speakers()
        return Night(
            seed=self._seed, slots=[(slot.who, slot.kind) for slot in desk.slots],
            layers={seat.name: seat.layer for seat in desk.seats}, titles=desk.titles,
            signals=views[:, :, ::2], confidences=views[:, :, 1::2],
            close=np.array(rows["close"], dtype=np.float64), variance=np.array(rows["variance"]),
            intensity=np.array(rows["intensity"]), stormy=np.array(rows["stormy"]),
            drift=np.array(rows["drift"]), lead=np.array(rows["lead"]), chaos=np.array(rows["chaos"]),
            weights=desk.weights,
            hits={one: (sum(ledger.hits[n]), sum(ledger.calls[n])) for n, one in enumerate(speakers)},
            totals={one: ledger.totals[n] / 1000 for n, one in enumerate(speakers)},
            earned=_dollars(desk), gained=desk.book.gained / 1e5, costs=desk.book.costs / 1e5,
            kept=desk.research.kept, reverted=desk.research.reverted,
        )  # fmt: skip


ROWS = ("views", "close", "variance", "intensity", "stormy", "drift", "lead", "chaos")


def _dollars(desk: Desk) -> dict[str, float]:
    return {name: amount / 1e5 for name, amount in desk.book.earned.items()}


def _storm_levels() -> tuple[float, ...]:
    """For each asset the middle of its regimes' long-run variances: above it is a storm."""
    return tuple(
        float(np.median([LAWS[name][place].theta for name in REGIME_NAMES])) for place in range(len(ASSETS))
    )


STORM_LEVELS = _storm_levels()
