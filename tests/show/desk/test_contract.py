"""The analysts of regime and execution keep the contract."""

from __future__ import annotations

import pytest

from show.desk.execution import EXECUTION_ANALYSTS
from show.desk.regime import REGIME_ANALYSTS
from tests.show.desk.contract import FACTS, Fact, Make, silent_on

UNREADABLE = (
    "flat",
    "one price",
    "no price",
    "two prices",
    "few bars",
    "newest is nan",
    "all nan",
    "zero price",
)
ANALYSTS: list[Make] = [*REGIME_ANALYSTS, *EXECUTION_ANALYSTS]
READERS = [make for make in ANALYSTS if make().name != "cro"]
"""The chief risk officer reads the house view, which no tape can spoil."""


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("make", ANALYSTS)
def test_an_analyst_keeps_the_contract(make: Make, fact: Fact) -> None:
    fact(make)


@pytest.mark.parametrize("trouble", UNREADABLE)
@pytest.mark.parametrize("make", READERS)
def test_an_analyst_is_silent_on_what_cannot_be_read(make: Make, trouble: str) -> None:
    silent_on(make, trouble)
