"""The debate: from opinions to one house view per asset, with the argument that was had on the way.

In six steps: each opens with a signal and a confidence; who has been right in such a market is believed more;
the weighted mean is the house view and the weighted variance its disagreement; where that is large, or two
layers contradict each other, the strongest dissenter challenges the strongest champion, and the one with the
worse record is believed less; then the mean is taken once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from show.desk.analyst import Layer

CHALLENGE = 0.35
"""Disagreement above this is argued out."""
LAYER_SIGNAL = 0.3
"""Two layers contradict each other when their views differ in sign and both exceed this."""
LOSS = 0.7
"""What is left of the loser's confidence."""
PRIOR_HITS, PRIOR_CALLS = 5, 10
"""A Beta(5, 5) prior: ten calls before anybody's record counts as much as having none."""
LEAST_AUTHORITY, MOST_AUTHORITY = 0.5, 1.5
NOBODY = (0.0, 0.0)


@dataclass(slots=True)  # not frozen: some two hundred are made each tick, and frozen ones cost thrice as much
class Voice:
    """One opinion in a debate. `weight` is not negative; `score` is the speaker's record."""

    name: str
    layer: Layer
    signal: float
    confidence: float
    weight: float = 1.0
    score: float = 0.0
    evidence: str = ""

    @property
    def force(self) -> float:
        """Return weight times confidence."""
        return self.weight * self.confidence


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a debate. `shares` add up to `house`; the names are empty where nobody argued."""

    house: float = 0.0
    disagreement: float = 0.0
    challenged: bool = False
    champion: str = ""
    dissenter: str = ""
    loser: str = ""
    shares: dict[str, float] | None = None


def authority(hits: float, calls: float) -> float:
    """Return the factor on a confidence for someone who was right in `hits` of `calls` in such a market.

    The mean of the posterior under a Beta(5, 5) prior, doubled in distance from one half, in [0.5, 1.5].
    """
    rate = (hits + PRIOR_HITS) / (calls + PRIOR_CALLS)
    return min(MOST_AUTHORITY, max(LEAST_AUTHORITY, 1.0 + 2.0 * (rate - 0.5)))


def mean_view(voices: Iterable[Voice]) -> tuple[float, float]:
    """Return the weighted mean of the signals and their weighted variance around it.

    Both are zero when nobody has any force. Signals in [-1, 1] give a mean in [-1, 1] and a variance in
    [0, 1].
    """
    heard = [(voice.weight * voice.confidence, voice.signal) for voice in voices]
    return weighted_view(heard)


def weighted_view(heard: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return mean and variance of signals given as (weight, signal), as `mean_view` does of voices."""
    total = sum([force for force, _ in heard])
    if total <= 0.0:
        return 0.0, 0.0
    mean = sum([force * signal for force, signal in heard]) / total
    spread = sum([force * (signal - mean) ** 2 for force, signal in heard]) / total
    return min(1.0, max(-1.0, mean)), min(1.0, spread)


def debate(voices: Sequence[Voice]) -> Outcome:
    """Hold a debate among voices of one kind on one asset."""
    house, disagreement = mean_view(voices)
    if disagreement <= CHALLENGE and not _layers_contradict(voices):
        champion, dissenter = _speakers(voices, house)
        return Outcome(house, disagreement, False, champion, dissenter, "", _shares(voices))
    champion, dissenter = _speakers(voices, house)
    if not champion or not dissenter or champion == dissenter:
        return Outcome(house, disagreement, False, champion, dissenter, "", _shares(voices))
    loser = _loser(voices, champion, dissenter)
    weakened = [
        replace(voice, confidence=LOSS * voice.confidence) if voice.name == loser else voice
        for voice in voices
    ]
    final, _ = mean_view(weakened)
    return Outcome(final, disagreement, True, champion, dissenter, loser, _shares(weakened))


def _speakers(voices: Sequence[Voice], house: float) -> tuple[str, str]:
    """The champion of the house view and the strongest dissenter; no name where there is none.

    Nobody dissents by agreeing more strongly: a dissenter's signal lies on the other side of the house view
    from the champion's.
    """
    side = 1.0 if house >= 0.0 else -1.0
    champion = max(voices, key=lambda voice: voice.force * max(0.0, voice.signal * side), default=None)
    if champion is None or champion.force * champion.signal * side <= 0.0:
        return "", ""
    others = [
        voice
        for voice in voices
        if voice.force > 0.0 and (voice.signal - house) * (champion.signal - house) < 0.0
    ]
    dissenter = max(others, key=lambda voice: voice.force * abs(voice.signal - house), default=None)
    return champion.name, "" if dissenter is None else dissenter.name


def _loser(voices: Sequence[Voice], champion: str, dissenter: str) -> str:
    """Who has the worse record; the dissenter where they are equal, for the house is presumed right."""
    records = {voice.name: voice.score for voice in voices}
    return champion if records[champion] < records[dissenter] else dissenter


def _layers_contradict(voices: Sequence[Voice]) -> bool:
    layers: dict[Layer, tuple[float, float]] = {}
    for voice in voices:
        force, (total, sided) = voice.weight * voice.confidence, layers.get(voice.layer, NOBODY)
        layers[voice.layer] = total + force, sided + force * voice.signal
    views = [sided / total for total, sided in layers.values() if total > 0.0]
    return max(views, default=0.0) > LAYER_SIGNAL and min(views, default=0.0) < -LAYER_SIGNAL


def _shares(voices: Sequence[Voice]) -> dict[str, float]:
    """Each voice's part of the mean: w c s over the sum of w c. They add up to the mean."""
    heard = [(voice.name, voice.weight * voice.confidence, voice.signal) for voice in voices]
    total = sum([force for _, force, _ in heard])
    if total <= 0.0:
        return {}
    return {name: force * signal / total for name, force, signal in heard if force > 0.0}
