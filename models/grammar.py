"""Turns the decision's JSON Schema into the grammar that a model writes under, once for each of two readers.

The converter in llama-cpp-python lets raw control characters into strings and blanks between tokens, so
that part of its answers is no JSON. This one writes compact JSON in the schema's own order and nothing
else, and it knows how long the longest legal answer is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Positive ranges only: llama.cpp refuses the first byte of a character as soon as an excluded range
# overlaps with what it may become, so [^...] would forbid half of Unicode where bytes are tokens.
# Left out: controls, line separators, direction overrides, surrogates, the two non-characters.
ANY_TEXT = r" !#-\[\]-~\u00A0-\u2027\u202F-\u2065\u206A-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF"
UTF8_BYTES = 4
ESCAPE = r'"\\" ["\\]'  # of the escapes only these: the others write controls or half a surrogate pair


@dataclass(frozen=True)
class Grammar:
    """One language twice, and how many tokens an answer in it can take, with one for the end.

    `text` is GBNF for llama.cpp, `pattern` a regular expression for llguidance, `letters` the inside of its
    class of letters. `whole` forbids tokens that are only a part of a character. Every token that is let
    through adds at least one byte, or with `whole` one character, so the longest legal answer bounds them.
    """

    text: str
    most_tokens: int
    whole: bool = False
    pattern: str = ""
    letters: str = ""


def grammar_of(schema: Mapping[str, Any], letters: str = ANY_TEXT, *, whole: bool = False) -> Grammar:
    """Return the grammar of compact JSON under `schema`, properties in the schema's order.

    `letters` is the inside of a GBNF character class without the quote and the backslash. These two are
    allowed in their escaped form, unless `whole` asks for letters of one token each at the most.

    Raises:
        ValueError: the schema holds something that a decision does not need, such as an array.
    """
    writer = _Writer(1 if whole else UTF8_BYTES, ranges(letters), whole)
    rule, pattern, longest = writer.value(schema, "the schema")
    letter = f"[{letters}]" if whole else f"[{letters}] | {ESCAPE}"
    text = f"root ::= {rule}\nletter ::= {letter}\n"
    return Grammar(text, longest + 1, whole, pattern, ranges(letters))


def ranges(letters: str) -> str:
    """Return the inside of a GBNF class as that of a regular expression: numbers in braces."""
    return re.sub(r"\\[uU]([0-9A-F]{4}(?:[0-9A-F]{4})?)", lambda found: f"\\u{{{found[1]}}}", letters)


Part = tuple[str, str, int]
"""A rule in GBNF, the same as a pattern, and its longest text in tokens."""


@dataclass(frozen=True)
class _Writer:
    """Writes rules and counts the longest text. `letter` is the longest letter."""

    letter: int
    letters: str
    whole: bool

    def value(self, schema: Mapping[str, Any], where: str) -> Part:
        if "const" in schema:
            return _literals([schema["const"]])
        if "enum" in schema:
            return _literals(schema["enum"])
        kind = schema.get("type")
        if kind == "object":
            return self.object(schema, where)
        if kind == "string" and "maxLength" in schema and "pattern" not in schema:
            return self.string(int(schema.get("minLength", 0)), int(schema["maxLength"]))
        raise ValueError(
            f"{where} cannot become a grammar: found {dict(schema)!r}, "
            "expected an object, a const, an enum or a string with a maxLength"
        )

    def object(self, schema: Mapping[str, Any], where: str) -> Part:
        properties: Mapping[str, Mapping[str, Any]] = schema["properties"]
        loose = sorted(set(properties) - set(schema.get("required", ())))
        if loose or not properties:
            raise ValueError(
                f"{where} cannot become a grammar: it needs properties, and {loose!r} must be required"
            )
        rules, patterns, longest = [], [], 1
        for place, name in enumerate(properties):
            opening = ("{" if place == 0 else ",") + json.dumps(name, ensure_ascii=False) + ":"
            rule, pattern, size = self.value(properties[name], f"the field {name!r}")
            rules.append(f"{_quoted(opening)} {rule}")
            patterns.append(re.escape(opening) + pattern)
            longest += len(opening.encode()) + size
        return " ".join([*rules, _quoted("}")]), "".join([*patterns, re.escape("}")]), longest

    def string(self, least: int, most: int) -> Part:
        letter = f"[{self.letters}]" if self.whole else rf'([{self.letters}]|\\["\\])'
        return (
            f'"\\"" letter{{{least},{most}}} "\\""', f'"{letter}{{{least},{most}}}"', most * self.letter + 2
        )  # fmt: skip


def _literals(values: Sequence[Any]) -> Part:
    texts = [json.dumps(value, ensure_ascii=False) for value in values]
    longest = max(len(text.encode()) for text in texts)
    return f"({' | '.join(map(_quoted, texts))})", f"({'|'.join(map(re.escape, texts))})", longest


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
