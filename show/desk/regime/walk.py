"""A hidden chain's walk along blocks of bars: under each new fit it begins again, at an exact place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from show.desk.analyst import WINDOW_BARS, Figures
from show.desk.candour import CannotSay
from show.desk.regime.blocks import Block, Blocks
from show.desk.regime.markov import Filter, Hidden
from show.market.tape import BARS_PER_TICK, Tape


@dataclass(slots=True)
class Walk:
    """Observations made of blocks, and a filter that has gone through them under one fit.

    The filter starts one window before its fit was made, so that where it stands follows from the bars and
    the fit alone, whenever the fit came in.
    """

    observe: Callable[[Block], Sequence[float]]
    """What the chain sees of a block."""
    chain: Hidden | None = None
    _blocks: Blocks = field(default_factory=Blocks)
    _seen: list[tuple[int, Sequence[float]]] = field(default_factory=list)
    _fit: Figures = field(default_factory=dict)
    _filter: Filter | None = None
    _walked: int = 0
    _held: list[float] = field(default_factory=list)

    def learn(self, tape: Tape, start: int) -> None:
        """Take the bars from an index of the tape on."""
        self._seen += [(block.number, self.observe(block)) for block in self._blocks.learn(tape, start)]

    def under(self, fit: Figures, chain_of: Callable[[Figures], Hidden]) -> tuple[Hidden, list[float]]:
        """Return the chain of a fit and the odds of its states after the newest block.

        Raises:
            CannotSay: no block is whole yet, or `chain_of` refused the fit.
        """
        if self.chain is None or self._fit != fit:
            self._begin(fit, chain_of(fit))
        if self.chain is None or self._filter is None or not self._seen:
            raise CannotSay("No block of five whole bars yet")
        for _, observation in self._seen[self._walked :]:
            self._held = self._filter.step(observation)
        self._walked = len(self._seen)
        return self.chain, self._held

    def recent(self, blocks: int) -> list[Sequence[float]]:
        """Return the newest observations, oldest first."""
        return [observation for _, observation in self._seen[-blocks:]]

    def _begin(self, fit: Figures, chain: Hidden) -> None:
        self.chain, self._fit, self._filter = chain, dict(fit), Filter(chain)
        self._held, self._walked = [], 0
        begin = (fit.get("asof", 0.0) - WINDOW_BARS) // BARS_PER_TICK
        # What lies further back no later fit will want either.
        self._seen = [one for one in self._seen if one[0] >= begin]
