"""Research on the desk itself: one change of one parameter at a time, tried in a twin on the same ticks.

Comparing an analyst with its own past keeps two thirds of all changes that change nothing, since whoever is
looked at has just had bad luck. A twin on the same ticks, and a test, cut that to the size of the test.
"""

from __future__ import annotations

import math
import random

from show.desk.darwin import moments
from show.desk.ledger import BASELINE, Ledger, Trial
from show.desk.panel import Panel, parameters_at
from show.events import TrialBegan, TrialEnded

TRIAL_CALLS = 60
"""A twin is judged after so many paired calls."""
TRIAL_TICKS = 900
"""A twin that has not said enough by then is dropped."""
T_TO_KEEP = 1.0
CALLS_TO_STUDY = 20
"""An analyst with fewer closed calls than this is left alone."""


def noop_rate(calls: int = TRIAL_CALLS) -> float:
    """Return how often a change that improves nothing is kept: P(t > 1) with n - 1 degrees of freedom."""
    # Imported here: the library takes a fifth of a second, and a show asks only when somebody looks.
    from scipy.special import stdtr

    return float(stdtr(calls - 1, -T_TO_KEEP))


def proposal(ledger: Ledger, panel: Panel, tick: int, dice: random.Random) -> TrialBegan | None:
    """Return what to try next: one parameter of the worst analyst that was not tried in the last two."""
    candidates = [
        (ledger.score(seat), name)
        for seat, name in enumerate(ledger.seats)
        if ledger.closed[seat] >= CALLS_TO_STUDY
        and name not in ledger.tried
        and panel.analysts[name].grid
        and name != BASELINE
    ]
    if not candidates:
        return None
    _, name = min(candidates)
    analyst, changed = panel.analysts[name], parameters_at(ledger, name, tick + 1)
    parameter = dice.choice(sorted(analyst.grid))
    old = float(changed.get(parameter, getattr(analyst, parameter)))
    values = [value for value in analyst.grid[parameter] if value != old]
    if not values:
        return None
    return TrialBegan(tick=tick, analyst=name, parameter=parameter, old=old, new=dice.choice(values))


def ruling(trial: Trial, tick: int) -> TrialEnded | None:
    """Return the end of a trial when it is time: keep if the twin was better on the mean and t exceeds 1."""
    if trial.calls < TRIAL_CALLS and tick - trial.since < TRIAL_TICKS:
        return None
    better, t = t_statistic(trial.calls, trial.total / 1000, trial.squares / 1e6)
    enough = trial.calls >= TRIAL_CALLS
    return TrialEnded(
        tick=tick, analyst=trial.analyst, parameter=trial.parameter, old=trial.old, new=trial.new,
        calls=trial.calls, better=round(better, 6), t=round(t, 3),
        verdict="keep" if enough and better > 0.0 and t > T_TO_KEEP else "revert",
    )  # fmt: skip


def t_statistic(calls: int, total: float, squares: float) -> tuple[float, float]:
    """Return the mean of paired differences and its t; t is zero where they do not differ at all."""
    mean, deviation = moments(calls, total, squares)
    return mean, mean / (deviation / math.sqrt(calls)) if deviation > 0.0 else 0.0
