"""The voice in this process: the proof of the guide, stopping, best of n."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.native import prepare
from models.stopping import Stop, Stopped
from models.tuning import Tuning
from show.ports import Decision, MindError, MindRubbish, TurnFacts
from tests.models.prompts import prompt
from tests.tiny_gguf import write_tiny

UNTRIED = Tuning(trial=False)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prepare()
    return write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf")


@pytest.fixture
def voice(tiny: Path) -> Iterator[Any]:
    from models.voice import Voice

    voice = Voice(tiny, UNTRIED)
    yield voice
    voice.close()


def test_the_proof_notices_a_guide_that_ignores_the_schema(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.guides import _Guide
    from models.voice import Voice

    monkeypatch.setattr(_Guide, "_allows", lambda *_: True)
    monkeypatch.setattr(_Guide, "_take", ignoring)
    monkeypatch.setattr(_Guide, "_forced", lambda *_: [])
    with pytest.raises(MindError, match="does not constrain"):
        Voice(tiny, UNTRIED)


def ignoring(guide: Any, tokens: list[int]) -> list[int]:
    """Write down what was drawn and ask nobody."""
    for token in tokens:
        guide.written += guide._guides.words.piece(token)
    return tokens


def test_work_that_is_stopped_leaves_the_model_as_it_was(voice: Any) -> None:
    question = prompt(3, user="A story. " * 40)
    whole = voice.answer(question).text
    for steps in (0, 2, 9, 40):
        with pytest.raises(Stopped):
            voice.answer(question, after(steps))
        assert voice.answer(question).text == whole


def after(steps: int) -> Stop:
    """Return a question that is answered with no so many times, and then with yes."""
    left = iter(range(steps))
    return lambda: next(left, None) is None


def test_a_vocabulary_that_llguidance_refuses_is_led_by_the_other_grammar(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.voice import Voice

    monkeypatch.setattr("models.guides._tokenizer", lambda _: (None, "refused"))
    voice = Voice(tiny, UNTRIED)
    assert "refused" in voice.note
    for seed in range(5):
        Decision.model_validate_json(voice.answer(prompt(seed)).text)
    voice.close()


def test_best_of_n_takes_the_first_that_contradicts_nothing(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    from models.voice import Voice

    voice = Voice(tiny, Tuning(candidates=5, trial=False))
    faults = iter([("a", "b"), ("a",), (), ("never",)])
    monkeypatch.setattr("models.voice.contradictions", lambda *_: next(faults))
    answer = voice.answer(prompt())
    assert answer.candidates == 3
    assert next(faults) == ("never",)
    voice.close()


def test_best_of_n_takes_the_best_when_all_contradict_something(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    from models.voice import Voice

    voice = Voice(tiny, Tuning(candidates=3, trial=False))
    seen: list[Decision] = []

    def faults(_: TurnFacts, decision: Decision) -> tuple[str, ...]:
        seen.append(decision)
        return ("fault",) * (2, 1, 3)[len(seen) - 1]

    monkeypatch.setattr("models.voice.contradictions", faults)
    answer = voice.answer(prompt())
    assert Decision.model_validate_json(answer.text) == seen[1]
    assert answer.candidates == 3
    voice.close()


def test_candidates_of_which_none_is_a_decision_are_rubbish(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    from models.voice import Voice

    voice = Voice(tiny, UNTRIED)
    monkeypatch.setattr("models.chat.answer_grammar", lambda _, **form: proof_grammar())
    with pytest.raises(MindRubbish, match="is no decision"):
        voice.answer(prompt())
    voice.close()


def proof_grammar() -> Any:
    from models.grammar import grammar_of

    return grammar_of({"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"]})


@pytest.mark.parametrize(
    ("wished", "small", "yields"), [(None, False, True), (2, False, False), (None, True, False)]
)
def test_threads_yield_to_neighbours_unless_they_were_wished_for_or_there_is_one(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, wished: int | None, small: bool, yields: bool
) -> None:
    from models.voice import Voice

    monkeypatch.setattr("models.voice.measure", lambda _runtime: (2, 2))
    monkeypatch.setattr("models.voice.SMALL_BYTES", 2**40 if small else 0)
    voice = Voice(tiny, Tuning(threads=wished, trial=False))
    assert voice.engine.runtime.yields is yields
    assert voice.threads == ((1, 1) if small else (2, 2))
    voice.close()
