"""Wordings with slots and alternatives: `{name}, (sell|dump) it all(|, now)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

SLOT_WIDTHS: dict[str, int] = {
    "asset": 6,
    "entity": 22,
    "name": 5,
    "pct": 6,
    "pnl": 8,
    "cash": 8,
    "price": 8,
}
"""Every slot a wording may hold, and the most characters its filling may take."""

SLOT = re.compile(r"\{([a-z]+)\}")
PLAIN = re.compile(r"[^(|)]+")


class TemplateError(ValueError):
    """A wording cannot be read. `column` counts from 1; the message is a problem and a remedy."""

    def __init__(self, column: int, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}.")
        self.column = column


@dataclass(frozen=True, slots=True)
class Choice:
    """One place in a wording where exactly one of several parts is said."""

    options: tuple[Parts, ...]


Parts = tuple["str | Choice", ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed wording. `slots` are all the slots any of its alternatives may need."""

    source: str
    parts: Parts
    slots: frozenset[str]
    longest: int


def parse(source: str) -> Template:
    """Read a wording.

    Raises:
        TemplateError: brackets do not match, a slot is unknown, or an alternative is outside brackets.
    """
    parts, end = _sequence(source, 0, depth=0)
    if end < len(source):
        raise TemplateError(
            end + 1, f"{source[end]!r} stands outside brackets", "put it inside '(a|b)' or drop it"
        )
    slots = frozenset(_checked_slots(source))
    return Template(source, parts, slots, _longest(parts))


def _sequence(source: str, start: int, depth: int) -> tuple[Parts, int]:
    parts: list[str | Choice] = []
    text, here = "", start
    while here < len(source) and source[here] not in "|)":
        if source[here] == "(":
            choice, here = _choice(source, here, depth + 1)
            parts += [text, choice] if text else [choice]
            text = ""
        else:
            plain = PLAIN.match(source, here)
            assert plain is not None, "it is none of the three signs"
            text, here = plain.group(), plain.end()
    return tuple([*parts, text] if text else parts), here


def _choice(source: str, start: int, depth: int) -> tuple[Choice, int]:
    options: list[Parts] = []
    here = start
    while here < len(source) and source[here] in "(|":
        option, here = _sequence(source, here + 1, depth)
        options.append(option)
    if here >= len(source):
        raise TemplateError(start + 1, "'(' is never closed", "add the missing ')'")
    if len(options) < 2:
        raise TemplateError(start + 1, "the brackets hold a single alternative", "write '(a|b)' or drop them")
    return Choice(tuple(options)), here + 1


def _checked_slots(source: str) -> list[str]:
    if "{" not in source and "}" not in source:
        return []
    bare = SLOT.sub(lambda found: " " * len(found.group()), source)
    for brace in "{}":
        if brace in bare:
            raise TemplateError(
                bare.index(brace) + 1, f"{brace!r} belongs to no slot", "write '{slot}' in small letters"
            )
    for found in SLOT.finditer(source):
        if found.group(1) not in SLOT_WIDTHS:
            known = ", ".join(SLOT_WIDTHS)
            raise TemplateError(
                found.start() + 1, f"slot {found.group()!r} is unknown", f"use one of {known}"
            )
    return SLOT.findall(source)


def _longest(parts: Parts) -> int:
    return sum(
        max(_longest(option) for option in part.options) if isinstance(part, Choice) else _width(part)
        for part in parts
    )


def _width(text: str) -> int:
    if "{" not in text:
        return len(text)
    return len(SLOT.sub(lambda found: "x" * SLOT_WIDTHS.get(found.group(1), 0), text))


def expand(template: Template, dice: Random) -> str:
    """Return the wording with each alternative decided by the dice, and its slots still open."""
    return _expand(template.parts, dice)


def _expand(parts: Parts, dice: Random) -> str:
    return "".join(
        part if isinstance(part, str) else _expand(part.options[int(dice.random() * len(part.options))], dice)
        for part in parts
    )


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Return the text with its slots filled.

    Raises:
        KeyError: the text holds a slot that is not among `slots`.
    """
    if "{" not in text:
        return text
    filled = text.format_map(slots)
    return agree(filled) if slots.get("asset") == PLURAL and "{asset}" in text else filled


PLURAL = "Bonds"
"""The asset whose name is a plural, while wordings are written as for the other two."""

FORMS = {
    "is": "are", "has": "have", "was": "were", "goes": "go", "rips": "rip", "owes": "owe", "works": "work",
    "survives": "survive", "soars": "soar", "sinks": "sink", "roars": "roar", "ranks": "rank", "pays": "pay",
    "leaves": "leave", "leads": "lead", "drops": "drop", "dominates": "dominate", "costs": "cost",
    "climbs": "climb", "takes": "take",
}  # fmt: skip
SINGULAR = re.compile(rf"(?<!\b(?:of|on|in) )(?<!\bbuying ){PLURAL} ({'|'.join(FORMS)})\b", re.IGNORECASE)
PLURALS = re.compile(rf"\b{PLURAL} ({'|'.join(FORMS.values())})\b", re.IGNORECASE)
IT = re.compile(r"\bits?\b", re.IGNORECASE)


def agree(text: str) -> str:
    """Return a wording in which the plural asset has a plural verb, unless it is called "it"."""
    if IT.search(text):
        return text
    return SINGULAR.sub(lambda found: f"{PLURAL} {FORMS[found.group(1).lower()]}", text)


def as_written(text: str) -> str:
    """Return a text with the plural asset's verbs as the banks have them: what `agree` did, undone."""
    forms = {plural: singular for singular, plural in FORMS.items()}
    return PLURALS.sub(lambda found: f"{PLURAL} {forms[found.group(1).lower()]}", text)
