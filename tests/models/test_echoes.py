"""Echoes: the short way round finds what a look at every line finds."""

from __future__ import annotations

from random import Random

from models.echoes import SAME_LINE, Echoes, word_set

TEXT = "bonds are dull and crypto is loud but nobody ever reads the small print of a yacht"


def plainly(spoken: str, lines: list[str]) -> bool:
    words, said = word_set(spoken), [word_set(line) for line in lines if line]
    return any(len(words & one) >= SAME_LINE * len(one) for one in said)


def test_marks_lose_no_line_that_is_nearly_the_same() -> None:
    dice, echoes, lines, found = Random(5), Echoes(), list[str](), 0
    words = TEXT.split()
    for _ in range(2_000):
        spoken = " ".join(dice.sample(words, dice.randint(1, 9)))
        echoes.know(lines)
        assert echoes.holds(spoken) == plainly(spoken, lines)
        found += echoes.holds(spoken)
        lines = [spoken, *lines][:12]
    assert 100 < found < 1_900


def test_a_line_that_is_forgotten_may_be_said_again() -> None:
    echoes = Echoes()
    echoes.know(["bonds are dull", "", "crypto is loud"])
    assert echoes.holds("crypto is loud")
    echoes.know(["bonds are dull"])
    assert not echoes.holds("crypto is loud")
