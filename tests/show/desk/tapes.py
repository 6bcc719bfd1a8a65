"""Tapes of markets whose truth is known, and of markets nobody would want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from show.desk.analyst import Figures, House, View
from show.market.chain import Chain
from show.market.reel import COLUMNS
from show.market.tape import Tape
from show.words import ASSETS, Asset

Floats = NDArray[np.float64]
Tapes = Mapping[Asset, Tape]

CALM, STORM = 0.0008, 0.004
"""Standard deviations of a bar's return."""
HALF_SPREAD = 0.0003


@dataclass(frozen=True)
class Market:
    """Three tapes and the truth behind them, which no analyst sees."""

    tapes: Tapes
    stormy: NDArray[np.bool_]
    """Shape (bars,): whether volatility was high."""

    def view(
        self, asset: Asset = "Tech", end: int | None = None, start: int = 0, fit: Figures | None = None
    ) -> View:
        """A view of one asset from bar `start` to before bar `end`."""
        until = len(self.stormy) if end is None else end
        shown = {name: one.since(start).upto(until) for name, one in self.tapes.items()}
        return view_of(shown, asset, fit=fit)


def view_of(
    tapes: Tapes,
    asset: Asset = "Tech",
    *,
    chain: Chain | None = None,
    fit: Figures | None = None,
    services: Mapping[str, Figures] | None = None,
    house: House | None = None,
) -> View:
    """A view of one asset at the end of the tapes."""
    return View(
        tick=tapes[asset].end // 5, asset=asset, tapes=tapes, chain=chain,
        fit=fit or {}, services=services or {}, house=house,
    )  # fmt: skip


def tape(returns: Floats, asset: Asset = "Tech", *, imbalance: Floats | None = None, seed: int = 0) -> Tape:
    """A tape with these bar returns, quotes 3 basis points around the mid, and flow with this imbalance."""
    dice = np.random.default_rng([seed, 77])
    close = 10_000.0 * np.exp(np.cumsum(returns))
    opened = np.concatenate(([10_000.0], close[:-1]))
    wick = np.abs(dice.normal(0.0, 0.2, (2, len(close)))) * np.abs(returns) * close
    volume = 2_000.0 * dice.lognormal(0.0, 0.4, len(close)) * (1.0 + 200.0 * np.abs(returns))
    lean = np.zeros(len(close)) if imbalance is None else np.clip(imbalance, -1.0, 1.0)
    return Tape(
        asset=asset, first=0, open=opened, close=close,
        high=np.maximum(opened, close) + wick[0],
        low=np.maximum(np.minimum(opened, close) - wick[1], 1.0),
        bid=np.floor(close * (1.0 - HALF_SPREAD)), ask=np.ceil(close * (1.0 + HALF_SPREAD)),
        bought=np.round(volume * (1.0 + lean) / 2.0), sold=np.round(volume * (1.0 - lean) / 2.0),
    )  # fmt: skip


def storms(bars: int, seed: int, length: int = 150) -> NDArray[np.bool_]:
    """Calm and storm by turns, each of a random length around `length` bars; calm first."""
    dice = np.random.default_rng([seed, 5])
    spells = dice.integers(length // 2, length * 3 // 2, bars // (length // 2) + 2)
    return np.repeat(np.arange(len(spells)) % 2 == 1, spells)[:bars]


def clusters(bars: int, seed: int) -> NDArray[np.bool_]:
    """Bars that jump: one in seventy out of nowhere, and each brings about half a bar more soon after."""
    dice = np.random.default_rng([seed, 9])
    struck, echo = np.zeros(bars, dtype=bool), 0.0
    for bar in range(bars):
        echo *= 0.9
        struck[bar] = dice.random() < 1 / 70 + echo
        echo += 0.05 * struck[bar]
    return struck


def market(bars: int = 700, seed: int = 1, drift: float = 0.0, length: int = 150) -> Market:
    """A market of storms, calms and jumps, the same for all three assets; flow leans with the moves."""
    dice = np.random.default_rng(seed)
    stormy = storms(bars, seed, length)
    shared = dice.normal(size=bars)
    jumps = np.where(clusters(bars, seed), dice.choice([-9.0, 9.0], bars), 0.0)
    tapes: dict[Asset, Tape] = {}
    for index, asset in enumerate(ASSETS):
        shock = 0.6 * shared + 0.8 * dice.normal(size=bars)
        lean = np.clip(0.15 * shock + 0.2 * dice.normal(size=bars), -0.9, 0.9)
        returns = drift + np.where(stormy, STORM, CALM) * (shock + jumps)
        tapes[asset] = _locked(tape(returns, asset, imbalance=lean, seed=seed * 10 + index))
    return Market(tapes, stormy)


def alone(one: Tape) -> Tapes:
    """All three assets, each with this tape."""
    return {asset: _locked(replace(one, asset=asset)) for asset in ASSETS}


def spoiled(one: Tape, column: str, place: slice | int, value: float) -> Tape:
    """The tape with part of a column replaced."""
    changed = np.array(getattr(one, column))
    changed[place] = value
    columns = {name: getattr(one, name) for name in COLUMNS} | {column: changed}
    return Tape(one.asset, one.first, *columns.values())


def cut(tapes: Tapes, bars: int) -> Tapes:
    """The first bars of each tape."""
    return {asset: one.upto(one.first + bars) for asset, one in tapes.items()}


def chain(asset: Asset = "Tech", asof: int = 700, forward: float = 10_000.0, iv: float = 0.002) -> Chain:
    """A tidy chain: five expiries, nine strikes, a smile that leans to puts, a spread around it."""
    expiries = np.array([60.0, 120.0, 240.0, 480.0, 960.0])
    steps = np.linspace(-2.0, 2.0, 9)
    strikes = forward * np.exp(iv * np.sqrt(expiries)[:, None] * steps[None, :])
    smile = iv * (1.0 - 0.05 * steps[None, :] + 0.02 * steps[None, :] ** 2) * np.ones((5, 1))
    return Chain(asset, asof, forward, expiries, strikes, smile - 0.02 * iv, smile + 0.02 * iv)


def _locked(one: Tape) -> Tape:
    """A tape whose arrays raise if anybody writes to them."""
    for part in fields(one):
        column = getattr(one, part.name)
        if isinstance(column, np.ndarray):
            column.flags.writeable = False
    return one
