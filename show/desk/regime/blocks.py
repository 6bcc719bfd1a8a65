"""Blocks: what five bars did together. They do not overlap, so one block's noise is not in the next."""

from __future__ import annotations

import math
from dataclasses import dataclass

from show.market.tape import BARS_PER_TICK, Tape

VARIANCE_FLOOR = 1e-10
"""Mean square of a bar's return that a motionless block counts as: a tenth of a basis point, squared."""


@dataclass(frozen=True, slots=True)
class Block:
    """The bars with numbers 5 number .. 5 number + 4."""

    number: int
    move: float
    """Log return over the block."""
    variance: float
    """Mean square of the bars' log returns, at least `VARIANCE_FLOOR`."""

    @property
    def log_volatility(self) -> float:
        """Return the log of the root mean square of the bars' returns."""
        return 0.5 * math.log(self.variance)


@dataclass(slots=True)
class Blocks:
    """Cuts bars into blocks. Bars before the first whole block, and any that cannot be read, are left out."""

    _last: float = math.nan
    _begun: bool = False
    _move: float = 0.0
    _squares: float = 0.0
    _read: int = 0

    def learn(self, tape: Tape, start: int) -> list[Block]:
        """Take the bars from an index of the tape on; return the blocks they completed."""
        done: list[Block] = []
        number, last, log_of = tape.first + start, self._last, math.log
        for close in tape.close[start:].tolist():
            if 0.0 < close < math.inf:
                log = log_of(close)
                if last == last:
                    step = log - last
                    self._move += step
                    self._squares += step * step
                    self._read += 1
                last = log
            number += 1
            if number % BARS_PER_TICK == 0:
                done += self._close(number // BARS_PER_TICK - 1)
        self._last = last
        return done

    def _close(self, number: int) -> list[Block]:
        done = []
        if self._read == BARS_PER_TICK or (self._read and self._begun):
            done = [Block(number, self._move, max(self._squares / self._read, VARIANCE_FLOOR))]
            self._begun = True
        self._move, self._squares, self._read = 0.0, 0.0, 0
        return done


def blocks_of(tape: Tape) -> list[Block]:
    """Return the whole blocks of a tape, oldest first."""
    return Blocks().learn(tape, 0)
