"""The grammar accepts exactly the compact JSON of the decision's schema, and knows its longest text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.grammar import ANY_TEXT, Grammar, grammar_of
from models.native import prepare
from show.ports import SPEECH_CHARACTERS, THOUGHT_CHARACTERS, Decision, decision_schema
from tests.tiny_gguf import TURN, write_tiny


class Reader:
    """Tells whether llama.cpp lets a text through, byte by byte."""

    def __init__(self, path: Path) -> None:
        prepare()
        from models.runtime import Runtime

        self._runtime = Runtime(path, threads=1)
        self._bytes = {
            self._runtime.words.piece(token): token
            for token in range(self._runtime.words.size)
            if len(self._runtime.words.piece(token)) == 1
        }

    def accepts(self, text: str, grammar: Grammar) -> bool:
        """Return whether every byte of `text` is legal in its place."""
        return self.accepts_tokens([self._bytes[bytes([byte])] for byte in text.encode()], grammar)

    def accepts_control(self, before: str, grammar: Grammar) -> bool:
        """Return whether a mark between turns is legal after `before`."""
        mark = self._runtime.words.tokens(TURN)[-1]
        return self.accepts_tokens([self._bytes[bytes([b])] for b in before.encode()] + [mark], grammar)

    def accepts_tokens(self, tokens: list[int], grammar: Grammar) -> bool:
        """Return whether every token is legal in its place."""
        import numpy as np

        from models.sampler import DeadEnd, Sampler

        sampler = Sampler(self._runtime.words, grammar, 0.0, np.random.default_rng(0))
        try:
            for token in tokens:
                odds = np.full(self._runtime.words.size, -np.inf, dtype=np.float32)
                odds[token] = 0.0
                sampler.pick(odds)
        except DeadEnd:
            return False
        finally:
            sampler.close()
        return True

    def close(self) -> None:
        """Free the model."""
        self._runtime.close()


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader(write_tiny(tmp_path_factory.mktemp("tiny") / "tiny.gguf"))


def answer(speech: str = "Buy.", thought: str = "Hm.", **changes: str) -> str:
    fields = {"trade": "Tech", "size": "small", "speech": speech, "thought": thought}
    fields |= {"location": "VC Office", "mood": "smug", **changes}
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


DECISION = grammar_of(decision_schema())


@pytest.mark.parametrize(
    "text",
    [
        answer(),
        answer(speech=""),
        answer(speech="x" * SPEECH_CHARACTERS, thought="y" * THOUGHT_CHARACTERS),
        answer(speech="😀" * SPEECH_CHARACTERS),
        answer(speech='"Quoted" and a \\ slash'),
        answer(speech="Größe, 株価, £5 … – “so” 한국"),
    ],
)
def test_decisions_are_let_through(reader: Reader, text: str) -> None:
    Decision.model_validate_json(text)
    assert reader.accepts(text, DECISION)


@pytest.mark.parametrize(
    "text",
    [
        answer(speech="x" * (SPEECH_CHARACTERS + 1)),
        answer(thought=""),
        answer(thought="y" * (THOUGHT_CHARACTERS + 1)),
        answer(trade="Gold"),
        answer(speech="one\\ntwo").replace("\\\\n", "\\n"),
        answer(speech="tab").replace("tab", "a\tb"),
        answer(speech="line").replace("line", "a\nb"),
        answer(speech="bell").replace("bell", "a\x07b"),
        answer(speech="delete").replace("delete", "a\x7fb"),
        answer(speech="next line").replace("next line", "a\x85b"),
        answer(speech="override").replace("override", "a\u202eb"),
        answer(speech="half").replace("half", "\\ud83d"),
        answer().replace(":", ": "),
        " " + answer(),
        answer() + "}",
        answer().replace('"size":"small",', ""),
    ],
)
def test_everything_else_is_refused(reader: Reader, text: str) -> None:
    assert not reader.accepts(text, DECISION)


def test_a_mark_between_turns_is_refused_although_its_text_would_do(reader: Reader) -> None:
    assert reader.accepts('{"trade":"Tech","size":"small","speech":"<|turn|>', DECISION)
    assert not reader.accepts_control('{"trade":"Tech","size":"small","speech":"', DECISION)


def test_tokens_are_bounded_by_the_longest_answer() -> None:
    longest = answer(
        trade="Crypto",
        size="leveraged",
        speech="😀" * SPEECH_CHARACTERS,
        thought="😀" * THOUGHT_CHARACTERS,
        location="Startup Offices",
        mood="panicked",
    )
    assert DECISION.most_tokens == len(longest.encode()) + 1


def test_whole_letters_are_bounded_by_characters() -> None:
    whole = grammar_of(decision_schema(), " -~", whole=True)
    longest = answer(
        trade="Crypto",
        size="leveraged",
        speech="x" * SPEECH_CHARACTERS,
        thought="x" * THOUGHT_CHARACTERS,
        location="Startup Offices",
        mood="panicked",
    )
    assert whole.most_tokens == len(longest) + 1


def test_a_part_of_a_character_is_refused_where_letters_are_whole(reader: Reader) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 3}}, "required": ["a"]}
    text = '{"a":"é"}'
    assert reader.accepts(text, grammar_of(schema))
    assert not reader.accepts(text, grammar_of(schema, ANY_TEXT, whole=True))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "array"},
        {"type": "string"},
        {"type": "object", "properties": {}},
        {"type": "object", "properties": {"a": {"const": 1}}, "required": []},
        {"type": "object", "properties": {"a": {"$ref": "#/$defs/A"}}, "required": ["a"]},
    ],
)
def test_a_schema_that_cannot_be_written_is_named(schema: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cannot become a grammar"):
        grammar_of(schema)
