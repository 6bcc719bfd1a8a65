"""The written rules say what the numbers say."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from show.rules import SeasonRules, sentences


def text(**changes: int | bool) -> str:
    return "\n".join(sentences(SeasonRules.model_validate(changes)))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("start", 1_234_500, "with $12,345.00 of"),
        ("leverage_pct", 250, "up to 2.5x"),
        ("leverage_pct", 100, "No leverage"),
        ("shorts", False, "short is not allowed"),
        ("fee_bps", 35, "takes 0.35 %"),
        ("least_order", 777, "smaller than $7.77"),
        ("order_limit", 1_230_000, "opens more than $12,300.00"),
        ("position_limit", 4_560_000, "larger than $45,600.00"),
        ("maintenance_pct", 31, "under 31 %"),
        ("restored_pct", 43, "it is 43 % again"),
        ("bankruptcy_floor", 12_300, "Broke at $123.00 or less"),
        ("intern_ticks", 7, "for 7 ticks"),
        ("comeback", 321_000, "missing to $3,210.00"),
    ],
)
def test_each_number_is_read_from_the_rules(field: str, value: int | bool, words: str) -> None:
    assert words in text(**{field: value})
    assert words not in text()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"restored_pct": 25}, "restored_pct 25 must be above maintenance_pct 25"),
        ({"leverage_pct": 400}, "maintenance_pct must be below 25"),
        ({"bankruptcy_floor": 250_000}, "nobody can stay in business"),
    ],
)
def test_rules_that_cannot_be_played_are_refused_with_the_reason(changes: dict[str, int], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        SeasonRules.model_validate(changes)
