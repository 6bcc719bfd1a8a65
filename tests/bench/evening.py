"""What became of an evening: every vote that was typed against the log, and the limits of Twitch."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.crowd import Crowd
from tests.fake_twitch.server import FakeTwitch

Json = dict[str, Any]

WORTH = re.compile("[Ss]tream|ingest|Traceback|ERROR|WARNING|Twitch| mind ")

LATE = 2.0
"""A vote typed so shortly before its ballot was counted may come too late, on a real evening as well."""


@dataclass
class Ballot:
    """A ballot as the log has it; times are seconds of the wall clock."""

    number: int
    opened: float
    closed: float = float("inf")
    keys: list[str] = field(default_factory=list)
    cast: dict[str, str] = field(default_factory=dict)


def ballots(db: Path) -> list[Ballot]:
    """Return the ballots of a log that were counted."""
    found: dict[int, Ballot] = {}
    for kind, body, at in _events(db, "VoteOpened", "VoteCast", "VoteClosed"):
        if kind == "VoteOpened":
            keys = [option["key"] for option in body["options"]]
            found[body["vote"]] = Ballot(body["vote"], at, keys=keys)
        elif kind == "VoteCast":
            found[body["vote"]].cast[body["viewer"]] = body["key"]
        else:
            found[body["vote"]].closed = at
    return [one for one in found.values() if one.closed < float("inf")]


def _events(db: Path, *kinds: str) -> list[tuple[str, Json, float]]:
    marks = ", ".join("?" * len(kinds))
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as raw:
        rows = raw.execute(
            f"SELECT kind, body, recorded_at FROM events WHERE kind IN ({marks}) ORDER BY seq", kinds
        )
        return [(kind, json.loads(body), at / 1000) for kind, body, at in rows]


@dataclass
class Votes:
    """How the votes that were typed came out."""

    counted: int = 0
    late: int = 0
    unheard: int = 0
    dropped: list[str] = field(default_factory=list)


def compared(ballot: Ballot, crowd: Crowd, votes: Votes) -> None:
    """Hold what was typed while a ballot was open against what it counted: the last vote of each viewer."""
    last: dict[str, tuple[float, str]] = {}
    unsure: set[str] = set()
    for typed in crowd.typed:
        number = typed.text.removeprefix("!vote ")
        if not typed.text.startswith("!vote ") or not ballot.opened <= typed.at <= ballot.closed:
            continue
        if int(number) > len(ballot.keys):
            continue
        viewer = f"twitch:{typed.user}"
        if not typed.heard:
            votes.unheard += 1
        elif typed.at > ballot.closed - LATE:
            votes.late += 1
            unsure.add(viewer)
        else:
            last[viewer] = (typed.at, ballot.keys[int(number) - 1])
    for viewer, (at, key) in last.items():
        if ballot.cast.get(viewer) == key or (viewer in unsure and viewer in ballot.cast):
            votes.counted += 1
        else:
            had = ballot.cast.get(viewer, "nothing")
            votes.dropped.append(
                f"ballot {ballot.number}: {viewer} typed {key} {ballot.closed - at:.1f} s before the"
                f" count, has {had}"
            )


def report(fake: FakeTwitch, home: Path, crowd: Crowd) -> str:
    """Return the findings, one a line."""
    db = home / "show.db"
    votes, found = Votes(), ballots(db)
    for ballot in found:
        compared(ballot, crowd, votes)
    kinds = Counter(kind for kind, _, _ in _events(db, "ChaosStruck", "HeadlineBroke", "BellRang"))
    turns = [body for _, body, _ in _events(db, "DecisionMade")]
    canned = sum(bool(body.get("canned")) for body in turns)
    unheard = sum(not one.heard for one in crowd.typed)
    with sqlite3.connect(f"file:{db}?mode=ro", uri=True) as raw:
        ticks = raw.execute("SELECT max(tick) FROM events").fetchone()[0]
    lines = [
        f"{ticks} ticks, {len(found)} ballots, {dict(kinds)}, {len(turns)} decisions,"
        f" {canned} of them canned",
        f"{len(crowd.typed)} messages typed, {unheard} of them while Twitch had nobody to tell",
        f"votes: {votes.counted} counted, {len(votes.dropped)} dropped, {votes.unheard} typed while nobody"
        f" was told, {votes.late} within {LATE:g} s of the count",
        *votes.dropped[:10],
        f"limits exceeded: {fake.limits.exceeded or 'none'}; at most {fake.limits.most} in 30 s;"
        f" {len(fake.world.chat)} messages of the show",
    ]
    log = (home / "log.txt").read_text("utf-8")
    told = [line for line in log.splitlines() if WORTH.search(line) and " crowd " not in line]
    return "\n".join([*lines, *(f"  {line[:200]}" for line in told[:60])])
