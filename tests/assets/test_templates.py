from __future__ import annotations

from random import Random

import pytest

from assets.templates import TemplateError, as_written, expand, fill, parse


def test_each_alternative_is_said_and_nothing_else() -> None:
    template = parse("(Buy|Sell (all|half)) of {asset}(|, {name})")
    said = {expand(template, Random(seed)) for seed in range(200)}
    starts = ("Buy", "Sell all", "Sell half")
    assert said == {f"{start} of {{asset}}{end}" for start in starts for end in ("", ", {name}")}


def test_slots_are_filled_and_other_words_stay() -> None:
    assert fill("{name} sold {asset} at {price}.", {"name": "Mike", "asset": "Tech", "price": "$9"}) == (
        "Mike sold Tech at $9."
    )


def test_a_slot_without_a_filling_is_an_error() -> None:
    with pytest.raises(KeyError, match="pnl"):
        fill("Down {pnl}.", {"asset": "Tech"})


def test_the_longest_text_counts_the_longest_alternative_and_slot() -> None:
    template = parse("(Hi|Hello) {name}")
    assert template.longest == len("Hello ") + 5
    assert template.slots == {"name"}


@pytest.mark.parametrize(
    ("source", "column", "words"),
    [
        ("buy (now", 5, "never closed"),
        ("buy now)", 8, "outside brackets"),
        ("a|b", 2, "outside brackets"),
        ("buy (now)", 5, "single alternative"),
        ("buy {asset", 5, "belongs to no slot"),
        ("buy {stuff}", 5, "unknown"),
    ],
)
def test_a_broken_wording_names_its_column_and_problem(source: str, column: int, words: str) -> None:
    with pytest.raises(TemplateError, match=words) as caught:
        parse(source)
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ("The desk has noticed that {asset} is doomed.", "The desk has noticed that Bonds are doomed."),
        ("{asset} climbs 2%!", "Bonds climb 2%!"),
        ("The desk's view of {asset} is mine.", "The desk's view of Bonds is mine."),
        ("Buying {asset} feels odd.", "Buying Bonds feels odd."),
        ("{asset} is not moving. It is asleep.", "Bonds is not moving. It is asleep."),
    ],
)
def test_the_plural_asset_has_a_plural_verb_unless_it_is_called_it(wording: str, said: str) -> None:
    assert fill(wording, {"asset": "Bonds"}) == said
    assert as_written(said) == wording.replace("{asset}", "Bonds")
    assert fill(wording, {"asset": "Tech"}) == wording.replace("{asset}", "Tech")
