"""The house model's own way to be asked: closed words, a cue, and slots for every name and number.

A chat template is a model's own; so is this. The host picks the cue (what the turn is about) and later fills
the slots in, because a network of this size does not copy names and digits. Nothing that anybody typed is in
the prompt: every word of it is from a closed set.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from random import Random

from pydantic import ValidationError

from assets.banks import KINDS, TONES_OF, TOPICS, chaos_bank, headline_bank, line_bank
from assets.templates import PLURAL, SLOT, SLOT_WIDTHS, agree
from models.persona import BARELY_SHORT, WORTH_IT, calm
from models.situations import EXPOSURE, Situation, exposure, situation, slots
from show.ports import ASSETS, ROOMS, SIZES, TRADERS, Asset, Decision, TurnFacts

MARK_KEY = "wallstreet.dialect"
"""The GGUF metadata key by which a model says that it speaks a dialect of ours."""

MARK = "house-2"
"""The value of `MARK_KEY` for this dialect. It changes whenever the words or their order change."""

SLOT_SIGNS: dict[str, str] = {slot: chr(0xE000 + place) for place, slot in enumerate(SLOT_WIDTHS)}
"""One private-use character for each slot: a JSON grammar lets it through, and no speech holds it."""

SCAFFOLD = ('{"trade":"', '","size":"', '","speech":"', '","thought":"', '","location":"', '","mood":"', '"}')
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SIGNS = {sign: slot for slot, sign in SLOT_SIGNS.items()}
EDGES = tuple(
    sorted(share + side for share in EXPOSURE.values() if share > 0 for side in (-WORTH_IT, WORTH_IT))
)
"""The shares of equity at which a size starts or stops being worth an order: what may be bought or sold."""

DRIFT_PCT = 1.0


class DialectError(ValueError):
    """An answer in the dialect cannot be turned into a decision; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Filler:
    """What is needed to fill an answer's slots: the facts it was asked with, and the cue it was given."""

    facts: TurnFacts
    cue: Situation


class HouseDialect:
    """Writes prompts and reads answers in the dialect. It holds no state."""

    mark = MARK

    def encode(self, facts: TurnFacts, dice: Random, cue: Situation | None = None) -> tuple[str, Filler]:
        """Return the prompt's text and what `decode` needs; the cue is drawn by relevance unless given."""
        cue = cue or situation(facts, dice)
        return prompt_text(facts, cue), Filler(facts, cue)

    def decode(self, text: str, filler: Filler) -> str:
        """Return the answer as JSON with its slots filled.

        Raises:
            DialectError: the answer is no decision, holds a word that is none, uses a slot without a fact,
                or is too long once filled.
        """
        try:
            draft = Decision.model_validate_json(text)
            _check_words(f"{draft.speech} {draft.thought}")
            offered = slots(filler.facts, filler.cue, draft)
            speech, thought = close_slots(draft.speech, offered), close_slots(draft.thought, offered)
            fields = {**draft.model_dump(), "speech": speech, "thought": thought}
            return Decision.model_validate(fields).model_dump_json()
        except ValidationError as error:
            detail = error.errors()[0]
            raise DialectError(f"The answer {text!r} is no decision: {detail['msg']}.") from error


def _check_words(text: str) -> None:
    for word in WORD.findall(text):
        if word.lower() not in known_words():
            raise DialectError(f"The text holds {word!r}, a word that no line of the banks uses.")


@cache
def known_words() -> frozenset[str]:
    """Return every word of the line banks. A small network that stumbles makes up others."""
    sources = (
        template.source
        for trader in TRADERS
        for line in line_bank(trader)
        for template in (line.template, line.partner)
        if template is not None
    )
    return frozenset(word.lower() for source in sources for word in WORD.findall(source))


def open_slots(template: str) -> str:
    """Return a wording with each `{slot}` as its sign."""
    return SLOT.sub(lambda found: SLOT_SIGNS[found.group(1)], template)


def close_slots(text: str, offered: dict[str, str]) -> str:
    """Return a text with each sign replaced by its filling.

    Raises:
        DialectError: the facts offer nothing for a slot that the text uses.
    """
    for sign, slot in SIGNS.items():
        if sign not in text:
            continue
        if slot not in offered:
            raise DialectError(f"The text uses the slot {slot!r}, for which this turn has no fact.")
        text = text.replace(sign, offered[slot])
        if offered[slot] == PLURAL:
            text = agree(text)
    return text


def answer_text(decision: Decision, speech_template: str, thought_template: str) -> str:
    """Return a decision as the model writes it: JSON without spaces, slots open."""
    fields = {
        **decision.model_dump(),
        "speech": open_slots(speech_template),
        "thought": open_slots(thought_template),
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def prompt_text(facts: TurnFacts, cue: Situation) -> str:
    """Return the prompt: one closed word for each fact the house model knows how to use."""
    return "".join(
        f"<{word}>" for word in (*_floor_words(facts), *_market_words(facts), *_cue_words(facts, cue), "go")
    )


def _floor_words(facts: TurnFacts) -> list[str]:
    last = len(facts.standings) or len(TRADERS)
    words: list[str] = [facts.trader, facts.room, facts.status]
    words.append(
        "ahead" if facts.equity > facts.start else "behind" if facts.equity < facts.start else "even"
    )
    words.append("first" if facts.rank == 1 else "last" if facts.rank == last else "middle")
    words += ["restless"] if facts.status == "trading" and calm(facts) < 1 else []
    words += sorted(f"with {neighbour.who}" for neighbour in facts.neighbours) or ["nobody"]
    return words + [f"no {size}" for size in SIZES if size not in facts.sizes]


def _market_words(facts: TurnFacts) -> list[str]:
    return [
        word
        for asset in ASSETS
        for word in (f"{asset} {_holding(facts, asset)}", f"{asset} {_tape(facts, asset)}")
    ]


def _holding(facts: TurnFacts, asset: Asset) -> str:
    # A word finer than the sizes costs no token, and without it nobody can tell whether an order is worth it.
    now = exposure(facts, asset)
    if now < 0:
        return "barely short" if now > BARELY_SHORT else "short"
    return str(1 + bisect_left(EDGES, now)) if now else "0"


def _tape(facts: TurnFacts, asset: Asset) -> str:
    price = next((price for price in facts.prices if price.asset == asset), None)
    if price is None:
        return "unseen"
    drift = price.trend_pct + 0.5 * price.change_pct
    word = "up" if drift > DRIFT_PCT else "down" if drift < -DRIFT_PCT else "flat"
    return f"{word} {_move(price.change_pct)}"


def _move(change: float) -> str:
    if f"{abs(change):.1f}" == "0.0":
        return "still"  # there is no percentage to speak of
    return "rising" if change >= 0.1 else "falling" if change <= -0.1 else "calm"


def _cue_words(facts: TurnFacts, cue: Situation) -> list[str]:
    words = [f"cue {cue.kind}", cue.tone or "plain", f"about {cue.asset or 'all'}"]
    words += [f"gist {cue.gist}"] if cue.gist in gists() else []
    words += [f"to {cue.neighbour}"] if cue.neighbour else []
    words += ["called"] if cue.called else []
    words += [f"re {cue.topic}"] if cue.topic else []
    words += ["rumour"] if cue.rumour else []
    held = slots(
        facts,
        cue,
        Decision(trade="Hold", size="out", speech="", thought="-", location=facts.room, mood="calm"),
    )
    return words + [f"has {slot}" for slot in ("entity", "cash", "pnl") if slot in held]


@cache
def gists() -> frozenset[str]:
    """Return the families of headline wordings that a cue may name."""
    return frozenset(wording.gist for wording in (*headline_bank(), *chaos_bank()))


def closed_words() -> tuple[str, ...]:
    """Return every word that is one token: the prompt's, the answer's scaffold, and the slot signs."""
    holdings = ("short", "barely short", *map(str, range(len(EDGES) + 2)), "unseen")
    tapes = tuple(
        f"{drift} {move}"
        for drift in ("up", "down", "flat")
        for move in ("rising", "falling", "calm", "still")
    )
    tones = tuple(dict.fromkeys(tone for found in TONES_OF.values() for tone in found))
    words = [
        *TRADERS,
        *ROOMS,
        "trading",
        "margin call",
        "intern",
        "ahead",
        "behind",
        "even",
        "first",
        "last",
        "middle",
        "restless",
    ]
    words += [f"with {trader}" for trader in TRADERS] + ["nobody"] + [f"no {size}" for size in SIZES]
    words += [f"{asset} {word}" for asset in ASSETS for word in (*holdings, *tapes)]
    words += [f"cue {kind}" for kind in KINDS] + [*tones, "plain"]
    words += [f"about {asset}" for asset in (*ASSETS, "all")] + [f"gist {gist}" for gist in sorted(gists())]
    words += (
        [f"re {topic}" for topic in TOPICS]
        + [f"to {trader}" for trader in TRADERS]
        + [
            "called",
            "rumour",
            "has entity",
            "has cash",
            "has pnl",
            "go",
        ]
    )
    return (*(f"<{word}>" for word in words), *SCAFFOLD, *SIGNS, *(f" {sign}" for sign in SIGNS))
