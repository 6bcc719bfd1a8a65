"""Text made harmless for a screen."""

from __future__ import annotations

import pytest

from bot.plain import one_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("\x1b]0;title\x07", "]0;title"),
        ("\u202eabc\u2066", "abc"),
        ("zero\u200bwidth", "zero width"),
        ("\ud800", ""),
        ("1 \u034f", "1"),
        ("\u3164a\u2800", "a"),
        ("naïve café", "naïve café"),
        ("שלום", "שלום"),
        ("e" + "\u0301" * 9, "é\u0301\u0301"),
    ],
)
def test_only_what_can_be_printed_stays(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_text_that_is_cut_says_so() -> None:
    assert one_line("abcdef", 4) == "abc…"
    assert one_line("abcd", 4) == "abcd"
    assert one_line("x" * 100_000, 10) == "xxxxxxxxx…"
