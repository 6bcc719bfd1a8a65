"""What an order would do, and the order that does what is wanted."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from show.events import Quote
from show.ledger import LOTS_PER_UNIT
from show.prospect import Prospect

bids = st.integers(100, 60_000)
lots = st.integers(-200_000, 200_000)
TARGETS = st.sampled_from([10, 25, 50, 100, 200, -50])
NEAR = 40
"""Lots by which a guess may be off: what the roundings to cents come to at the lowest price."""


@st.composite
def prospects(draw: st.DrawFn) -> Prospect:
    """Draw an account that trades an asset and holds something else."""
    bid = draw(bids)
    return Prospect(
        asset="Tech",
        quote=Quote(bid=bid, ask=bid + draw(st.integers(0, 1 + bid // 50))),
        held=draw(st.just(0) | lots),
        cash=draw(st.integers(-500_000, 2_000_000)),
        others=draw(st.just(0) | st.integers(-300_000, 800_000)),
        others_gross=0,
        fee_bps=draw(st.sampled_from([0, 10, 50])),
    )


def fitting(prospect: Prospect, percent: int) -> Callable[[int], bool]:
    sign, share = (1 if percent > 0 else -1), abs(percent)

    def fits(size: int) -> bool:
        order = sign * size - prospect.held
        return prospect.exposure(order) * 100 <= prospect.value(order) * share

    return fits


@given(prospects(), TARGETS)
def test_an_order_makes_the_position_as_large_as_it_may_be(prospect: Prospect, percent: int) -> None:
    size = abs(prospect.held + prospect.order_for(percent))
    fits = fitting(prospect, percent)
    bound = max(0, prospect.value(0)) * abs(percent) * LOTS_PER_UNIT // (100 * prospect.quote.bid) + 1
    assert size in (0, bound) or (fits(size) and not fits(size + 1))


@given(prospects(), TARGETS)
def test_the_size_is_guessed_to_a_few_lots(prospect: Prospect, percent: int) -> None:
    size = abs(prospect.held + prospect.order_for(percent))
    if size:
        assert abs(prospect._about(1 if percent > 0 else -1, abs(percent)) - size) <= NEAR
