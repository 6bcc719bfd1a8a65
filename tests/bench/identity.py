"""A long rehearsal with the desk: the chain holds, every cent of credit adds up, every figure is in bounds.

python -m tests.bench.identity                 5,000 ticks, played now
python -m tests.bench.identity --db FILE       a log that was played before
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

from bot.log.database import read_only
from bot.log.proof import Chain
from bot.replay import verify
from show.desk.book import MOST_SHARE, value_at_mid
from show.desk.darwin import LEAST, MOST
from show.events import DebateHeld, DeskSpoke, Entry, Event, HouseSettled, WeightsSet
from show.state import State, fold

ROOT = Path(__file__).parents[2]


class Auditor:
    """Folds a log and looks at every event of the desk."""

    def __init__(self) -> None:
        self.state = State()
        self.faults: list[str] = []
        self.seen: Counter[str] = Counter()
        self.size: Counter[str] = Counter()

    def take(self, entry: Entry) -> None:
        """Fold one entry and check it."""
        fold(self.state, entry)
        self.seen[entry.event.kind] += 1
        self.size[entry.event.kind] += len(entry.body())
        if not holds(entry.event):
            self.faults.append(f"event {entry.seq}, {entry.event.kind}")
        if self.seen["TickEnded"] % 50 == 0 and entry.event.kind == "TickEnded":
            self._money(entry)

    def _money(self, entry: Entry) -> None:
        books, book = self.state.books, self.state.desk.book
        if not books.balanced():
            self.faults.append(f"event {entry.seq}: the books are out by {json.dumps(books.imbalance())}")
        if sum(book.earned.values()) + book.constraint - book.costs != book.gained:
            self.faults.append(f"event {entry.seq}: credit does not add up")

    def account(self) -> str:
        """Return whether the mechanical account is worth what the events say it gained."""
        book = self.state.desk.book
        quotes = self.state.board.quotes
        open_stretch = sum(
            stretch.lots * (quotes[asset].bid + quotes[asset].ask - stretch.mid) / 2
            for asset, stretch in book.stretches.items()
        )
        worth = value_at_mid(book.account, quotes)
        rest = worth - 1000 * book.account.start - book.gained + book.cost - open_stretch
        return f"{rest:g} thousandths of a cent"


def holds(event: Event) -> bool:
    """Return whether an event of the desk is within its bounds; all others are."""
    match event:
        case HouseSettled():
            return sum(event.earned) + event.constraint - event.cost == event.gained
        case DeskSpoke():
            views = event.views.values()
            return all(
                all(-100 <= signal <= 100 for signal in view[::2]) and all(0 <= c <= 100 for c in view[1::2])
                for view in views
            )
        case DebateHeld():
            return all(
                max(abs(one.direction), abs(one.risk), abs(one.execution), one.disagreement) <= 1.0
                and abs(one.wanted) <= MOST_SHARE
                for one in event.views
            )
        case WeightsSet():
            return all(LEAST <= weight / 1000 <= MOST for weight in event.weights)
        case _:
            return True


def audit(db: Path) -> int:
    """Check a log and print what was found."""
    auditor, chain = Auditor(), Chain()
    with closing(read_only(db)) as raw:
        verify(raw, chain, auditor.take)
    ticks = auditor.seen["TickEnded"]
    desk = auditor.state.desk
    print(f"{ticks:,} ticks, {chain.seq:,} events, the chain holds")
    print(f"log: {sum(auditor.size.values()) / ticks / 1000:.2f} kB a tick of events")
    for kind, size in auditor.size.most_common(8):
        print(f"  {kind:16} {size / ticks:7.0f} B a tick")
    print(f"mechanical account less what the events say: {auditor.account()}")
    print(f"silent ticks: {desk.silent}; phantoms: {desk.shadow.opened}; research kept {desk.research.kept}, "
          f"reverted {desk.research.reverted}")  # fmt: skip
    weights = desk.weights.values()
    print(
        f"weights from {min(weights):.2f} to {max(weights):.2f}, luck from {desk.low:.2f} to {desk.high:.2f}"
    )
    print("\n".join(auditor.faults[:20]) or "every identity and every bound holds")
    return 1 if auditor.faults else 0


def main() -> None:
    """Play, then check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--ticks", type=int, default=5000)
    parser.add_argument("--db", type=Path)
    given = parser.parse_args()
    if given.db is not None:
        sys.exit(audit(given.db))
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "long.db"
        command = [
            sys.executable,
            "-m",
            "bot",
            "run",
            "--rehearsal",
            "--speed",
            "0",
            "--seed",
            "77",
            "--no-page",
        ]
        subprocess.run(
            [*command, "--no-page", "--ticks", str(given.ticks), "--db", str(db)], cwd=ROOT, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        code = audit(db)
    sys.exit(code)


if __name__ == "__main__":
    main()
