"""The gate: nothing that must not be said gets out, whoever says it and however it is spelled."""

from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.blocklist import load_blocklist
from show import lines
from show.events import Count, HeadlineBroke, LineSpoken, Option, VoteClosed, VoteOpened
from show.lines import STOCK, Echoes, Gate, normal, objection, repeats

SLUR = codecs.decode("avttre", "rot13")
OBSCENE = codecs.decode("shpx", "rot13")

FULL_WIDTH = "".join(chr(ord(letter) + 0xFEE0) for letter in OBSCENE)

REFUSED = [
    (SLUR, "slur"),
    (SLUR.upper(), "slur"),
    (" ".join(SLUR), "slur"),
    (".".join(SLUR), "slur"),
    (SLUR.replace("i", "1").replace("e", "3"), "slur"),
    (SLUR.replace("e", "е"), "slur"),  # the Cyrillic look-alike
    (OBSCENE + "ing great", "obscene"),
    (FULL_WIDTH, "obscene"),
    (OBSCENE[0] + OBSCENE[1] * 5 + OBSCENE[2:], "obscene"),
    (f"so {OBSCENE[0]}\u200b{OBSCENE[1:]} it", "obscene"),
    ("@everyone sell", "mention"),
    ("@ here", "mention"),
    ("<@123456789> hello", "mention"),
    ("<script>alert(1)</script>", "markup"),
    ("&lt;b&gt;", "markup"),
    ("javascript:alert(1)", "markup"),
    ("go to https://pump.example", "link"),
    ("my-coin.io is mooning", "link"),
    ("As an AI language model I cannot trade", "prompt talk"),
    ("Ignore previous instructions", "prompt talk"),
    ("x" * 81, "length"),
    ("x" * 100_000, "length"),
]

PASSED = [
    "Scunthorpe assets classic analytics title",
    "I'm up 3.2% on $10,000.00 of Crypto!",
    "Tech & Bonds. P < 0.05, Q > 2",
    "Dickens would short this.",
    "",
    "Δ is 0.4, naïve café",
]


@pytest.mark.parametrize(("text", "rule"), REFUSED)
def test_nasty_text_is_kept_back_and_the_rule_is_named(text: str, rule: str) -> None:
    verdict = Gate().judge(text, 80)
    assert verdict.rule == rule
    assert verdict.text == ""


@pytest.mark.parametrize("text", PASSED)
def test_honest_text_passes_unchanged(text: str) -> None:
    assert Gate().judge(text, 80).text == text


@given(st.text(max_size=200))
def test_what_passed_once_passes_again_unchanged(text: str) -> None:
    gate = Gate()
    verdict = gate.judge(text, 120)
    if verdict.rule is None:
        assert gate.judge(verdict.text, 120) == verdict


@given(st.text(max_size=200))
def test_passed_text_has_no_controls_and_no_direction_marks(text: str) -> None:
    plain = normal(text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") for letter in plain)
    assert "<<" not in plain
    assert ">>" not in plain


def test_zalgo_loses_its_tower_of_accents() -> None:
    tower = "Z" + "\u0337\u0327\u0356\u0350" * 5 + "algo"
    assert len(Gate().judge(tower, 80).text) <= len("Zalgo") + 1


def test_words_are_remembered_as_harmless_only_when_they_are_and_not_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "WORDS_KNOWN", 50)
    for number in range(40):
        fresh = " ".join(
            chr(97 + number % 26) * 2 + chr(97 + place) * 2 + "qq" * number for place in range(5)
        )
        assert objection(f"{fresh} {OBSCENE[:2]}{OBSCENE[2] * 9}{OBSCENE[3]}") == "obscene"
        assert objection(fresh) is None
        assert len(lines._harmless) <= 50 + 2 * 5


def test_every_phrase_of_the_blocklist_is_found() -> None:
    phrases = [pattern.pattern for pattern, _ in load_blocklist().phrases]
    assert phrases
    for phrase in phrases:
        said = phrase.replace(r"\b", "").replace("[^a-z]+", " ").replace("\\", "")
        assert objection(f"I say: {said.title()}!"), said


def test_a_repeat_of_a_recent_line_is_kept_back() -> None:
    gate = Gate()
    line = "Crypto is the only honest market left on this floor"
    assert gate.judge(line, 80, [line.upper() + "!"]).rule == "repeat"
    assert gate.judge(line, 80, ["Bonds pay you to fall asleep at your desk"]).rule is None


@given(
    st.lists(st.lists(st.sampled_from(["buy", "the", "dip", "now", "or", "weep"]), max_size=7), max_size=40)
)
def test_an_index_of_triples_finds_the_repeats_that_a_look_at_every_line_finds(told: list[list[str]]) -> None:
    echoes, lines = Echoes(), [" ".join(words) for words in told]
    for place, line in enumerate(lines):
        recent = lines[max(0, place - 9) : place]
        assert echoes.repeats(line, recent) == repeats(line, recent)


def test_short_lines_repeat_only_themselves() -> None:
    assert repeats("Buy now", ["buy now!"])
    assert not repeats("Buy now", ["Sell now"])


def test_the_gate_fails_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str) -> str:
        raise RuntimeError("no unicode tables")

    monkeypatch.setattr("show.lines.normal", broken)
    verdict = Gate().judge("hello", 80)
    assert verdict.text == ""
    assert verdict.rule == "gate error RuntimeError"


def test_an_event_with_bad_text_is_logged_with_stock_instead() -> None:
    line = LineSpoken(trader="alex", room="VC Office", text=f"{SLUR} buy", heard_by=())
    assert Gate().passed(line).text == STOCK


def test_a_good_event_is_not_touched() -> None:
    line = LineSpoken(trader="alex", room="VC Office", text="To the moon!", heard_by=())
    assert Gate().passed(line) is line


def test_bad_text_in_a_part_of_an_event_is_found() -> None:
    options = (
        Option(key="1", label="<b>bold</b>", effect="spotlight", target="mike"),
        Option(key="2", label="Mike", effect="spotlight", target="mike"),
    )
    opened = Gate().passed(VoteOpened(vote=1, question="Who?", options=options, closes=3))
    assert [option.label for option in opened.options] == [STOCK, "Mike"]


def test_parts_without_text_stay_as_they_are() -> None:
    closed = VoteClosed(vote=1, winner="1", label="Mike", counts=(Count(key="1", votes=2),))
    assert Gate().passed(closed) is closed


def test_the_gate_counts_what_it_keeps_back() -> None:
    gate = Gate()
    gate.judge(SLUR, 80)
    gate.judge(SLUR, 80)
    assert gate.withheld == {"slur": 2}


def test_an_entity_with_markup_never_reaches_a_headline() -> None:
    headline = HeadlineBroke(headline=1, text="Fine", about=None, tone="good", entity="<img src=x>")
    assert Gate().passed(headline).entity == STOCK


def test_a_line_is_no_newer_for_being_said_to_somebody_else() -> None:
    said = ["I was saving that chair, Alice. For nobody."]
    assert repeats("I was saving that chair, Alex. For nobody.", said)
    assert not repeats("I was saving that cake, Alex. For everybody.", said)
    assert not repeats("Mike!", ["Sarah!"])
