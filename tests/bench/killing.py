"""Kills a show at random moments and checks what it left: `python -m tests.bench.killing --kills 100`.

A witness reads the log while the show writes it. After each kill every event that the witness saw, and every
number that the show printed after writing it, must be there and unchanged, nothing may have happened twice,
and every link must hold. The next run must go on from there. In the end the whole log must be the one that a
show writes that nobody kills.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Hashable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from threading import Thread
from typing import IO

from bot.log.database import read_only
from bot.log.faults import LogError
from bot.log.proof import Chain
from bot.replay import verify
from show.events import AnyEvent, Entry

POLL_SECONDS = 0.01
START_SECONDS = 60.0

ONCE = {
    "SeasonOpened": ("season",),
    "SeasonClosed": ("season",),
    "BellRang": ("bell", "episode"),
    "TickBegan": ("tick",),
    "TickEnded": ("tick",),
    "HeadlineBroke": ("headline",),
    "ChaosStruck": ("chaos",),
    "VoteOpened": ("vote",),
    "VoteClosed": ("vote",),
    "IntentAccepted": ("intent",),
    "IntentRefused": ("intent",),
}
"""What may happen only once a season, by the fields that number it."""


class Lost(AssertionError):
    """A kill did harm; the message says which."""


@dataclass(slots=True)
class Seen:
    """What somebody outside knows to be in the log."""

    seq: int = 0
    links: dict[int, str] = field(default_factory=dict)
    printed: int = 0
    trouble: str = ""
    """Why the last look failed, if it did."""

    def look(self, raw: sqlite3.Connection) -> None:
        """Note where the log ends now."""
        row = raw.execute("SELECT seq, hash FROM head").fetchone()
        if row is not None:
            self.seq = row[0]
            self.links[self.seq] = bytes(row[1]).hex()

    def hear(self, lines: IO[str]) -> None:
        """Note the numbers that a show prints; other lines are its own."""
        for line in lines:
            if line.strip().isdigit():
                self.printed = int(line)


def run_and_kill(command: Sequence[str], db: Path, seen: Seen, dice: random.Random) -> None:
    """Start a show on a log and kill it: now and then while it starts, else a little after it has written."""
    began, before = time.monotonic(), seen.seq
    early = dice.random() < 0.2
    delay = dice.uniform(0.0, 0.8 if early else 0.4)
    until = began + (delay if early else START_SECONDS)
    with (
        TemporaryFile("w+") as trouble,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=trouble, text=True) as show,
    ):
        assert show.stdout is not None
        listener = Thread(target=seen.hear, args=(show.stdout,))
        listener.start()
        moved = early
        while time.monotonic() < until and show.poll() is None:
            _look(db, seen)
            if not moved and seen.seq > before:
                moved, until = True, time.monotonic() + delay
            time.sleep(POLL_SECONDS)
        ended = show.poll()
        show.kill()
        listener.join()
        if ended is not None:
            trouble.seek(0)
            raise Lost(f"after event {before} the show ended by itself with code {ended}: {trouble.read()}")
    if not moved:
        seconds = f"{START_SECONDS:.0f} s"
        raise Lost(f"after event {before} nothing more was seen in {seconds}, at last for: {seen.trouble!r}")


def _look(db: Path, seen: Seen) -> None:
    try:
        with closing(read_only(db)) as raw:
            seen.look(raw)
        seen.trouble = ""
    except (LogError, sqlite3.OperationalError) as error:
        seen.trouble = str(error)  # not there yet, in all likelihood


def check(db: Path, seen: Seen) -> Chain:
    """Prove what a killed show left.

    Raises:
        Lost: an event that was there is gone or another one, or something happened twice.
        LogDiffers: a link does not hold.
    """
    links: dict[int, str] = {}
    times: Counter[Hashable] = Counter()
    season = 0

    def fold(entry: Entry) -> None:
        nonlocal season
        season += entry.event.kind == "SeasonOpened"
        links[entry.seq] = entry.hash
        times.update(_marks(entry.event, season, entry.tick))

    chain = Chain()
    with closing(read_only(db)) as raw:
        verify(raw, chain, fold)
    if chain.seq < max(seen.seq, seen.printed):
        raise Lost(f"event {max(seen.seq, seen.printed)} was written, but the log ends at {chain.seq}")
    changed = [seq for seq, link in seen.links.items() if links[seq] != link]
    if changed:
        raise Lost(f"event {min(changed)} is not the one that was there before")
    twice = [mark for mark, count in times.items() if count > 1]
    if twice:
        raise Lost(f"{twice[0]} happened {times[twice[0]]} times")
    seen.seq, seen.links = chain.seq, {**seen.links, chain.seq: chain.head}
    return chain


def _marks(event: AnyEvent, season: int, tick: int) -> list[Hashable]:
    if event.kind == "DecisionMade":
        return [(event.kind, tick, event.trader)]
    fields = ONCE.get(event.kind)
    return [(event.kind, season, *(getattr(event, name) for name in fields))] if fields else []


def kill_often(command: Sequence[str], db: Path, kills: int, dice: random.Random) -> Seen:
    """Run and kill a show so many times, checking the log after each; return what was seen."""
    seen = Seen()
    for _ in range(kills):
        run_and_kill(command, db, seen, dice)
        if db.exists() and seen.seq:
            check(db, seen)
    return seen


def compare(killed: Path, whole: Path) -> int:
    """Return up to which event two logs are equal; they must be, as far as both go.

    Raises:
        Lost: they differ.
    """
    query = "SELECT seq, kind, hash FROM events ORDER BY seq"
    with closing(read_only(killed)) as first, closing(read_only(whole)) as second:
        equal = 0
        for ours, theirs in zip(first.execute(query), second.execute(query), strict=False):
            if ours != theirs:
                raise Lost(f"event {ours[0]} is a {ours[1]}, but a {theirs[1]} in a show that nobody killed")
            equal = ours[0]
    return equal


def rehearsal(db: Path) -> list[str]:
    """Return the command of a show that never waits."""
    return [sys.executable, "-m", "bot", "run", "--rehearsal", "--speed", "0", "--no-page", "--seed", "7",
            "--db", str(db)]  # fmt: skip


def unkilled(db: Path, tick: int) -> None:
    """Play the same show to the same tick in one go."""
    subprocess.run([*rehearsal(db), "--ticks", str(tick)], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Kill the real show and report."""
    parser = argparse.ArgumentParser(description="Kill a rehearsal at random moments and check its log.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the logs, which stay there")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        kept = given.keep or Path(folder)
        db, whole = kept / "killed.db", kept / "whole.db"
        began = time.monotonic()
        seen = kill_often(rehearsal(db), db, given.kills, random.Random(given.seed))
        print(
            f"{given.kills} kills in {time.monotonic() - began:.0f} s: {seen.seq:,} events, every link holds"
        )
        print(f"{len(seen.links):,} ends of the log were seen from outside, none was lost or changed")
        with closing(read_only(db)) as raw:
            tick = raw.execute("SELECT max(tick) FROM events").fetchone()[0]
        unkilled(whole, tick)
        print(f"{compare(db, whole):,} events are equal to those of a show that nobody killed")


if __name__ == "__main__":
    main()
