"""The samples in the cast file are decisions that the show would take, and lines that nobody may say."""

from __future__ import annotations

import pytest

from show.cast import persona
from show.decisions import Decision
from show.lines import Gate
from show.ports import TRADERS
from show.state import State
from show.turns import recent_lines
from show.words import SPEECH_CHARACTERS, THOUGHT_CHARACTERS, TraderId


@pytest.mark.parametrize("trader", TRADERS)
def test_a_sample_is_a_decision_that_passes_the_gate(trader: TraderId) -> None:
    sample = Decision.model_validate(persona(trader).sample.model_dump())

    assert Gate().judge(sample.speech, SPEECH_CHARACTERS).text == sample.speech
    assert Gate().judge(sample.thought, THOUGHT_CHARACTERS).text == sample.thought


@pytest.mark.parametrize("speaker", TRADERS)
def test_nobody_may_say_what_a_sample_says(speaker: TraderId) -> None:
    lines = recent_lines(State(), speaker)

    for trader in TRADERS:
        said = persona(trader).sample.speech
        assert Gate().judge(said, SPEECH_CHARACTERS, lines).rule == "repeat"
