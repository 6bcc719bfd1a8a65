"""The execution analysts keep the contract."""

from __future__ import annotations

import pytest

from show.desk.execution import EXECUTION_ANALYSTS
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
READERS = [make for make in EXECUTION_ANALYSTS if make().name != "cro"]


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("make", EXECUTION_ANALYSTS)
def test_an_execution_analyst_keeps_the_contract(make: Make, fact: Fact) -> None:
    fact(make)


@pytest.mark.parametrize("trouble", UNREADABLE)
@pytest.mark.parametrize("make", READERS)
def test_an_execution_analyst_is_silent_on_what_cannot_be_read(make: Make, trouble: str) -> None:
    silent_on(make, trouble)
