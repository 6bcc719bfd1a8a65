"""What an analyst is: reads what anyone could see of the market and says what follows from it, and how sure.

All analysts keep one contract, so that the desk can ask, weigh, pay and replace any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol

from show.market.chain import Chain
from show.market.tape import Tape
from show.words import Asset

Kind = Literal["direction", "risk", "execution"]
"""What a signal of +1 means: the price will rise; the market will be calm; now is a good time to trade."""
Layer = Literal["regime", "pricing", "dynamics", "execution"]

WINDOW_BARS = 512
"""How far back a fresh analyst reads. Whatever an analyst keeps must follow from the bars it has been shown
since it last forgot, which are these and those that came after."""

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion on one asset. An analyst who cannot say anything has confidence zero and says why."""

    kind: Kind
    signal: float
    """In [-1, 1]."""
    confidence: float
    """In [0, 1]."""
    evidence: str
    """One short plain sentence with the figures that decided, at most 120 characters, for the screen."""
    asof: int
    """The number of bars that were on the tape."""
    figures: Figures = field(default_factory=dict)
    """What others may use and what is scored, by name: `p_stress`, `intensity`, `forecast_variance`..."""


@dataclass(frozen=True, slots=True)
class House:
    """The desk's view of one asset as it stands when the last speaker (the chief risk officer) is heard."""

    direction: float = 0.0
    risk: float = 0.0
    execution: float = 0.0
    disagreement: float = 0.0
    drawdown: float = 0.0
    """How far the four traders' money together is below its peak, in [0, 1]."""
    concentration: float = 0.0
    """The largest share of the traders' gross exposure that one asset has, in [0, 1]."""


@dataclass(frozen=True, slots=True)
class View:
    """All that an analyst may look at. Nothing in it is sealed truth."""

    tick: int
    asset: Asset
    tapes: Mapping[Asset, Tape]
    """Every asset's tape, so that an analyst may compare; they end at the same bar."""
    chain: Chain | None = None
    """The newest options chain of this asset; it may be some ticks old (see its `asof`)."""
    fit: Figures = field(default_factory=dict)
    """What this analyst's own last fit for this asset returned; empty before the first."""
    services: Mapping[str, Figures] = field(default_factory=dict)
    """The figures of analysts who spoke before, on this asset, by their name: `services["hawkes"]`."""
    house: House | None = None

    @property
    def tape(self) -> Tape:
        """Return this asset's tape."""
        return self.tapes[self.asset]


Fitter = Callable[[View, Figures], dict[str, float]]
"""A slow fit: a module's own pure function of a view and the analyst's parameters. It runs in another process
and its figures are an event, so a replay never fits again. Figures that must not be used are left out."""


class Analyst(Protocol):
    """Reads one asset at a time. A dataclass whose fields are its parameters, with defaults."""

    name: ClassVar[str]
    """A short id, such as `hmm`."""
    title: ClassVar[str]
    """What the screen says, such as "Hidden Markov model"."""
    layer: ClassVar[Layer]
    kinds: ClassVar[tuple[Kind, ...]]
    """The kinds it has opinions of, one opinion each, always all of them and in this order."""
    horizon: ClassVar[int]
    """How many bars ahead it looks; its calls are judged when that many have passed."""
    every: ClassVar[int]
    """How many ticks pass between two readings of one asset; the last opinion stands in between."""
    fit_every: ClassVar[int]
    """How many ticks pass between two fits of one asset; zero if it fits nothing."""
    fitter: ClassVar[Fitter | None]
    grid: ClassVar[Mapping[str, tuple[float, ...]]]
    """The parameters that research may change, and the values each may take."""

    def read(self, view: View) -> tuple[Opinion, ...]:
        """Return its opinions. Must not raise on any market, and must not warn.

        What it keeps between readings is only a saving of time: reading the bars since it last forgot in one
        go must give the same opinion as reading them tick by tick.
        """
        ...

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset, so that the next reading starts from the tape alone."""
        ...
