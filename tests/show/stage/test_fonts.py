"""Text: every string can be drawn, measured, wrapped and cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from show.stage import fonts

FONTS: tuple[fonts.Font, ...] = ("tiny", "talk")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=90)


@given(TEXTS, st.sampled_from(FONTS))
def test_a_line_is_as_wide_as_it_measures(text: str, font: fonts.Font) -> None:
    art = fonts.line(font, text, 5)
    assert art.width == max(1, fonts.measure(font, text))
    assert art.height == fonts.height(font)


@given(TEXTS, st.sampled_from(FONTS), st.integers(12, 140))
def test_wrapped_lines_fit_and_lose_nothing(text: str, font: fonts.Font, width: int) -> None:
    lines = fonts.wrap(font, text, width)
    assert all(fonts.measure(font, line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == fonts.fold(font, text).replace(" ", "")


@given(TEXTS, st.sampled_from(FONTS), st.integers(8, 140))
def test_a_shortened_line_fits_and_says_that_it_was_cut(text: str, font: fonts.Font, width: int) -> None:
    short = fonts.shorten(font, text, width)
    assert fonts.measure(font, short) <= width
    assert short == fonts.fold(font, text) or short.endswith("…")


def test_words_stay_whole_where_they_fit() -> None:
    assert fonts.wrap("talk", "Buy low, sell high", 50) == ("Buy low,", "sell high")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("naïve café", "naive cafe"),
        ("“quoted” — ‘so’", "\"quoted\" — 'so'"),
        ("a\u0300\u0301\u0302z", "az"),
        ("one\u202etwo\u200d", "onetwo"),
        ("a\n\tb   c", "a b c"),
        ("№", "No"),
    ],
)
def test_text_is_folded_into_the_letters_we_have(text: str, folded: str) -> None:
    assert fonts.fold("talk", text) == folded


@pytest.mark.parametrize("sign", ["\N{ROCKET}", "北", "ש"])
def test_a_sign_we_lack_is_drawn_as_a_box_that_no_letter_looks_like(sign: str) -> None:
    box = fonts.line("talk", sign, 5)
    assert box.mask.any()
    letters = [fonts.line("talk", letter, 5) for letter in "ABCOQ0abo"]
    assert not any(box.mask.shape == art.mask.shape and (box.mask == art.mask).all() for art in letters)
    assert fonts.fold("talk", sign) == fonts.BOX


def test_small_letters_are_capitals_in_the_tiny_font() -> None:
    assert fonts.fold("tiny", "alex") == "ALEX"


def test_a_rim_surrounds_every_dot() -> None:
    art = fonts.line("tiny", "X", 5, 0)
    assert (art.width, art.height) == (5, 7)
    assert set(art.colour[art.mask]) == {0, 5}


def test_letters_typed_so_far_look_like_a_line_of_their_own() -> None:
    whole = fonts.wrap("talk", "Sell it. Sell it all, Mike!", 500)[0]
    for letters in range(1, len(whole) + 1):
        part, alone = fonts.typed("talk", whole, 3, letters), fonts.line("talk", whole[:letters].rstrip(), 3)
        assert (part.colour == alone.colour).all()
        assert (part.mask == alone.mask).all()
    assert fonts.typed("talk", whole, 3, 0).width == 0
