"""Something happens in a rehearsal: ticks in which nobody trades are few, and hardly ever in a row."""

from __future__ import annotations

from collections.abc import Sequence

from show.events import OrderFilled
from tests.show.company import Company

SEEDS = (3, 4, 5, 6)
TICKS = 60


async def still(seed: int) -> list[bool]:
    """Return for each tick of a night whether nobody traded in it."""
    company = await Company(seed).run(TICKS)
    traded = {entry.tick for entry in company.log.entries if isinstance(entry.event, OrderFilled)}
    return [tick not in traded for tick in range(1, TICKS + 1)]


def longest(night: Sequence[bool]) -> int:
    """Return the longest run of still ticks."""
    words = "".join("x" if one else " " for one in night).split()
    return max(map(len, words), default=0)


async def test_ticks_in_which_nobody_trades_are_few_and_apart() -> None:
    nights = [await still(seed) for seed in SEEDS]
    assert sum(map(sum, nights)) < 0.12 * TICKS * len(SEEDS)
    assert max(map(longest, nights)) <= 3
