"""Small analysts whose arithmetic anybody can follow, and some that misbehave."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.sittings import SITTING_TICKS
from show.words import Asset


def mean_size(view: View, parameters: Figures) -> dict[str, float]:
    """The fit of `Follower`: the mean size of a return, times its gain."""
    moves = view.tape.returns()
    return {"size": parameters["gain"] * float(abs(moves).mean())} if len(moves) > 20 else {}


@dataclass
class Plain:
    """Calm when the last bar moved less than it usually does. Keeps a sum over all bars it was shown."""

    name: ClassVar[str] = "rollvol"
    title: ClassVar[str] = "Plain baseline"
    layer: ClassVar[Layer] = "regime"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk",)
    horizon: ClassVar[int] = 5
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 0
    fitter: ClassVar[Fitter | None] = None
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {}

    seen: dict[Asset, tuple[int, float]] = field(init=False, default_factory=dict)

    def read(self, view: View) -> tuple[Opinion, ...]:
        tape = view.tape
        end, total = self.seen.get(view.asset, (tape.first + 1, 0.0))
        for index in range(max(1, end - tape.first), len(tape.close)):
            total += abs(math.log(tape.close[index] / tape.close[index - 1]))
            end = tape.first + index + 1
        self.seen[view.asset] = (end, total)
        moves = tape.returns()[-5:]
        usual = total / max(1, end - tape.first)
        signal = math.tanh(1.0 - float(abs(moves).mean()) / usual) if len(moves) and usual else 0.0
        return (Opinion("risk", signal, 0.8, f"Usual size {usual:.6f}", tape.end, {"usual": usual}),)

    def forget(self, asset: Asset) -> None:
        self.seen.pop(asset, None)


@dataclass
class Follower:
    """Expects the last tick's move to go on, the more so the larger it was beside its fit."""

    name: ClassVar[str] = "follower"
    title: ClassVar[str] = "Follower"
    layer: ClassVar[Layer] = "dynamics"
    kinds: ClassVar[tuple[Kind, ...]] = ("direction", "execution")
    horizon: ClassVar[int] = 10
    every: ClassVar[int] = SITTING_TICKS + 1  # every other sitting
    fit_every: ClassVar[int] = 12
    fitter: ClassVar[Fitter | None] = staticmethod(mean_size)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"gain": (0.5, 1.0, 2.0)}

    gain: float = 1.0

    def read(self, view: View) -> tuple[Opinion, ...]:
        size = view.fit.get("size", 0.0)
        if len(view.tape.close) < 6 or not size:
            return tuple(Opinion(kind, 0.0, 0.0, "Not fitted yet", view.tape.end) for kind in self.kinds)
        move = math.log(view.tape.close[-1] / view.tape.close[-6])
        usual = view.services.get("rollvol", {}).get("usual", size)
        signal = math.tanh(self.gain * move / (usual + size))
        return (
            Opinion("direction", signal, 0.9, f"Moved {move:.4f}", view.tape.end),
            Opinion("execution", -abs(signal), 0.5, "Wait", view.tape.end),
        )

    def forget(self, asset: Asset) -> None:
        pass


@dataclass
class Fader(Follower):
    """Expects the opposite of the last tick's move."""

    name: ClassVar[str] = "fader"
    title: ClassVar[str] = "Fader"
    layer: ClassVar[Layer] = "pricing"
    every: ClassVar[int] = 1

    def read(self, view: View) -> tuple[Opinion, ...]:
        return tuple(
            Opinion(one.kind, -one.signal, one.confidence, one.evidence, one.asof)
            for one in super().read(view)
        )


@dataclass
class Officer(Plain):
    """Argues against the house, the louder the more the floor has lost or put on one card; speaks last."""

    name: ClassVar[str] = "cro"
    title: ClassVar[str] = "Chief risk officer"
    layer: ClassVar[Layer] = "execution"

    def read(self, view: View) -> tuple[Opinion, ...]:
        assert view.house is not None
        signal = -0.5 if view.house.risk >= 0.0 else 0.2
        sure = min(1.0, 0.3 + 5.0 * view.house.drawdown + 0.3 * view.house.concentration)
        return (Opinion("risk", signal, sure, f"The house says {view.house.risk:+.2f}", view.tape.end),)


@dataclass
class Broken(Follower):
    """Raises, fits nonsense, and has opinions that are no numbers."""

    name: ClassVar[str] = "broken"
    title: ClassVar[str] = "Broken"
    every: ClassVar[int] = 1

    def read(self, view: View) -> tuple[Opinion, ...]:
        if view.tick % 2:
            raise ZeroDivisionError("on every other tick")
        return (Opinion("direction", math.nan, 7.0, "NaN", view.tape.end),)


FAKES = (Plain, Follower, Fader, Officer)
