"""What the writers' room says of the desk: follows its view, mocks it, or enjoys its storm warning."""

from __future__ import annotations

from random import Random

from assets.banks import Stance
from assets.deskbank import desk_lines
from assets.templates import fill
from models.echoes import word_set
from models.situations import Situation, named_asset
from show.ports import Asset, Decision, DeskFact, TurnFacts

CHANCE = 0.15
"""How often a trader with something to say of the desk says it."""
CLEAR = 0.2
"""A direction weaker than this is nothing to talk about."""
STORMY = -0.3
SAME = 0.5
"""A line that shares this part of its words with a recent one is not said again."""


def desk_line(facts: TurnFacts, cue: Situation, meant: Stance, draft: Decision, dice: Random) -> str:
    """Return a line about the desk's view that fits the decision, or nothing. No view, no dice."""
    view = _view(facts, named_asset(cue, draft))
    if view is None or dice.random() >= CHANCE:
        return ""
    # Imported here: its patterns take a thirtieth of a second that a show without a desk can do without.
    from models.checks import contradictions

    lines = [fill(line, {"asset": view.asset}) for line in _lines(facts, view, meant)]
    for line in dice.sample(lines, len(lines)):
        spoken = draft.model_copy(update={"speech": line})
        if not _said(line, facts.own_lines) and not contradictions(facts, spoken):
            return line
    return ""


def _view(facts: TurnFacts, asset: Asset | None) -> DeskFact | None:
    """The desk's view of the asset in question, else its clearest one."""
    views = facts.desk.views if facts.desk else ()
    named = [view for view in views if view.asset == asset]
    return max(named or views, key=lambda view: abs(view.direction), default=None)


def _lines(facts: TurnFacts, view: DeskFact, meant: Stance) -> tuple[str, ...]:
    if abs(view.direction) < CLEAR:
        return desk_lines()[f"{facts.trader} storm"] if view.risk < STORMY else ()
    side = "up" if view.direction > 0 else "down"
    agrees = meant in (("buy", "cover") if side == "up" else ("sell", "short"))
    return desk_lines()[f"{facts.trader} {'follow' if agrees else 'mock'} {side}"]


def _said(line: str, own: tuple[str, ...]) -> bool:
    words = word_set(line)
    return any(len(words & word_set(one)) > SAME * len(words) for one in own)
