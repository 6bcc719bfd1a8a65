"""The text banks: headlines, the entities in them, and what each trader says and thinks.

A bank is a text file of sections. A section's header says when its wordings are true; each line below it is
one wording. Lines that begin with `#` and empty lines are skipped.

    assets/headlines/*.txt    [gist | asset | tone | regimes | entity kind | rumour]
                              a wording; a leading `~ ` keeps it out of training (held out)
    assets/lines/TRADER.txt   [speech news good Crypto | buy]       or thought, pair, lie
                              a wording; a leading `+ ` needs somebody else in the room;
                              in pair and lie sections `what is said => what is thought`
    assets/headlines/entities.txt  [kind] and one invented name a line
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeVar, get_args

from assets.templates import SLOT_WIDTHS, Template, TemplateError, parse

Asset = Literal["Tech", "Crypto", "Bonds"]
Tone = Literal["good", "bad", "mixed"]
Regime = Literal["Tech Boom", "Crypto Frenzy", "Bond Rally", "Stagnant", "Rate Shock", "Crash", "Recovery"]
EntityKind = Literal["company", "coin", "exchange", "issuer", "agency", "fund", "person"]
Kind = Literal[
    "news", "reply", "price", "own", "chaos", "leading", "trailing", "alone", "margin", "intern", "idle"
]
Stance = Literal["buy", "sell", "short", "cover", "hold", "rotate"]
Part = Literal["speech", "thought"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STANCES: tuple[Stance, ...] = get_args(Stance)
REGIMES: tuple[Regime, ...] = get_args(Regime)
TRADERS = ("alex", "sarah", "alice", "mike")
TONES_OF: dict[str, tuple[str, ...]] = {
    "news": ("good", "bad", "mixed"),
    "reply": ("bull", "bear", "neutral"),
    "price": ("up", "down", "flat"),
    "own": ("profit", "loss"),
}
"""The tones a cue of each kind may have; the other kinds have none."""

TOPICS = (
    "loan", "coffee", "promise", "rank", "rumour", "moon", "doom", "numbers", "looks", "home", "question",
)  # fmt: skip
"""What the line that a reply answers was about, so that people answer each other."""

SELECTORS: dict[str, tuple[str, ...]] = {
    "asset": get_args(Asset),
    "target": tuple(f"to:{asset}" for asset in get_args(Asset)),
    "tone": tuple(tone for tones in TONES_OF.values() for tone in tones),
    "size": ("out", "small", "medium", "large", "all-in", "leveraged"),
    "part": ("trim", "bulk"),
    "position": ("held", "shorted", "empty"),
    "move": ("rising", "falling"),
    "standing": ("first", "last"),
    "wealth": ("ahead", "behind"),
    "called": ("called",),
    "topic": tuple(f"re:{topic}" for topic in TOPICS),
    "rumour": ("rumour",),
    "neighbour": tuple(f"@{trader}" for trader in TRADERS),
    "room": ("in:startup", "in:vc", "in:coffee", "in:news"),
}
"""What a header may ask for beside kind and stance: words of one row are alternatives, rows must all hold."""

SPEECH_CHARACTERS = 80
THOUGHT_CHARACTERS = 160
HEADLINE_CHARACTERS = 120
ROOT = Path(__file__).parent


class BankError(ValueError):
    """A bank cannot be read; the message names file, line, column, what was found and the remedy."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One headline wording: whom it is about, how it sounds, its family, and which regimes it hints at."""

    template: Template
    about: Asset | None
    tone: Tone
    gist: str
    regimes: frozenset[str]
    entity_kind: EntityKind | None
    rumour: bool
    heldout: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a trader may say or think, and when it is true.

    A line of kind `any` fits every cue but a margin call's and an intern's. `needs` holds one set per
    selector row: each must meet the words that hold now. `partner` is the thought that belongs to a speech;
    with `lie` the speech is false and the partner admits it. `slots` are those of both. `company` says that
    somebody else must stand in the room, as is so for every lie: nobody lies to a coat rack.
    """

    number: int
    """The line's place in its file."""
    part: Part
    kind: Kind | Literal["any"]
    stances: frozenset[str]
    needs: tuple[frozenset[str], ...]
    tones: frozenset[str]
    template: Template
    slots: frozenset[str]
    partner: Template | None = None
    lie: bool = False
    company: bool = False


class Row(NamedTuple):
    """A line of a bank file with its place and the header above it."""

    path: Path
    number: int
    header: str
    header_number: int
    text: str


T = TypeVar("T")
ABOUT: dict[str, Asset | None] = {"Tech": "Tech", "Crypto": "Crypto", "Bonds": "Bonds", "Market": None}
TONE: dict[str, Tone] = {"good": "good", "bad": "bad", "mixed": "mixed"}
ENTITY_KIND: dict[str, EntityKind] = {kind: kind for kind in get_args(EntityKind)}
LINE_KIND: dict[str, Kind | Literal["any"]] = {**{kind: kind for kind in KINDS}, "any": "any"}


# --- reading ---------------------------------------------------------------------------------------------


def _rows(path: Path) -> Iterator[Row]:
    header, header_number = "", 0
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("["):
            if not text.endswith("]"):
                raise _error(path, number, len(text), f"the header {text!r} is not closed", "end it with ']'")
            header, header_number = text[1:-1], number
        elif not header:
            raise _error(
                path, number, 1, "a wording stands before the first header", "add a '[...]' line above it"
            )
        else:
            yield Row(path, number, header, header_number, text)


def _error(path: Path, line: int, column: int, problem: str, remedy: str) -> BankError:
    return BankError(f"{path}, line {line}, column {column}: {problem}; {remedy}.")


def _template(row: Row, text: str, limit: int) -> Template:
    offset = row.text.find(text)
    try:
        template = parse(text)
    except TemplateError as error:
        raise BankError(f"{row.path}, line {row.number}, column {offset + error.column}: {error}") from None
    if template.longest > limit:
        problem = f"the wording may grow to {template.longest} characters"
        raise _error(row.path, row.number, offset + 1, problem, f"shorten it to {limit}")
    return template


def _known(row: Row, word: str, table: Mapping[str, T], what: str) -> T:
    if word not in table:
        problem = f"the {what} {word!r} is unknown"
        column = row.header.find(word) + 2
        raise _error(row.path, row.header_number, column, problem, f"use one of {', '.join(table)}")
    return table[word]


# --- headlines -------------------------------------------------------------------------------------------


def read_headlines(path: Path) -> tuple[Wording, ...]:
    """Read one file of headline wordings.

    Raises:
        BankError: a header or a wording is wrong.
    """
    return tuple(_wording(row) for row in _rows(path))


def _wording(row: Row) -> Wording:
    fields = [field.strip() for field in row.header.split("|")]
    if len(fields) < 4:
        problem = f"the header has {len(fields)} of at least 4 fields"
        remedy = "write [gist | asset | tone | regimes | entity kind | rumour]"
        raise _error(row.path, row.header_number, 1, problem, remedy)
    heldout = row.text.startswith("~ ")
    template = _template(row, row.text[2:] if heldout else row.text, HEADLINE_CHARACTERS)
    if template.slots - {"entity"}:
        raise _error(
            row.path, row.number, 1, "a headline holds another slot than {entity}", "write the words out"
        )
    kind = fields[4] if len(fields) > 4 else ""
    return Wording(
        template=template,
        about=_known(row, fields[1], ABOUT, "asset"),
        tone=_known(row, fields[2], TONE, "tone"),
        gist=fields[0],
        regimes=_regimes(row, fields[3]),
        entity_kind=_known(row, kind, ENTITY_KIND, "entity kind") if template.slots else None,
        rumour="rumour" in fields[5:],
        heldout=heldout,
    )


def _regimes(row: Row, field: str) -> frozenset[str]:
    table: dict[str, str] = {regime: regime for regime in REGIMES}
    return frozenset(_known(row, word.strip(), table, "regime") for word in field.split(",") if word.strip())


def read_entities(path: Path) -> dict[EntityKind, tuple[str, ...]]:
    """Read the invented names, by kind.

    Raises:
        BankError: a kind is unknown or a name is too long for its slot.
    """
    names: dict[EntityKind, list[str]] = {}
    for row in _rows(path):
        if len(row.text) > SLOT_WIDTHS["entity"]:
            problem = f"the name {row.text!r} has {len(row.text)} characters"
            raise _error(row.path, row.number, 1, problem, f"shorten it to {SLOT_WIDTHS['entity']}")
        names.setdefault(_known(row, row.header, ENTITY_KIND, "entity kind"), []).append(row.text)
    return {kind: tuple(found) for kind, found in names.items()}


# --- lines -----------------------------------------------------------------------------------------------


def read_lines(path: Path) -> tuple[Line, ...]:
    """Read what one trader says and thinks.

    Raises:
        BankError: a header or a wording is wrong, or a wording stands twice under the same header.
    """
    lines, seen, heads = [], dict[tuple[str, str], int](), dict[str, Head]()
    for row in _rows(path):
        key = (row.header, row.text)
        if key in seen:
            problem = f"the wording already stands in line {seen[key]}"
            raise _error(row.path, row.number, 1, problem, "drop it or word it anew")
        seen[key] = row.number
        if row.header not in heads:
            heads[row.header] = _head(row)
        lines.append(_line(row, heads[row.header]))
    return tuple(lines)


class Head(NamedTuple):
    """What a header says of all the lines below it."""

    section: str
    kind: Kind | Literal["any"]
    stances: frozenset[str]
    needs: tuple[frozenset[str], ...]
    tones: frozenset[str]


def _head(row: Row) -> Head:
    head, _, stances = row.header.partition("|")
    words = head.split()
    section = _known(row, words[0] if words else "", SECTIONS, "section")
    kind = _known(row, words[1] if len(words) > 1 else "", LINE_KIND, "situation")
    needs = _needs(row, words[2:])
    tones = needs.get("tone", frozenset(TONES_OF.get(kind, ())))
    return Head(section, kind, _stances(row, stances.split()), tuple(needs.values()), tones)


def _line(row: Row, head: Head) -> Line:
    section = head.section
    company = row.text.startswith("+ ")
    said, arrow, kept = (row.text[2:] if company else row.text).partition("=>")
    if bool(arrow) is not (section in ("pair", "lie")):
        raise _error(
            row.path, row.number, 1, f"'=>' does not fit a {section!r} section", "use it in pair and lie only"
        )
    limit = THOUGHT_CHARACTERS if section == "thought" else SPEECH_CHARACTERS
    template = _template(row, said.strip(), limit)
    partner = _template(row, kept.strip(), THOUGHT_CHARACTERS) if arrow else None
    slots = template.slots | (partner.slots if partner else frozenset())
    return Line(
        number=row.number,
        part="thought" if section == "thought" else "speech",
        kind=head.kind,
        stances=head.stances,
        needs=head.needs,
        tones=head.tones,
        template=template,
        slots=slots,
        partner=partner,
        lie=section == "lie",
        company=company or section == "lie" or "name" in slots,
    )


SECTIONS = {name: name for name in ("speech", "thought", "pair", "lie")}
ROW_OF = {word: row for row, words in SELECTORS.items() for word in words}


def _needs(row: Row, words: list[str]) -> dict[str, frozenset[str]]:
    needs: dict[str, set[str]] = {}
    for word in words:
        name = "gist" if word.startswith("gist:") else _known(row, word, ROW_OF, "selector")
        needs.setdefault(name, set()).add(word)
    return {name: frozenset(found) for name, found in needs.items()}


def _stances(row: Row, words: list[str]) -> frozenset[str]:
    if words == ["*"]:
        return frozenset(STANCES)
    table: dict[str, str] = {stance: stance for stance in STANCES}
    if not words:
        raise _error(
            row.path, row.header_number, 1, "the header names no stance", "end it with '| buy' or '| *'"
        )
    return frozenset(_known(row, word, table, "stance") for word in words)


# --- the product's own banks -----------------------------------------------------------------------------


@cache
def headline_bank() -> tuple[Wording, ...]:
    """Return every market headline wording of the show, in the order of the files' names."""
    paths = sorted(
        path
        for path in (ROOT / "headlines").glob("*.txt")
        if path.stem not in ("entities", "chaos", "ballot")
    )
    return tuple(wording for path in paths for wording in read_headlines(path))


@cache
def chaos_bank() -> tuple[Wording, ...]:
    """Return the wordings of chaos headlines."""
    return read_headlines(ROOT / "headlines" / "chaos.txt")


@cache
def ballot_bank() -> tuple[Wording, ...]:
    """Return the wordings that the audience may vote onto the wire."""
    return read_headlines(ROOT / "headlines" / "ballot.txt")


@cache
def entity_bank() -> dict[EntityKind, tuple[str, ...]]:
    """Return the invented names that headlines speak of, by kind."""
    return read_entities(ROOT / "headlines" / "entities.txt")


@cache
def line_bank(trader: str) -> tuple[Line, ...]:
    """Return everything a trader may say and think."""
    return read_lines(ROOT / "lines" / f"{trader}.txt")
