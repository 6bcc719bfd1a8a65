"""The schedule: who runs in the next step. One alone, so that the first line comes soon, or all together.

Steps of four rows cost two to three times one row's, so thinking together is the quickest way to the end of a
tick and thinking alone the quickest way to its first line. Whoever has the first word of an idle engine
thinks alone, unless somebody who waits would then be late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.draft import Draft

SMOOTHING = 0.2
TILE = 4
"""llama.cpp's kernels take rows by four: three cost as much as four, and a fifth as much as one alone."""
USUAL_ANSWER = 80.0
"""Tokens of an answer before any has been seen."""


@dataclass
class Rates:
    """What this machine was seen to need, in seconds: for a row that is read, for a step by its rows."""

    row: float = 0.01
    steps: dict[int, float] = field(default_factory=lambda: {1: 0.03, 4: 0.09})
    answer: float = USUAL_ANSWER

    def saw_reading(self, rows: int, seconds: float) -> None:
        """Take note of a step of a prompt."""
        self.row += SMOOTHING * (seconds / rows - self.row)

    def saw_step(self, rows: int, seconds: float) -> None:
        """Take note of a step of answers."""
        before = self.steps.get(rows, seconds)
        self.steps[rows] = before + SMOOTHING * (seconds - before)

    def saw_answer(self, tokens: int) -> None:
        """Take note of the length of an answer."""
        self.answer += SMOOTHING * (tokens - self.answer)

    def step(self, rows: int) -> float:
        """Return what a step of so many rows may take."""
        nearest = min(self.steps, key=lambda seen: abs(seen - rows))
        return self.steps[nearest] * max(1.0, rows / nearest)


def choose(
    drafts: Sequence[Draft], together: int, rates: Rates, now: float, opener: Draft | None
) -> list[Draft]:
    """Return the drafts of the next step, oldest first.

    `together` is how many may run at once, `opener` the draft that has the first word.
    """
    window = list(drafts[:together])
    first, others = window[0], window[1:]
    if first is not opener or not others or any(other.sequence is not None for other in others):
        return window
    late = now + _left([first], rates) + _left(others, rates) > min(other.due for other in others)
    return window if late else [first]


def portions(pending: Sequence[int]) -> list[int]:
    """Return how many of its pending rows each draft runs in the next step.

    One alone runs all it has. Together each runs one, and what would be left empty of the last tile goes to
    those with the most: tokens that must follow others wait for a free place, unless nobody else thinks.
    """
    if len(pending) == 1:
        return list(pending)
    taken = [1] * len(pending)
    for _ in range(-len(pending) % TILE):
        most = max(range(len(pending)), key=lambda at: pending[at] - taken[at])
        taken[most] += pending[most] > taken[most]
    return taken


def _left(drafts: Sequence[Draft], rates: Rates) -> float:
    """Return the seconds until all of these are done, if they run together."""
    reading = sum(draft.left_to_read for draft in drafts) * rates.row
    longest = max(max(1.0, rates.answer - draft.answer_tokens) for draft in drafts)
    return reading + longest * rates.step(len(drafts))
