"""What viewers type, read as commands or answered with a sentence."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.reception.answers import READING
from bot.reception.commands import Command, Misread, parse, to_intent
from bot.reception.reception import LOCAL
from bot.reception.vocabulary import MODERATOR_WORDS, USAGES, WORDS
from show.audience.intents import MODERATOR_ONLY, UNATTENDED, What

ZALGO = "c" + "\u0315\u031b\u0340" * 400
TRAPS = [
    "\u202e!chaos", "!\u0000chaos", "!chaos \ud800", ZALGO, f"!{ZALGO}", "![bold]", "!<b>alert(1)</b>",
    "!chaos " + "x" * 10_000, "!" * 10_000, " " * 10_000 + "!chaos", "!vote " + "9" * 10_000, "!help \u2066x",
]  # fmt: skip


def understood(typed: str, *, bare: bool = False) -> Command:
    read = parse(typed, bare=bare)
    assert isinstance(read, Command), read
    return read


def sentence(typed: str) -> str:
    read = parse(typed)
    assert isinstance(read, Misread), read
    return read.sentence


@pytest.mark.parametrize(
    "typed", ["!chaos", "! chaos", "!CHAOS", "！chaos", "  !chaos  ", "!!chaos", "!chaos\t"]
)
def test_chaos_is_understood_however_it_is_typed(typed: str) -> None:
    assert understood(typed).word == "chaos"


def test_a_vote_keeps_what_was_chosen() -> None:
    assert understood("!vote  2 ").text == "2"
    assert understood("!vote Bogwater Data folds").text == "Bogwater Data folds"


@pytest.mark.parametrize(("typed", "who"), [("!thoughts sarah", "sarah"), ("!portfolio MIKE", "mike")])
def test_a_trader_is_known_by_name_in_any_case(typed: str, who: str) -> None:
    assert understood(typed).trader == who


@pytest.mark.parametrize(
    ("typed", "room"), [("coffee", "Coffee Shop"), ("vc", "VC Office"), ("News  room", "News Room")]
)
def test_a_room_is_known_by_its_beginning(typed: str, room: str) -> None:
    assert understood(f"!trail {typed}").room == room


def test_in_a_chat_only_marked_text_is_a_command() -> None:
    assert parse("pause") is None
    assert parse("chaos is my middle name") is None
    assert understood("pause", bare=True).word == "pause"


def test_nothing_is_no_command() -> None:
    assert parse("") is None
    assert parse("   \n", bare=True) is None


def test_an_unknown_command_gets_the_nearest_one() -> None:
    assert "!chaos" in sentence("!cahos")
    assert "!leaderboard" in sentence("!leader")
    assert "!help" in sentence("!xyzzy")


def test_a_wrong_name_gets_the_names() -> None:
    assert "Alex, Sarah, Alice or Mike" in sentence("!thoughts bob")
    assert "Alex, Sarah, Alice or Mike" in sentence("!portfolio")
    assert "Coffee Shop" in sentence("!trail kitchen")


def test_a_vote_without_a_choice_gets_an_example() -> None:
    assert "!vote 2" in sentence("!vote")


def test_long_words_after_chaos_are_cut_with_a_sentence() -> None:
    read = understood("!chaos " + "x" * 10_000)
    assert len(read.text) == 200
    assert "first 200 characters" in read.note


def test_help_on_a_word_knows_it_with_and_without_its_mark() -> None:
    assert understood("!help vote").topic == understood("!help !vote").topic == "vote"
    assert "!vote" in sentence("!help vtoe")


def test_only_moderators_stop_the_show() -> None:
    assert set(MODERATOR_ONLY) <= MODERATOR_WORDS
    for word in MODERATOR_ONLY:
        refused = to_intent(understood(f"!{word} yes"), "page:ann")
        assert isinstance(refused, Misread)
        assert "moderator" in refused.sentence


def test_a_reset_is_asked_for_twice() -> None:
    first = to_intent(understood("!reset"), "terminal:host", moderator=True)
    assert isinstance(first, Misread)
    assert "reset yes" in first.sentence
    second = to_intent(understood("!reset yes spring is here"), "terminal:host", moderator=True)
    assert not isinstance(second, Misread)
    assert (second.what, second.text) == ("reset", "spring is here")


def test_every_word_has_help_and_somebody_who_obeys_it() -> None:
    assert set(USAGES) == set(WORDS)
    intents = {word for word in WORDS if word not in READING | LOCAL}
    for word in intents:
        to_intent(Command(word, "yes"), "terminal:host", moderator=True)
    assert intents == set(get_args(What)) - UNATTENDED
    assert intents | LOCAL >= MODERATOR_WORDS


def anything_typed() -> st.SearchStrategy[str]:
    word = st.sampled_from(WORDS).map(lambda word: f"!{word} ")
    return st.one_of(st.text(), st.builds(str.__add__, word, st.text()), st.sampled_from(TRAPS))


def harmless(text: str) -> bool:
    return text.isprintable() and len(text) <= 400


@settings(max_examples=150, deadline=None)
@given(anything_typed(), st.booleans())
@example("!vote \ud800", True)
def test_whatever_is_typed_becomes_something_harmless(typed: str, bare: bool) -> None:
    read = parse(typed, bare=bare)
    if isinstance(read, Misread):
        assert harmless(read.sentence)
    elif read is not None:
        assert harmless(read.text)
        if read.word not in READING | LOCAL:
            intent = to_intent(read, "page:ann", moderator=True)
            assert isinstance(intent, Misread) or len(intent.model_dump_json().encode()) < 1000


@pytest.mark.parametrize("typed", TRAPS)
def test_traps_are_harmless(typed: str) -> None:
    read = parse(typed, bare=True)
    assert isinstance(read, Command | Misread)
    assert harmless(read.sentence if isinstance(read, Misread) else read.text)


@pytest.mark.parametrize(
    ("typed", "said"), [("!halp", "Did you mean !help? See"), ("!vot", "Did you mean !vote NUMBER?")]
)
def test_a_mistyped_word_is_answered_with_what_has_to_be_typed(typed: str, said: str) -> None:
    misread = parse(typed)
    assert isinstance(misread, Misread) and said in misread.sentence


@pytest.mark.parametrize("typed", ["!who", "!news", "!score"])
def test_a_word_that_is_like_no_other_gets_no_guess(typed: str) -> None:
    misread = parse(typed)
    assert isinstance(misread, Misread) and "Did you mean" not in misread.sentence
