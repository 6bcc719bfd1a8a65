"""Which texts that wait become one message: a few as they are, many as a digest, too many as a count.

A text with a picture is a message of its own, however far behind a place is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.discord.outbox import Batch, Row
from bot.discord.places import voice_name
from bot.phrases import times

MESSAGE_CHARACTERS = 1900
"""Discord takes 2,000; some are left for its own way of counting."""
TOGETHER = 4
"""Texts of one voice that follow each other are one message, up to so many."""
BEHIND = 8
"""From so many on, a place is behind and gets a digest instead of a flood."""
WORTH_TELLING = 400
"""Of what waits longer than this only the count is told: nobody reads back four hundred lines."""
READ = WORTH_TELLING * 20


def next_batch(rows: Sequence[Row]) -> Batch:
    """Return the next message of a place, from all that waits there (at least one text), oldest first."""
    if len(rows) > WORTH_TELLING:
        return _counted(rows[: len(rows) - WORTH_TELLING])
    if rows[0].plate is not None:
        return Batch(rows[0].number, rows[0].voice, rows[0].text, plate=rows[0].plate)
    until = next((at for at, row in enumerate(rows) if row.plate is not None), len(rows))
    return _digest(rows[:until]) if len(rows) >= BEHIND else _together(rows[:until])


def _together(rows: Sequence[Row]) -> Batch:
    first, text, upto = rows[0], rows[0].text, rows[0].number
    for row in rows[1:TOGETHER]:
        if row.voice != first.voice or len(text) + len(row.text) + 1 > MESSAGE_CHARACTERS:
            break
        text, upto = f"{text}\n{row.text}", row.number
    return Batch(upto, first.voice, text)


def _digest(rows: Sequence[Row]) -> Batch:
    text, upto, tick = "", 0, rows[0].tick
    for row in rows:
        line = f"\n{_told(row)}"
        if text and len(text) + len(line) > MESSAGE_CHARACTERS - 60:
            break
        text, upto, tick = text + line, row.number, row.tick
    return Batch(upto, "show", f"**Meanwhile**, {_ticks(rows[0].tick, tick)}{text}")


def _told(row: Row) -> str:
    text = row.text.removeprefix("-# ")
    return text if row.voice == "show" else f"**{voice_name(row.voice)}** {text}"


def _counted(rows: Sequence[Row]) -> Batch:
    who = Counter(voice_name(row.voice) for row in rows)
    counts = ", ".join(f"{name} {count}" for name, count in who.most_common())
    said = f"{times(len(rows), 'line')} went by while this server could not be reached ({counts})."
    text = f"**Meanwhile**, {_ticks(rows[0].tick, rows[-1].tick)}\n{said} The show's log has them all."
    return Batch(rows[-1].number, "show", text)


def _ticks(first: int, last: int) -> str:
    return f"tick {first}:" if first == last else f"ticks {first} to {last}:"
