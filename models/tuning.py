"""The knobs of a model on this machine, each with a default that suits most."""

from __future__ import annotations

import os
from dataclasses import dataclass

MOST_THREADS = 4  # beyond four, a small model waits for its threads more than it computes
# Below this a step is so short that waking a second thread costs more than it brings: with 3 million
# weights a token takes 0.8 ms on one thread and 3.4 ms on two (two cores, idle).
SMALL_BYTES = 64 * 2**20


@dataclass(frozen=True)
class Tuning:
    """How a model is run. None leaves the choice to the model and the machine.

    `context` is in tokens; by default it grows with the prompts up to what the model was trained for.
    `candidates` is how many answers are drawn at most before the best is taken. `trial` checks the numbers
    of all weights when the file is loaded. `together` lets several traders' answers share each step.
    `seconds` is how long an answer may take; the engine gives up what is late, whoever waits for it.
    """

    threads: int | None = None
    context: int | None = None
    temperature: float | None = None
    candidates: int | None = None
    trial: bool = True
    together: bool = True
    seconds: float | None = None


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
