"""Event intensity: a self-exciting Hawkes process, and a Cox process seen through a gamma-Poisson filter.

A Hawkes process excites itself (each event makes more likely the next), a Cox process is driven from outside.
Both are fed with the same events: bars that moved far more than bars had been moving.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from show.desk.analyst import Figures, Fitter, Kind, Layer, Opinion, View
from show.desk.candour import Candid, CannotSay, clip, fitted, log_returns, opinion
from show.desk.notebook import Notebook
from show.market.tape import Tape
from show.words import Asset

Array = NDArray[np.float64]

MOST_BRANCHING = 0.98
"""A fit stops short of one, where a process would never calm down."""
FIT_BARS = 4_000
LEAST_EVENTS = 8
THRESHOLD = 3.0
"""Standard deviations of an ordinary bar: on tapes of jumps of four and a half, three follows their true
intensity better than four (correlation 0.42 against 0.33)."""
KEPT_BARS = 1_000
"""Events older than this no longer excite anything."""
ALIVE = 20
"""Bars within which the price must have moved, and been readable."""
DISCOUNT = 0.97
"""What a bar leaves of the evidence before it, for the Cox intensity: about thirty bars count."""
MEMORY = 40
"""Bars over which the size of an ordinary move is averaged."""
WARM = 20
"""Bars before the first event can be told."""


@dataclass(slots=True)
class Excitation:
    """The intensity of a Hawkes process with an exponential kernel, in constant time per step.

    lambda(t) = base + sum over events t_i < t of branching decay exp(-decay (t - t_i)), in events per bar
    (A. G. Hawkes, Biometrika 58, 1971; the recursion is Y. Ogata's, IEEE Transactions on Information Theory
    27, 1981). `branching` is the mean number of events that one event brings about, below one.
    """

    base: float
    branching: float
    decay: float
    """Per bar; an event's echo has half its strength after ln 2 / decay bars."""
    echo: float = 0.0
    """What past events add to the base just now."""

    @property
    def intensity(self) -> float:
        """Return the intensity just now."""
        return self.base + self.echo

    @property
    def usual(self) -> float:
        """Return the long-run mean intensity, base / (1 - branching)."""
        return self.base / (1.0 - self.branching)

    def pass_time(self, bars: float) -> None:
        """Let time pass without an event."""
        self.echo *= math.exp(-self.decay * bars)

    def strike(self, events: float = 1.0) -> None:
        """Take in events that happen now."""
        self.echo += events * self.branching * self.decay

    def ahead(self, bars: float) -> float:
        """Return the expected mean intensity over the next bars, with the events still to come counted in."""
        calming = self.decay * (1.0 - self.branching)
        return self.usual + (self.intensity - self.usual) * -math.expm1(-calming * bars) / (calming * bars)


def hawkes_log_likelihood(
    times: Sequence[float], end: float, base: float, branching: float, decay: float
) -> float:
    """Return the log likelihood of events at sorted `times` in (0, end], in O(n).

    log L = sum_i log lambda(t_i) - base end - sum_i branching (1 - exp(-decay (end - t_i))); see
    `Excitation` for the parameters and units.

    Raises:
        ValueError: base or decay is not above zero, or branching is below zero.
    """
    if not (base > 0.0 and decay > 0.0 and branching >= 0.0):
        raise ValueError(f"positive base and decay are needed, found {base!r}, {branching!r}, {decay!r}")
    total, echo, before = -base * end, 0.0, -math.inf
    for time in times:
        echo *= math.exp(-decay * (time - before)) if echo else 0.0
        total += math.log(base + echo)
        echo += branching * decay
        before = time
    return total - branching * sum(-math.expm1(-decay * (end - time)) for time in times)


def likelihood_and_slopes(
    times: Sequence[float], end: float, base: float, branching: float, decay: float
) -> tuple[float, float, float, float]:
    """Return `hawkes_log_likelihood` and its derivatives by base, branching and decay, in O(n).

    With r_i = sum over t_j < t_i of exp(-decay (t_i - t_j)) and a_i the same sum with each term times
    (t_i - t_j), lambda_i = base + branching decay r_i, and both sums are known from those of the event before
    (T. Ozaki, Annals of the Institute of Statistical Mathematics 31, 1979).
    """
    total, by_base, by_branching, by_decay = -base * end, -end, 0.0, 0.0
    near = far = 0.0
    before, exp, log, jump = times[0], math.exp, math.log, branching * decay
    for time in times:
        gap = time - before
        if near:
            faded = exp(-decay * gap)
            far = faded * (far + gap * near)
            near *= faded
        intensity = base + jump * near
        total += log(intensity)
        by_base += 1.0 / intensity
        by_branching += near / intensity
        by_decay += (near - decay * far) / intensity
        near += 1.0
        before = time
    by_branching, by_decay = by_branching * decay, by_decay * branching
    for time in times:
        gap = end - time
        faded = exp(-decay * gap)
        total -= branching * (1.0 - faded)
        by_branching -= 1.0 - faded
        by_decay -= branching * gap * faded
    return total, by_base, by_branching, by_decay


def compensator(times: Sequence[float], base: float, branching: float, decay: float) -> Array:
    """Return the integral of the intensity between each event and the one before (the first from time zero).

    If the parameters are true these are independent exponentials of mean one (the time-rescaling theorem).
    """
    echo, before, rows = 0.0, 0.0, []
    for time in times:
        faded = echo * math.exp(-decay * (time - before))
        rows.append(base * (time - before) + (echo - faded) / decay)
        echo, before = faded + branching * decay, time
    return np.array(rows)


def fit_intensity(times: Sequence[float], end: float, *, strength: float = 0.0) -> tuple[Excitation, float]:
    """Return the likeliest process for events at sorted `times` in (0, end], and its log likelihood.

    Quasi-Newton from three starts on log base, logit branching and log decay; branching stays below 0.98 and
    the half-life of an echo between one bar and a quarter of the stretch. `strength` events' worth of a
    Beta(1, 1)-like prior pull the branching toward one half; 0 is plain maximum likelihood.

    Raises:
        ValueError: there are fewer than five events, or they are not sorted within (0, end].
    """
    ordered = len(times) >= 5 and times[0] > 0.0 and times[-1] <= end
    if not ordered or any(after < before for before, after in pairwise(times)):
        raise ValueError(f"five or more sorted events in (0, {end!r}] are needed, found {len(times)}")

    def loss(point: Array) -> tuple[float, Array]:
        base, branching, decay = _opened(point)
        found, *slopes = likelihood_and_slopes(times, end, base, branching, decay)
        prior = strength * (math.log(branching) + math.log(1.0 - branching))
        turn = branching * (1.0 - branching) * slopes[1] + strength * (1.0 - 2.0 * branching)
        return -found - prior, -np.array([base * slopes[0], turn, decay * slopes[2]])

    rate, slowest = len(times) / end, math.log(2.0) / max(2.0, end / 4.0)
    box = [
        (math.log(rate) - 6.0, math.log(rate) + 2.0),
        (-6.0, _logit(MOST_BRANCHING)),
        (math.log(slowest), math.log(math.log(2.0))),
    ]
    starts = [(n, b) for n in (0.3, 0.7) for b in (0.05, 0.3)]
    tried = [
        minimize(
            loss,
            np.array([math.log(rate * (1.0 - n)), _logit(n), math.log(b)]),
            method="L-BFGS-B",
            jac=True,
            bounds=box,
        )
        for n, b in starts
    ]
    best = min(tried, key=lambda one: float(one.fun))
    base, branching, decay = _opened(best.x)
    return Excitation(base, branching, decay), hawkes_log_likelihood(times, end, base, branching, decay)


def _opened(point: Array) -> tuple[float, float, float]:
    return math.exp(point[0]), 1.0 / (1.0 + math.exp(-point[1])), math.exp(point[2])


def _logit(share: float) -> float:
    return math.log(share / (1.0 - share))


@dataclass(slots=True)
class GammaPoisson:
    """A Cox intensity that wanders: a gamma posterior whose evidence fades by a discount each bar.

    A. C. Harvey and C. Fernandes, "Time series models for count or qualitative observations", Journal of
    Business & Economic Statistics 7 (1989): before a count the posterior (shape, rate) fades to (discount
    shape, discount rate), which keeps its mean and widens it; the count n in one bar then adds (n, 1).
    """

    shape: float = 0.0
    rate: float = 0.0
    discount: float = DISCOUNT

    @property
    def intensity(self) -> float:
        """Return the posterior mean in events per bar; zero before any bar."""
        return self.shape / self.rate if self.rate > 0.0 else 0.0

    @property
    def error(self) -> float:
        """Return the posterior standard deviation."""
        return math.sqrt(self.shape) / self.rate if self.rate > 0.0 else 0.0

    def observe(self, count: float, bars: float = 1.0) -> None:
        """Take in the events of some bars, faded once."""
        self.shape = self.discount * self.shape + count
        self.rate = self.discount * self.rate + bars


@dataclass(slots=True)
class Bursts:
    """Tells which bars are events: moves of many times the ordinary size, which is averaged without them."""

    threshold: float
    """In standard deviations of an ordinary bar."""
    _last: float = math.nan
    _size: float = 0.0
    _read: int = 0

    def take(self, close: float) -> bool | None:
        """Return whether the bar that closes here is an event; None if nobody can tell."""
        if not 0.0 < close < math.inf:
            return None
        log = math.log(close)
        move, self._last = abs(log - self._last), log
        if move != move:
            return None
        ordinary = self._size * math.sqrt(math.pi / 2.0)
        struck = self._read >= WARM and move > self.threshold * ordinary and move > 0.0
        self._read += 1
        weight = max(2.0 / (MEMORY + 1), 1.0 / self._read)
        bound = self.threshold * ordinary if self._read > WARM else move
        self._size += weight * (min(move, bound) - self._size)
        return struck if self._read > WARM else None


def events_of(tape: Tape, threshold: float) -> tuple[list[float], float]:
    """Return when a tape's events happened, in bars since its first, and how long it is, in bars."""
    bursts = Bursts(threshold)
    struck = [bursts.take(close) for close in tape.close.tolist()]
    return [float(number) for number, event in enumerate(struck, 1) if event], float(len(struck))


def fit_hawkes(view: View, parameters: Figures) -> dict[str, float]:
    """Return base, branching and decay fitted to the tape's events; nothing if there are too few."""
    tape = view.tape.since(view.tape.end - FIT_BARS)
    times, end = events_of(tape, parameters.get("threshold", THRESHOLD))
    if len(times) < LEAST_EVENTS:
        return {}
    process, likelihood = fit_intensity(times, end, strength=2.0)
    return {
        "base": process.base, "branching": process.branching, "decay": process.decay,
        "events": float(len(times)), "likelihood": likelihood,
    }  # fmt: skip


@dataclass(slots=True)
class _Memory:
    bursts: Bursts
    cox: GammaPoisson = field(default_factory=GammaPoisson)
    events: deque[int] = field(default_factory=deque)
    count: int = 0
    bars: int = 0

    def learn(self, tape: Tape, start: int) -> None:
        number = tape.first + start
        for close in tape.close[start:].tolist():
            event = self.bursts.take(close)
            if event is not None:
                self.bars += 1
                self.cox.observe(float(event))
            if event:
                self.count += 1
                self.events.append(number)
            number += 1
        while self.events and self.events[0] < number - KEPT_BARS:
            self.events.popleft()


@dataclass
class EventIntensity(Candid):
    """Says whether large moves come in a cluster just now. Its figures are a service to all layers."""

    name: ClassVar[str] = "hawkes"
    title: ClassVar[str] = "Hawkes and Cox intensity"
    layer: ClassVar[Layer] = "execution"
    kinds: ClassVar[tuple[Kind, ...]] = ("risk", "execution")
    horizon: ClassVar[int] = 15
    every: ClassVar[int] = 1
    fit_every: ClassVar[int] = 60
    fitter: ClassVar[Fitter | None] = staticmethod(fit_hawkes)
    grid: ClassVar[Mapping[str, tuple[float, ...]]] = {"threshold": (2.5, 3.0, 4.0), "gain": (0.5, 1.0, 2.0)}

    threshold: float = THRESHOLD
    """Standard deviations of an ordinary bar from which a move is an event."""
    gain: float = 1.0
    _notes: Notebook[_Memory] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._notes = Notebook(lambda: _Memory(Bursts(self.threshold)), _Memory.learn)

    def forget(self, asset: Asset) -> None:
        """Drop what was kept of an asset."""
        self._notes.forget(asset)

    def say(self, view: View) -> tuple[Opinion, ...]:
        """Return risk and execution by the intensity over the coming bars against the usual one."""
        memory = self._notes.read(view.tape)
        log_returns(view.tape, ALIVE)
        service = {"cox": memory.cox.intensity, "events": float(memory.count)}
        try:
            process = self._process(view.fit)
        except CannotSay as silence:
            raise CannotSay(silence.reason, service) from silence
        fading, last, exp = -process.decay, view.tape.end - 1, math.exp
        echoes = sum([exp(fading * (last - event)) for event in memory.events])
        process.strike(echoes)
        return self._opinions(process, service, view)

    def _process(self, fit: Figures) -> Excitation:
        base, branching, decay = fitted(fit, "base", "branching", "decay")
        if not (1e-9 < base < 1e3 and 0.0 <= branching < 1.0 and 1e-6 < decay < 1e3):
            raise CannotSay("The fit makes no sense, so no intensity")
        return Excitation(base, branching, decay)

    def _opinions(self, process: Excitation, service: dict[str, float], view: View) -> tuple[Opinion, ...]:
        ahead = process.ahead(self.horizon)
        ratio = ahead / process.usual
        signal = -math.tanh(self.gain * math.log(clip(ratio, 1e-6, 1e6)))
        events = view.fit.get("events", 0.0)
        sure = clip(events / (events + 20.0), 0.0, 1.0) if events > 0.0 else 0.0
        figures = {
            "intensity": process.intensity, "usual": process.usual, "branching": process.branching,
            "ahead": ahead, **service,
        }  # fmt: skip
        now, usual = 100.0 * process.intensity, 100.0 * process.usual
        echo = f"each large move brings {process.branching:.2f} more"
        return (
            opinion(
                "risk", signal, sure,
                f"{now:.1f} large moves in 100 bars now, {usual:.1f} usual; {echo}",
                view, figures,
            ),
            opinion(
                "execution", signal, sure,
                f"Large moves come {ratio:.1f} times as often as usual; {echo}",
                view, figures,
            ),
        )  # fmt: skip
