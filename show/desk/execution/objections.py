"""What the chief risk officer says: the house's own view, held against a figure that speaks against it.

Nothing here decides anything; signal and confidence are the officer's arithmetic. The figures are those of
the analysts who spoke before. Wordings take turns by sittings, so that nobody hears one twice in a row.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from show.desk.analyst import Figures, House, View
from show.desk.candour import EVIDENCE_CHARACTERS
from show.desk.sittings import sitting
from show.words import ASSETS

FACTS_IN_TURN = 3
"""So many of the strongest figures take turns, too."""
LEAST_PULL = 0.02

CALM = (
    "You find it calm ({risk:+.2f}). {Fact}",
    "{Fact}. Who signs for a calm of {risk:+.2f}?",
    "Before we all agree on {risk:+.2f}: {fact}",
    "I have seen calm before ({risk:+.2f}). {Fact}",
    "{Fact}. That is not my idea of {risk:+.2f}",
    "Calm, {risk:+.2f}? {Fact}",
    "Put me down against {risk:+.2f}: {fact}",
)
STORM = (
    "A storm, {risk:+.2f}? {Fact}",
    "{Fact}. Who is left to sell at {risk:+.2f}?",
    "Everybody under the table at {risk:+.2f}? {Fact}",
    "The house smells a storm ({risk:+.2f}), yet {fact}",
    "{Fact}. An odd sort of storm, {risk:+.2f}",
    "I object to {risk:+.2f} as well: {fact}",
    "Fear is in fashion ({risk:+.2f}). {Fact}",
)
BARE_CALM = (
    "The house finds it calm ({risk:+.2f}); I have seen calm before",
    "Calm, {risk:+.2f}, and nobody against it: that is what I am paid for",
    "All so calm ({risk:+.2f}); then a small insurance will cost us little",
)
BARE_STORM = (
    "The house smells a storm ({risk:+.2f}); I object on principle: who is left to sell?",
    "A storm, {risk:+.2f}? Whoever wanted to run has run",
    "I object to fear as well ({risk:+.2f}); it has no stop, either",
)
ALARMS: Mapping[str, tuple[str, ...]] = {
    "drawdown": (
        "The floor is {level:.0%} below its peak; I would cut, and so would your mother",
        "{level:.0%} below its peak, and the same four still choose for this floor",
        "Somebody must say stop, and it is my title: the floor is {level:.0%} below its peak",
        "The first thing to do in a hole is known. Ours is {level:.0%} below its peak",
        "I would rather explain a rise we missed than a floor {level:.0%} below its peak",
        "My form has a box for {level:.0%} below its peak. In the box it says: smaller",
        "A floor {level:.0%} below its peak does not need another idea",
        "At {level:.0%} below its peak a floor has a cellar, and we are redecorating it",
        "Write it on the wall: {level:.0%} below its peak, and somebody asks for more",
        "Were the floor a lift, it would stand {level:.0%} below its peak with the doors jammed",
        "What comes back from {level:.0%} below its peak has to be small first",
    ),
    "concentration": (
        "One asset is {level:.0%} of all exposure; I would cut, and so would your mother",
        "{level:.0%} of all exposure in one asset: not a portfolio, a wager with office furniture",
        "If it sneezes, four people are off sick: one asset is {level:.0%} of all exposure",
        "You call it conviction: {level:.0%} of all exposure. I call it Tuesday's headline",
        "There is one basket, it is {level:.0%} of all exposure, and somebody swings it",
        "I counted the eggs. {level:.0%} of all exposure has one shell",
        "Diversified, they said. One asset is {level:.0%} of all exposure",
        "A chair with one leg: {level:.0%} of all exposure is one asset",
        "One door, and {level:.0%} of all exposure has to leave through it",
        "Who hedges the crowd when the crowd is {level:.0%} of all exposure?",
        "One asset, {level:.0%} of all exposure. I have seen tightropes with more width",
    ),
    "disagreement": (
        "The desk disagrees by {level:.2f}; I would cut, and so would your mother",
        "If nobody knows, nobody should be large: the desk disagrees by {level:.2f}",
        "Half of it must be wrong. The desk disagrees by {level:.2f}; which half is yours?",
        "A coin would be cheaper, and as sure: the desk disagrees by {level:.2f}",
        "When experts quarrel, I count the exits. The desk disagrees by {level:.2f}",
        "The desk disagrees by {level:.2f}, and its mean is a place where nobody stands",
        "Two maps, one lake, and the desk disagrees by {level:.2f} on which is which",
        "Small until they agree. The desk disagrees by {level:.2f}",
        "I trust a quarrel more than its average: the desk disagrees by {level:.2f}",
        "The desk disagrees by {level:.2f}. I have chaired divorces that were closer",
        "No view is a view of risk. The desk disagrees by {level:.2f}",
    ),
}  # fmt: skip
"""As many of each as no stride of the sittings that are told divides, so that all of them come up."""

HEADS: Mapping[str, str] = {
    "drawdown": "{Fact}, and the floor is {level:.0%} below its peak",
    "concentration": "{Fact}, and one asset is {level:.0%} of all exposure",
    "disagreement": "{Fact}, and the desk disagrees by {level:.2f}",
}
"""An alarm with a figure beside it, which is said every third time."""


def objection(view: View, house: House, alarm: str, ringing: bool) -> str:
    """Return one sentence against the house, at most 120 characters; `alarm` is the loudest one's name."""
    turn = sitting(view.tick)
    if ringing:
        return _rings(view, alarm, float(getattr(house, alarm)), turn + 4 * ASSETS.index(view.asset))
    if house.risk == 0.0:
        return "The house has no view of risk, which is a risk"
    calm = house.risk > 0.0
    known = facts(view.services, house, 1.0 if calm else -1.0)[:FACTS_IN_TURN]
    if not known:
        return _of(BARE_CALM if calm else BARE_STORM, turn).format(risk=house.risk)
    fact = known[turn // 2 % len(known)]
    said = _of(CALM if calm else STORM, turn).format(
        risk=house.risk, fact=fact, Fact=fact[:1].upper() + fact[1:]
    )
    return said if len(said) <= EVIDENCE_CHARACTERS else f"{house.risk:+.2f}? {fact}"


def _rings(view: View, alarm: str, level: float, turn: int) -> str:
    if turn % 3 == 0:
        known = [text for pull, text in _figures(view.services) if pull > LEAST_PULL]
        fact = known[turn // 3 % len(known)] if known else ""
        said = HEADS[alarm].format(Fact=fact[:1].upper() + fact[1:], level=level)
        if fact and len(said) <= EVIDENCE_CHARACTERS:
            return said
    return _of(ALARMS[alarm], turn).format(level=level)


def _of(wordings: Sequence[str], turn: int) -> str:
    return wordings[turn % len(wordings)]


def facts(services: Mapping[str, Figures], house: House, way: float) -> list[str]:
    """Return what speaks for a storm (`way` 1) or against one (-1), the strongest first.

    Each figure pulls by the log of how far it is above its usual, or by log odds.
    """
    found = [*_figures(services), *_standing(house)]
    fit = [(way * pull, text) for pull, text in found if way * pull > LEAST_PULL]
    return [text for _, text in sorted(fit, key=lambda one: -one[0])]


def _figures(services: Mapping[str, Figures]) -> list[tuple[float, str]]:
    """What the analysts' figures say of storms, and how strongly; those who are silent are left out."""
    found: list[tuple[float, str]] = []
    for name, now, usual, text in (
        ("hawkes", "intensity", "usual", "large moves come in {now:.1%} of bars, in {usual:.1%} usually"),
        ("rollvol", "volatility", "usual", "the last 20 bars moved {now:.2%} each, {usual:.2%} is usual"),
        ("term", "front", "back", "near options ask {now:.2%} a bar, far ones {usual:.2%}"),
    ):
        one, other = _figure(services, name, now), _figure(services, name, usual)
        if one > 0.0 and other > 0.0:
            found.append((math.log(one / other), text.format(now=one, usual=other)))
    ahead, level = (_figure(services, "garch", figure) for figure in ("forecast_variance", "long_run"))
    if ahead > 0.0 and level > 0.0:
        times = math.sqrt(ahead / level)
        found.append((math.log(times), f"GARCH expects bars {times:.2f} times as wild as in the long run"))
    wider = _figure(services, "fisher_rao", "ratio")
    if wider > 0.0:
        found.append((math.log(wider), f"the last 30 bars are {wider:.2f} times as wide as those before"))
    stress = _figure(services, "hmm", "p_stress")
    if 0.0 < stress < 1.0:
        odds = max(-2.0, min(2.0, 0.5 * math.log(stress / (1.0 - stress))))
        found.append((odds, f"the Markov model gives a storm {stress:.0%}"))
    run = _figure(services, "bocpd", "run")
    if run >= 20.0:
        found.append((0.2, f"nothing has changed for {run:.0f} bars, and nothing lasts"))
    return found


def _standing(house: House) -> list[tuple[float, str]]:
    """What the floor and the desk themselves give cause for; all of it is on the side of a storm."""
    found = []
    if house.drawdown >= 0.01:
        found.append((5.0 * house.drawdown, f"the floor is {house.drawdown:.0%} below its peak"))
    if house.concentration >= 0.5:
        share = house.concentration
        found.append((share - 0.4, f"{share:.0%} of the floor's exposure is in one asset"))
    if house.disagreement >= 0.1:
        found.append((house.disagreement, f"the desk is {house.disagreement:.2f} apart on it"))
    return found


def _figure(services: Mapping[str, Figures], name: str, figure: str) -> float:
    value = services.get(name, {}).get(figure, math.nan)
    return value if math.isfinite(value) else math.nan
