"""How well the mind answers: the honest figure that every screen shows."""

from __future__ import annotations

from dataclasses import dataclass

from show.state import State


@dataclass(frozen=True, slots=True)
class Health:
    """This season's turns of all four, how many came too late, and how many were canned."""

    mind: str
    turns: int
    late: int
    canned: int

    def sentence(self) -> str:
        """Return the rates in words: "house answers: 97% ok, 2% late, 1% canned".

        A late answer leads to a canned move; "canned" counts the moves canned for other reasons.
        """
        mind = self.mind or "mind"
        if not self.turns:
            return f"{mind}: no answer yet"
        late = min(self.late, self.canned)
        parts = [f"{_pct(self.turns - self.canned, self.turns)} ok"]
        parts += [f"{_pct(late, self.turns)} late"] if late else []
        parts += [f"{_pct(self.canned - late, self.turns)} canned"] if self.canned > late else []
        return f"{mind} answers: {', '.join(parts)}"


def health(state: State) -> Health:
    """Return the mind's record this season."""
    cast = state.cast.values()
    return Health(
        mind=state.programme.mind,
        turns=sum(trader.turns for trader in cast),
        late=sum(trader.late for trader in cast),
        canned=sum(trader.canned for trader in cast),
    )


def _pct(part: int, whole: int) -> str:
    """Whole percents, but never 0 or 100 for a rate that is neither."""
    share = 100 * part / whole
    if 0 < part < whole:
        share = min(max(share, 1), 99)
    return f"{share:.0f}%"
