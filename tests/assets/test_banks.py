from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from assets.banks import (
    HEADLINE_CHARACTERS,
    KINDS,
    SPEECH_CHARACTERS,
    STANCES,
    THOUGHT_CHARACTERS,
    TRADERS,
    BankError,
    Line,
    Wording,
    ballot_bank,
    chaos_bank,
    entity_bank,
    headline_bank,
    line_bank,
    read_entities,
    read_headlines,
    read_lines,
)
from assets.templates import SLOT, SLOT_WIDTHS, Template, expand, fill
from show.lines import normal, objection

ALL_HEADLINES: tuple[Wording, ...] = (*headline_bank(), *chaos_bank(), *ballot_bank())
SPEECHES = {who: [line for line in line_bank(who) if line.part == "speech"] for who in TRADERS}


def thoughts(lines: tuple[Line, ...]) -> list[Template]:
    kept = [line.template for line in lines if line.part == "thought"]
    return kept + [line.partner for line in lines if line.partner is not None]


def all_line_templates() -> list[Template]:
    return [
        template
        for who in TRADERS
        for template in (*(s.template for s in SPEECHES[who]), *thoughts(line_bank(who)))
    ]


# --- how much there is -----------------------------------------------------------------------------------


def test_there_are_six_hundred_headline_wordings_and_more() -> None:
    assert len({wording.template.source for wording in headline_bank()}) >= 600


def test_there_are_chaos_and_ballot_headlines_enough() -> None:
    assert len(chaos_bank()) >= 24
    assert len(ballot_bank()) >= 24


def test_the_cast_has_nineteen_hundred_speeches_and_seven_hundred_thoughts() -> None:
    assert sum(len(lines) for lines in SPEECHES.values()) >= 1_900
    assert sum(len(thoughts(line_bank(who))) for who in TRADERS) >= 700


@pytest.mark.parametrize("who", TRADERS)
def test_every_trader_has_a_full_repertoire(who: str) -> None:
    assert len(SPEECHES[who]) >= 300
    assert len(thoughts(line_bank(who))) >= 150
    assert sum(line.lie for line in SPEECHES[who]) >= 8


def test_about_an_eighth_of_the_wordings_is_held_out_across_the_families() -> None:
    share = sum(wording.heldout for wording in headline_bank()) / len(headline_bank())
    assert 0.10 <= share <= 0.14
    assert len({wording.gist for wording in headline_bank() if wording.heldout}) >= 60


@pytest.mark.parametrize(
    "regime", ["Tech Boom", "Crypto Frenzy", "Bond Rally", "Stagnant", "Rate Shock", "Crash", "Recovery"]
)
def test_every_regime_is_hinted_at_often_and_never_named(regime: str) -> None:
    hints = [wording for wording in headline_bank() if regime in wording.regimes]
    assert len(hints) >= 80
    assert not any(regime.lower() in wording.template.source.lower() for wording in ALL_HEADLINES)


def test_every_asset_has_news_of_every_tone() -> None:
    found = Counter(f"{wording.about} {wording.tone}" for wording in headline_bank())
    assert len(found) == 12
    assert min(found.values()) >= 20


# --- what may stand in them ------------------------------------------------------------------------------


def test_no_wording_stands_twice() -> None:
    headlines = Counter(re.sub(r"\W+", " ", wording.template.source.lower()) for wording in ALL_HEADLINES)
    assert [source for source, count in headlines.items() if count > 1] == []
    lines = Counter(re.sub(r"\W+", " ", template.source.lower()) for template in all_line_templates())
    assert [source for source, count in lines.items() if count > 1] == []


def test_every_text_is_within_its_length_when_filled_with_the_longest_names() -> None:
    dice = Random(5)
    widest = {slot: "W" * width for slot, width in SLOT_WIDTHS.items()}
    for limit, templates in (
        (HEADLINE_CHARACTERS, [wording.template for wording in ALL_HEADLINES]),
        (SPEECH_CHARACTERS, [line.template for who in TRADERS for line in SPEECHES[who]]),
        (THOUGHT_CHARACTERS, [template for who in TRADERS for template in thoughts(line_bank(who))]),
    ):
        for template in templates:
            assert max(len(fill(expand(template, dice), widest)) for _ in range(6)) <= limit, template.source


def test_names_fit_their_slot() -> None:
    assert all(len(name) <= SLOT_WIDTHS["entity"] for names in entity_bank().values() for name in names)
    assert max(len(name) for name in TRADERS) <= SLOT_WIDTHS["name"]


def test_the_gate_lets_every_line_through() -> None:
    dice = Random(6)
    usual = {
        "asset": "Crypto",
        "name": "Alice",
        "pct": "3.2%",
        "pnl": "$1,240",
        "cash": "$380",
        "price": "$39.90",
    }
    for template in all_line_templates():
        text = fill(expand(template, dice), {**usual, "entity": "Bogwater Data"})
        assert (normal(text), objection(text)) == (text, None)


def test_the_gate_lets_every_headline_through_with_every_name() -> None:
    dice = Random(7)
    for wording in ALL_HEADLINES:
        for name in entity_bank()[wording.entity_kind] if wording.entity_kind else ("",):
            text = fill(expand(wording.template, dice), {"entity": name})
            assert (normal(text), objection(text)) == (text, None)


def test_percentages_and_dollars_are_always_facts() -> None:
    made_up = re.compile(r"\d\s*%|\$\s*\d")
    assert [template.source for template in all_line_templates() if made_up.search(template.source)] == []


def test_a_person_is_addressed_only_through_the_slot() -> None:
    named = re.compile(r"\b(alex|sarah|alice|mike)\b", re.IGNORECASE)
    for who in TRADERS:
        for line in SPEECHES[who]:
            others = {name.lower() for name in named.findall(line.template.source)} - {who}
            assert not others, line.template.source


def test_only_lines_that_need_company_speak_to_a_company() -> None:
    crowd = re.compile(r"\b(folks|people!|everyone,|, everyone|everyone (stay )?calm)", re.IGNORECASE)
    lonely = [line.template.source for who in TRADERS for line in SPEECHES[who] if not line.company]
    assert [source for source in lonely if crowd.search(source)] == []


def test_every_lie_has_a_thought_and_company() -> None:
    lies = [line for who in TRADERS for line in SPEECHES[who] if line.lie]
    assert all(line.partner is not None and line.company for line in lies)


def test_families_of_headlines_that_lines_answer_exist() -> None:
    gists = {f"gist:{wording.gist}" for wording in ALL_HEADLINES}
    asked = {word for who in TRADERS for line in line_bank(who) for need in line.needs for word in need}
    assert {word for word in asked if word.startswith("gist:")} <= gists


@pytest.mark.parametrize("who", TRADERS)
def test_a_thought_that_needs_nothing_exists_for_every_stance(who: str) -> None:
    for meant in STANCES:
        assert any(
            line.part == "thought" and line.kind in ("idle", "any") and meant in line.stances
            and not line.slots and not line.needs and not line.company
            for line in line_bank(who)
        )  # fmt: skip


@pytest.mark.parametrize("who", TRADERS)
def test_every_situation_has_speech_and_thought(who: str) -> None:
    for kind in KINDS:
        for part in ("speech", "thought"):
            assert any(line.part == part and line.kind == kind for line in line_bank(who)), (kind, part)


# --- four voices -----------------------------------------------------------------------------------------


def words_of(template: Template) -> list[str]:
    bare = SLOT.sub(" ", re.sub(r"[()|]", " ", template.source))
    return re.findall(r"[A-Za-z']+|\d|[!?]", bare)


def test_a_reader_of_half_the_lines_knows_who_speaks_the_other_half() -> None:
    counts = {
        who: Counter(word for line in SPEECHES[who][::2] for word in words_of(line.template))
        for who in TRADERS
    }
    known = set().union(*counts.values())

    def likelihood(who: str, words: list[str]) -> float:
        total = sum(counts[who].values()) + 0.5 * len(known)
        return sum(math.log((counts[who][word] + 0.5) / total) for word in words)

    rest = [(who, words_of(line.template)) for who in TRADERS for line in SPEECHES[who][1::2]]
    right = sum(max(TRADERS, key=lambda other: likelihood(other, words)) == who for who, words in rest)
    assert right / len(rest) >= 0.80


# --- bad banks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("Buying {asset}.\n", "line 1, column 1", "before the first header"),
        ("[speech news good | buy\nBuying.\n", "line 1", "not closed"),
        ("[song news good | buy]\nLa la.\n", "line 1, column 2", "section 'song' is unknown"),
        ("[speech weather | buy]\nRain.\n", "line 1, column 9", "situation 'weather' is unknown"),
        ("[speech news sunny | buy]\nRain.\n", "line 1, column 14", "selector 'sunny' is unknown"),
        ("[speech news good | dance]\nBuying.\n", "line 1, column 21", "stance 'dance' is unknown"),
        ("[speech news good]\nBuying.\n", "line 1", "names no stance"),
        ("[speech news good | buy]\n\nBuying {asset\n", "line 3, column 8", "belongs to no slot"),
        ("[speech news good | buy]\n" + "x" * 81 + "\n", "line 2", "shorten it to 80"),
        ("[speech news good | buy]\nBuying. => Not really.\n", "line 2", "does not fit"),
        ("[lie news good | buy]\nSelling.\n", "line 2", "does not fit"),
        ("[speech news good | buy]\nBuying.\nBuying.\n", "line 3", "already stands in line 2"),
    ],
)
def test_a_broken_line_bank_names_place_problem_and_remedy(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    path = tmp_path / "zoe.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BankError, match=re.escape(words)) as caught:
        read_lines(path)
    assert str(path) in str(caught.value)
    assert place in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[x | Tech | good]\nA.\n", "3 of at least 4 fields"),
        ("[x | Gold | good | Crash]\nA.\n", "asset 'Gold' is unknown"),
        ("[x | Tech | nice | Crash]\nA.\n", "tone 'nice' is unknown"),
        ("[x | Tech | good | Summer]\nA.\n", "regime 'Summer' is unknown"),
        ("[x | Tech | good | Crash]\n{entity} wins.\n", "entity kind '' is unknown"),
        ("[x | Tech | good | Crash | company]\n{name} wins.\n", "another slot than {entity}"),
        ("[x | Tech | good | Crash | company]\n" + "y" * 121 + "\n", "shorten it to 120"),
    ],
)
def test_a_broken_headline_bank_says_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "news.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BankError, match=re.escape(words)):
        read_headlines(path)


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entities.txt"
    path.write_text("[coin]\nA coin with far too long a name\n", encoding="utf-8")
    with pytest.raises(BankError, match="shorten it to 22"):
        read_entities(path)
