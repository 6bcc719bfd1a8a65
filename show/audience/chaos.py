"""Chaos: a shared charge. Enough distinct viewers set it off, it lasts, it rests, and it leaves a receipt."""

from __future__ import annotations

import math
from dataclasses import dataclass

from show.audience.intents import Intent
from show.events import AnyEvent, ChaosBacked, ChaosStruck, HeadlineBroke
from show.state import State


@dataclass(frozen=True, slots=True)
class ChaosRules:
    """How chaos is charged. Ticks are rounds of the floor, about half a minute at full speed."""

    quorum: float = 0.5
    """The share of the viewers seen lately that must back it."""
    most: int = 25
    """No crowd needs more backers than this."""
    ticks: int = 6
    rest: int = 12
    """Ticks between the end of one chaos and the next strike."""


def needed(state: State, rules: ChaosRules, viewer: str = "") -> int:
    """Return how many distinct backers a strike needs now, the viewer who asks counted in."""
    active = state.crowd.active(state.tick, viewer)
    return max(1, min(rules.most, math.ceil(rules.quorum * active)))


def refusal(state: State, intent: Intent, rules: ChaosRules) -> str | None:
    """Return why chaos cannot be backed now, as a sentence, or None."""
    board, tick = state.board, state.tick
    if not state.programme.on_air:
        return "The floor is closed. Chaos opens with the next bell."
    if state.programme.paused:
        return "The show is paused. Chaos waits for the moderator to resume it."
    if board.chaos is not None:
        left = max(0, board.chaos.until - tick)
        return f"Chaos is already striking, for {left} more ticks. Let it finish."
    passed = board.chaos_passed_tick
    if passed is not None and tick - passed < rules.rest and not intent.moderator:
        return (
            f"The floor is still sweeping up. Chaos can strike again in {rules.rest - (tick - passed)} ticks."
        )
    if state.crowd.weight(intent.viewer, tick) >= intent.weight and not intent.moderator:
        backing, need = state.crowd.backing(tick), needed(state, rules, intent.viewer)
        if backing < need:
            return f"You back chaos already: {backing} of {need}. Bring a friend."
    return None


def backed(state: State, intent: Intent, headline: str, rules: ChaosRules) -> ChaosBacked:
    """Return the event of one more viewer behind chaos; a moderator needs nobody else."""
    crowd, tick = state.crowd, state.tick
    weight = max(intent.weight, crowd.weight(intent.viewer, tick))
    backers = crowd.backing(tick, without=crowd.people.person(intent.viewer)) + weight
    need = 1 if intent.moderator else needed(state, rules, intent.viewer)
    return ChaosBacked(viewer=intent.viewer, headline=headline, backers=backers, needed=need, weight=weight)


def strike(state: State, event: ChaosBacked, rules: ChaosRules) -> list[AnyEvent]:
    """Return the strike and its headline. The caller lets prices answer in the same beat."""
    headline = state.crowd.chaos_text or event.headline
    return [
        ChaosStruck(
            chaos=state.board.chaos_count + 1,
            owner=event.viewer,
            backers=event.backers,
            headline=headline,
            ticks=rules.ticks,
            before=state.board.mids(),
        ),
        HeadlineBroke(
            headline=state.wire.count + 1,
            text=headline,
            about=None,
            tone="bad",
            gist="chaos",
            source="chaos",
        ),
    ]
