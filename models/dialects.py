"""Dialects: how a model is asked, and how its answer becomes JSON.

Most models bring a chat template (`models.chat`). The house model has a dialect of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any, Protocol

from models.grammar import ANY_TEXT, Grammar, grammar_of
from models.house.dialect import MARK, MARK_KEY, SLOT_SIGNS, HouseDialect
from show.ports import MindError, Prompt, Size, decision_schema

# Printable ASCII without the quote, the backslash, and the angle brackets that mark the prompt's words.
HOUSE_LETTERS = r" !#-;=?-\[\]-~" + "".join(f"\\u{ord(sign):04X}" for sign in SLOT_SIGNS.values())


SPEECH_NAMED = re.compile(rb',"thought"')
"""In an object the thought comes next."""


@dataclass(frozen=True)
class Request:
    """One attempt at a prompt: the text to read, what the answer must look like, and how to read it.

    `shared` are the places in the text where the parts end that other prompts have, too: the rules, then the
    sections of the floor. Empty when it shares nothing. `spoken` matches an answer whose speech is whole.
    """

    text: str
    grammar: Grammar
    read: Callable[[str], str]
    shared: tuple[int, ...] = ()
    spoken: re.Pattern[bytes] = SPEECH_NAMED


class Dialect(Protocol):
    """Turns a prompt into what a model reads. `candidates` and `temperature` are what suits the model."""

    shares: bool
    """Whether prompts begin alike, so that something can be read ahead and answers written together."""

    candidates: int
    temperature: float

    def encode(self, prompt: Prompt, attempt: int) -> Request:
        """Return the request for the attempt with this number, from 0."""
        ...

    def ahead(self, rules: str, public: str) -> tuple[str, tuple[int, ...]]:
        """Return the text that prompts with this beginning start with, and where its parts end."""
        ...


class HouseRequests:
    """The house model's dialect as requests: closed words, slots, several candidates."""

    shares = False
    candidates = 6
    temperature = 0.7

    def __init__(self) -> None:
        self._dialect = HouseDialect()

    def encode(self, prompt: Prompt, attempt: int) -> Request:
        """Return the request; another attempt may react to something else in the facts."""
        facts = prompt.facts
        text, filler = self._dialect.encode(facts, Random(f"{prompt.seed}/{attempt}"))
        grammar = answer_grammar(facts.sizes, HOUSE_LETTERS, whole=True)
        return Request(text, grammar, read=lambda answer: self._dialect.decode(answer, filler))

    def ahead(self, rules: str, public: str) -> tuple[str, tuple[int, ...]]:
        """Return nothing: the house model reads no rules."""
        return "", ()


def house_requests(metadata: dict[str, str]) -> HouseRequests | None:
    """Return the house dialect when the model's metadata says that it speaks it.

    Raises:
        MindError: the model speaks another version of the dialect.
    """
    mark = metadata.get(MARK_KEY)
    if mark is None:
        return None
    if mark != MARK:
        raise MindError(
            f"The model speaks the dialect {mark!r} and this program {MARK!r}: "
            "train it again with 'python -m models.house.train', or choose another model.",
            retryable=False,
        )
    return HouseRequests()


@cache
def answer_grammar(sizes: tuple[Size, ...], letters: str = ANY_TEXT, *, whole: bool = False) -> Grammar:
    """Return the decision's grammar with only the sizes that the trader may choose in this turn."""
    schema: dict[str, Any] = decision_schema()
    schema["properties"]["size"]["enum"] = list(sizes) or ["out"]
    if not sizes:
        schema["properties"]["trade"]["enum"] = ["Hold"]
    return grammar_of(schema, letters, whole=whole)
