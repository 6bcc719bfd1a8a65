"""Events of the desk: what the analysts said, how they argued, what they earned, and what became of them.

Signals and confidences are whole hundredths, scores whole thousandths, weights whole thousandths: figures for
the screen, and small in the log. What the desk goes on with is what these events say, to the last digit.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_serializer, model_validator

from show.events.packing import Opinions, Places, Scores, Sparse
from show.events.parts import Event, Public, Token, Value
from show.words import Asset, TraderId

Verdict = Literal["keep", "revert"]
EmergentRegime = Literal["calm", "stress"]


class Seat(Value):
    """One analyst's seat at the desk."""

    name: Token
    title: Public
    layer: Token
    horizon: int
    """How many bars ahead its calls look."""


class Slot(Value):
    """A place in the lists of `DeskSpoke`: who speaks there, and of what kind."""

    who: Token
    kind: Literal["direction", "risk", "execution"]
    horizon: int


class DeskOpened(Event):
    """The desk took its seats: the analysts who vote, and the order in which all figures are told.

    Behind the analysts come benchmarks that never vote: what the desk would have said under other weights,
    and the cohorts.
    """

    kind: Literal["DeskOpened"] = "DeskOpened"
    seats: tuple[Seat, ...]
    slots: tuple[Slot, ...]


class DeskSpoke(Event):
    """All opinions on the close of tick `tick`, when `bar` bars were on the tape.

    `views` holds for each asset the signal and confidence of every slot in turn, in hundredths. `stormy` says
    of each asset, in the order of the assets, whether the desk takes its market for stressed. `closed` tells
    the calls whose time was up: the place (asset times slots plus slot) and what the call scored, in
    thousandths; `hits` the places of those that were right. `trial` is the slots of a twin that is on trial,
    in the same form, and its closed calls say by how much the twin did better than the analyst.
    """

    kind: Literal["DeskSpoke"] = "DeskSpoke"
    tick: int
    bar: int
    stormy: tuple[bool, ...]
    views: dict[Asset, Opinions]
    closed: Scores = ()
    hits: Places = ()
    trial: dict[Asset, Opinions] = Field(default_factory=dict)
    tried: Scores = ()


class AssetView(Value):
    """The house's view of one asset. `wanted` is the share of the mechanical book's money to hold in it.

    `subject` is the kind of opinion the argument was about; `loser` the one of the two whose record is worse.
    Where nobody was challenged nobody is named.
    """

    asset: Asset
    direction: float
    risk: float
    execution: float
    disagreement: float
    subject: Literal["direction", "risk"]
    challenged: bool = False
    champion: Token = ""
    dissenter: Token = ""
    loser: Token = ""
    wanted: float = 0.0
    shares: Sparse = ()
    """Who of the seats wants how much of `wanted`, in millionths of the book; seats without a part are 0."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        if isinstance(given, list | tuple):
            return dict(zip(cls.model_fields, given, strict=True))
        if isinstance(given, dict):  # as it was written before it was packed
            return {name: value for name, value in given.items() if name != "voices"}
        return given

    @model_serializer(mode="wrap", when_used="json")
    def _in_order(self, write: Any) -> list[Any]:
        """The log names no field: there are three views in every tick."""
        return list(write(self).values())


class DebateHeld(Event):
    """The house view as of the close of tick `tick`, and the sharpest disagreement with both evidences."""

    kind: Literal["DebateHeld"] = "DebateHeld"
    tick: int
    views: tuple[AssetView, ...]
    sharpest: Asset | None = None
    claim: Public = ""
    objection: Public = ""
    voices: int = 0
    """How many independent voices the desk has left after the correlation guard."""


class FitMade(Event):
    """A slow fit of one analyst to one asset is done; it holds from the next tick on."""

    kind: Literal["FitMade"] = "FitMade"
    tick: int
    analyst: Token
    asset: Asset
    figures: dict[str, float]


class WeightsSet(Event):
    """The analysts' influence was set anew, in the order of the seats, in thousandths.

    `low` and `high` bound what nine of ten analysts without any skill would have by now.
    `shared` pairs the seats that say the same and so share one vote.
    """

    kind: Literal["WeightsSet"] = "WeightsSet"
    tick: int
    weights: tuple[int, ...]
    scores: tuple[int, ...]
    ranked: tuple[int, ...]
    """The seats that had new calls enough to be ranked."""
    low: int
    high: int
    shared: tuple[tuple[int, int], ...] = ()


class CohortsWeighed(Event):
    """The cohorts' weights in thousandths; `lead` is ln(stress / calm) in thousandths."""

    kind: Literal["CohortsWeighed"] = "CohortsWeighed"
    tick: int
    calm: int
    stress: int
    mixed: int
    lead: int
    regime: EmergentRegime


class TrialBegan(Event):
    """Research changes one parameter of one analyst, in a twin that speaks for itself alone."""

    kind: Literal["TrialBegan"] = "TrialBegan"
    tick: int
    analyst: Token
    parameter: Token
    old: float
    new: float


class TrialEnded(Event):
    """Research is done with a twin: after `calls` paired calls it was better by t standard errors."""

    kind: Literal["TrialEnded"] = "TrialEnded"
    tick: int
    analyst: Token
    parameter: Token
    old: float
    new: float
    calls: int
    better: float
    t: float
    verdict: Verdict


class HouseTraded(Event):
    """The mechanical book followed the house view. Fields as in `OrderFilled`."""

    kind: Literal["HouseTraded"] = "HouseTraded"
    asset: Asset
    lots: int
    price: int
    notional: int
    fee: int


class HouseSettled(Event):
    """What the mechanical book earned since it last traded, and on whose advice: an identity.

    In thousandths of a cent: sum(earned) + constraint - cost = gained. `earned` is in the order of the seats.
    """

    kind: Literal["HouseSettled"] = "HouseSettled"
    tick: int
    earned: Sparse
    constraint: int
    cost: int
    gained: int


class PhantomOpened(Event):
    """An order that a rule blocked or clipped is followed as if it had been filled. No money moves."""

    kind: Literal["PhantomOpened"] = "PhantomOpened"
    phantom: int
    trader: TraderId
    asset: Asset
    check: Token
    lots: int
    price: int
    fee: int


class PhantomClosed(Event):
    """A phantom's time was up, or its trader went the other way: what the blocked order would have made."""

    kind: Literal["PhantomClosed"] = "PhantomClosed"
    phantom: int
    price: int
    fee: int
    profit: int
    reason: Literal["time", "opposite", "season"]


class DeskFellSilent(Event):
    """The desk gave no view of a tick; the show goes on without it."""

    kind: Literal["DeskFellSilent"] = "DeskFellSilent"
    tick: int
    reason: Public
