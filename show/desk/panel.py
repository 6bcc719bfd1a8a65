"""The panel: the analysts at work. Who reads when, with which parameters, and what is kept in between.

What analysts keep between readings is not in the log. Each asset therefore has anchors, 64 ticks apart: there
its analysts forget it and read the last bars afresh, and only there does a parameter change or a twin begin.
A restart reads again from the last anchor, sitting by sitting, and so ends with the same opinions to the last
bit.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from show.desk.analyst import WINDOW_BARS, Analyst, Figures, House, Opinion, View
from show.desk.brief import Brief
from show.desk.ledger import Ledger
from show.desk.seats import seating
from show.desk.sittings import sitting, sittings
from show.events import FitMade, TruthSealed
from show.market.chain import Chain
from show.market.tape import Tape
from show.words import ASSETS, Asset

Quoter = Callable[[TruthSealed, Asset, random.Random], Chain]
Factory = Callable[[], Analyst]
LAST_SPEAKER = "cro"
"""The chief risk officer hears the house view before speaking."""
TWIN = "+"
"""A twin's own fits are kept under the analyst's name with this behind it."""
FIRST_FIT_TICKS = 8
"""Until a first fit succeeds it is tried this often."""
FIT_STRETCH = 5
"""So many times an analyst's own interval pass between two fits: fits are most of what the desk costs."""
FIGURE_DIGITS = 7


@dataclass(slots=True)
class Bench:
    """One asset's analysts, and what they said last."""

    season: int = -1
    tick: int = -1
    anchor: int = -1
    seated: dict[str, Analyst] = field(default_factory=dict)
    parameters: dict[str, dict[str, float]] = field(default_factory=dict)
    twin: Analyst | None = None
    trial: int = -1
    """The tick at which the trial began that the twin is for; it is of no use to a later one."""
    said: dict[str, tuple[Opinion, ...]] = field(default_factory=dict)
    services: dict[str, Figures] = field(default_factory=dict)
    """What others may use. The last speaker's figures hang on the house view, which is not read again."""
    twin_said: tuple[Opinion, ...] = ()
    chain: Chain | None = None
    chain_tick: int = -1
    shown: tuple[Mapping[Asset, Tape], tuple[int, int], dict[Asset, Tape]] | None = None
    """The tapes of a brief as they were cut last, for which anchor and tick."""


class Panel:
    """Reads for the desk. What it keeps can be lost at any time: the next brief makes it again."""

    def __init__(self, roster: Sequence[Factory], quoter: Quoter) -> None:
        self._factories = {factory().name: factory for factory in roster}
        self.analysts: dict[str, Analyst] = {name: factory() for name, factory in self._factories.items()}
        """One of each, for what is said of them; these never read."""
        self.opened = seating(self.analysts.values())
        """Who sits here."""
        self._quoter = quoter
        self._benches: dict[Asset, Bench] = {}

    def read(self, brief: Brief) -> dict[Asset, Bench]:
        """Let all but the last speaker read all assets, catching up from their anchors where need be.

        One analyst reads all assets before the next begins: what a processor has at hand of an analyst serves
        three readings then, and most of a reading's cost is to get it there.
        """
        for asset in ASSETS:
            bench = self._benches.setdefault(asset, Bench())
            if not self._follows(bench, brief):
                bench = self._benches[asset] = Bench(season=brief.season)
                for tick in brief.ticks_since(brief.anchor(asset, brief.tick))[:-1]:
                    self._reading({asset: bench}, brief, tick)
                    self._last(bench, brief, asset, tick, None)
        self._reading(self._benches, brief, brief.tick)
        return self._benches

    def hear_last(self, brief: Brief, asset: Asset, house: House) -> None:
        """Let the last speaker read an asset and the house view."""
        self._last(self._benches[asset], brief, asset, brief.tick, house)

    def figure(self, asset: Asset, name: str, figure: str) -> float:
        """Return a figure an analyst gave with what it said last; NaN where there is none."""
        said = self._benches[asset].said.get(name, ())
        return said[0].figures.get(figure, math.nan) if said else math.nan

    def twin_said(self, brief: Brief, asset: Asset) -> tuple[Opinion, ...]:
        """Return what the twin on trial said of an asset; nothing where it has not begun."""
        bench = self._benches[asset]
        trial = brief.ledger.trial
        return bench.twin_said if trial is not None and trial.since == bench.trial else ()

    def fits(self, brief: Brief, asset: Asset) -> Iterator[FitMade]:
        """Make the fits that are due now. What does not converge leaves the fit before in force."""
        bench = self._benches[asset]
        for seat, (name, analyst) in enumerate(bench.seated.items()):
            if not self._fit_is_due(brief, asset, seat, analyst):
                continue
            both = [(name, analyst)]
            twin = _twin_of(bench, brief.ledger, name)
            if twin is not None:
                both.append((name + TWIN, twin))
            for who, fitting in both:
                figures = self._fit(bench, brief, asset, who, fitting)
                if figures:
                    yield FitMade(tick=brief.tick, analyst=who, asset=asset, figures=figures)

    # --- one sitting

    def _follows(self, bench: Bench, brief: Brief) -> bool:
        """Whether the bench has read the tick before, so that it can go on."""
        ticks = brief.ticks_since(0)
        before = ticks[-2] if len(ticks) > 1 else None
        return bench.season == brief.season and bench.tick == before and bench.tick >= 0

    def _reading(self, benches: Mapping[Asset, Bench], brief: Brief, tick: int) -> None:
        for asset, bench in benches.items():
            anchor = brief.anchor(asset, tick)
            if bench.anchor != anchor:
                self._begin(bench, brief.ledger, asset, anchor)
            bench.tick = tick
            self._quote(bench, brief, asset, tick)
        for seat, name in enumerate(self._factories):
            if name == LAST_SPEAKER:
                continue
            for asset, bench in benches.items():
                if self._is_due(bench.seated[name], asset, seat, tick, bench.anchor):
                    self._say(bench, brief, asset, tick, self._tapes(bench, brief, tick), name, None)

    def _last(self, bench: Bench, brief: Brief, asset: Asset, tick: int, house: House | None) -> None:
        if LAST_SPEAKER in bench.seated:
            tapes = self._tapes(bench, brief, tick)
            self._say(bench, brief, asset, tick, tapes, LAST_SPEAKER, house or House())

    def _begin(self, bench: Bench, ledger: Ledger, asset: Asset, anchor: int) -> None:
        """Forget the asset; take over what research decided since the last anchor."""
        bench.anchor, bench.said, bench.services, bench.twin_said, bench.twin = anchor, {}, {}, (), None
        for name in self._factories:
            changed = parameters_at(ledger, name, anchor)
            if name in bench.seated and bench.parameters.get(name) == changed:
                bench.seated[name].forget(asset)
            else:
                bench.seated[name] = self.with_parameters(name, changed)
                bench.parameters[name] = changed
        trial = ledger.trial
        if trial is not None and trial.since < anchor and trial.analyst in self._factories:
            changed = parameters_at(ledger, trial.analyst, anchor) | {trial.parameter: trial.new}
            bench.trial = trial.since
            bench.twin = self.with_parameters(trial.analyst, changed)

    def with_parameters(self, name: str, parameters: Mapping[str, float]) -> Analyst:
        """Return a fresh analyst with some parameters changed."""
        analyst = self._factories[name]()
        if not parameters:
            return analyst
        changed: Analyst = replace(cast(Any, analyst), **parameters)
        return changed

    def _say(
        self,
        bench: Bench,
        brief: Brief,
        asset: Asset,
        tick: int,
        tapes: Mapping[Asset, Tape],
        name: str,
        house: House | None,
    ) -> None:
        fit = brief.ledger.fit(name, asset, tick)
        view = View(tick, asset, tapes, bench.chain, fit, bench.services, house)
        said = bench.said[name] = opinions(bench.seated[name], view)
        if said and name != LAST_SPEAKER:
            bench.services[name] = said[0].figures
        twin = _twin_of(bench, brief.ledger, name)
        if twin is not None:
            own = brief.ledger.fit(name + TWIN, asset, tick) or fit
            bench.twin_said = opinions(twin, replace(view, fit=own))

    def _quote(self, bench: Bench, brief: Brief, asset: Asset, tick: int) -> None:
        """Let the dealer quote the newest chain there was at a tick."""
        known = [(when, truth) for when, truth in brief.sealed.get(asset, ()) if when <= tick]
        if known and known[-1][0] != bench.chain_tick:
            when, truth = known[-1]
            bench.chain = self._quoter(truth, asset, random.Random(f"{brief.stem} {when} chain {asset}"))
            bench.chain_tick = when

    def _tapes(self, bench: Bench, brief: Brief, tick: int) -> dict[Asset, Tape]:
        """What is on the tapes at a tick, from a fixed distance before the anchor on."""
        if bench.shown is None or bench.shown[0] is not brief.tapes or bench.shown[1] != (bench.anchor, tick):
            start, end = brief.bar(bench.anchor), brief.bar(tick)
            assert start is not None and end is not None, "an anchor is never older than the known ticks"
            cut = {asset: tape.between(start - WINDOW_BARS, end) for asset, tape in brief.tapes.items()}
            bench.shown = brief.tapes, (bench.anchor, tick), cut
        return bench.shown[2]

    def _is_due(self, analyst: Analyst, asset: Asset, seat: int, tick: int, anchor: int) -> bool:
        every = sittings(analyst.every)
        turn = seat + ASSETS.index(asset) * max(1, every // len(ASSETS))
        return tick == anchor or (sitting(tick) + turn) % every == 0

    # --- fits

    def _fit_is_due(self, brief: Brief, asset: Asset, seat: int, analyst: Analyst) -> bool:
        if analyst.fit_every <= 0 or type(analyst).fitter is None:
            return False
        known = bool(brief.ledger.fit(analyst.name, asset, brief.tick))
        if not known and len(brief.ledger.ends) == 1:
            return True  # the eve is on the tape: who fits can speak from the next close on
        every = sittings(
            FIT_STRETCH * analyst.fit_every if known else min(FIRST_FIT_TICKS, analyst.fit_every)
        )
        turn = 5 * seat + ASSETS.index(asset) * max(1, every // len(ASSETS))
        return (sitting(brief.tick) + turn) % every == 0

    def _fit(self, bench: Bench, brief: Brief, asset: Asset, name: str, analyst: Analyst) -> dict[str, float]:
        fitter = type(analyst).fitter
        assert fitter is not None, "it was looked at before"
        fit = brief.ledger.fit(name, asset, brief.tick)
        tapes = self._tapes(bench, brief, brief.tick)
        view = View(brief.tick, asset, tapes, bench.chain, fit, bench.services)
        parameters = {key: float(getattr(analyst, key)) for key in analyst.grid}
        try:
            figures = fitter(view, parameters)
        except Exception:  # noqa: BLE001 - a fit with a bug must not stop the desk; the fit before stands
            return {}
        return {key: rounded(value) for key, value in figures.items() if math.isfinite(value)}


def _twin_of(bench: Bench, ledger: Ledger, name: str) -> Analyst | None:
    """The twin of an analyst, if the trial that is on is of this one and has reached this bench."""
    trial = ledger.trial
    if trial is None or trial.analyst != name or trial.since != bench.trial:
        return None
    return bench.twin


def parameters_at(ledger: Ledger, name: str, anchor: int) -> dict[str, float]:
    """Return what research had changed of an analyst before an anchor."""
    changes = ledger.changes.get(name, ())
    return {change.parameter: change.value for change in changes if change.tick < anchor}


def opinions(analyst: Analyst, view: View) -> tuple[Opinion, ...]:
    """Return an analyst's opinions, one of each of its kinds, bounded; silence where it failed."""
    try:
        said = {opinion.kind: opinion for opinion in analyst.read(view)}
    except Exception as error:  # noqa: BLE001 - an analyst with a bug is silent, and says so
        reason = f"No opinion: {type(error).__name__} in the arithmetic"
        return tuple(_silent(analyst, view, index, reason) for index in range(len(analyst.kinds)))
    return tuple(
        bounded(said[kind]) if kind in said else _silent(analyst, view, index, "Said nothing of it")
        for index, kind in enumerate(analyst.kinds)
    )


def _silent(analyst: Analyst, view: View, index: int, reason: str) -> Opinion:
    return Opinion(analyst.kinds[index], 0.0, 0.0, reason, view.tape.end)


def bounded(opinion: Opinion) -> Opinion:
    """Return an opinion within its bounds; one that is no number has no confidence."""
    if not (math.isfinite(opinion.signal) and math.isfinite(opinion.confidence)):
        return replace(opinion, signal=0.0, confidence=0.0, evidence="The arithmetic gave no number")
    signal, confidence = min(1.0, max(-1.0, opinion.signal)), min(1.0, max(0.0, opinion.confidence))
    if signal == opinion.signal and confidence == opinion.confidence:
        return opinion
    return replace(opinion, signal=signal, confidence=confidence)


def rounded(value: float) -> float:
    """Return a figure with seven digits that count: what the log says is what is used."""
    return float(f"{value:.{FIGURE_DIGITS}g}")
