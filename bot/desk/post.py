"""The post between the show and the analysts' process: nothing is sent that the other side knows.

Of the tapes only the bars since the last brief travel, of the truths behind the chains only new ones. The
ledger is a fold of what the desk itself said, so the process keeps its own; it is sent whole at first, in a
new season, and whenever the show has not heard what was said last.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from show.desk.brief import Brief
from show.desk.handing import DeskError
from show.desk.ledger import ANCHOR_TICKS, Ledger
from show.desk.panel import Panel
from show.desk.session import spoken
from show.events import AnyEvent, TruthSealed
from show.market.reel import COLUMNS
from show.market.tape import BARS_PER_TICK, Bars, Tape
from show.words import Asset

TAPE_BARS = 1024 + 2 * BARS_PER_TICK * ANCHOR_TICKS
"""What the process keeps of a tape: more than any reading since an anchor can ask for."""


Block = tuple[int, Bars]
"""Bars on their way: the number of the first, and a row for each column of a tape. One array is packed and
joined sooner than eight."""
Sealed = Sequence[tuple[int, TruthSealed]]
News = tuple[int, Sealed]
"""How many of the newest truths that were sent still count, and those that came since."""


class Sender:
    """The show's side, for one process."""

    def __init__(self) -> None:
        self._tapes: dict[Asset, int] = {}
        self._season = -1
        self._chains: dict[Asset, int] = {}
        """The tick of the newest truth that was sent."""
        self._heard: int | None = None

    def packed(self, brief: Brief) -> bytes:
        """Return what the process does not know of a brief yet."""
        if brief.season != self._season:
            self._tapes, self._season, self._chains, self._heard = {}, brief.season, {}, None
        blocks = {asset: block_of(tape, self._tapes.get(asset, 0)) for asset, tape in brief.tapes.items()}
        self._tapes = {asset: tape.end for asset, tape in brief.tapes.items()}
        truths = {asset: self._news(asset, sealed) for asset, sealed in brief.sealed.items()}
        ends = brief.ledger.ends
        follows = self._heard is not None and len(ends) > 1 and ends[-2][0] == self._heard
        slim = replace(
            brief, tapes={}, sealed={},
            ledger=Ledger(ends=ends[-1:], argued=brief.ledger.argued) if follows else brief.ledger,
        )  # fmt: skip
        return pickle.dumps((slim, blocks, truths, follows), pickle.HIGHEST_PROTOCOL)

    def _news(self, asset: Asset, sealed: Sealed) -> News:
        newest = self._chains.get(asset)
        fresh = [one for one in sealed if newest is None or one[0] > newest]
        if fresh:
            self._chains[asset] = fresh[-1][0]
        return len(sealed) - len(fresh), fresh

    def heard(self, brief: Brief) -> None:
        """Note that the show takes what was said of a brief into its log, and so into its own ledger."""
        self._heard = brief.tick


class Reader:
    """The process's side: keeps what was sent and said before, and reads."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._blocks: dict[Asset, Block] = {}
        self._sealed: dict[Asset, Sealed] = {}
        self._last: Brief | None = None
        self._said: list[AnyEvent] = []

    def answer(self, packed: bytes) -> bytes:
        """Return what the desk makes of a packed brief; a bug becomes a sentence."""
        self.settle()
        try:
            brief, blocks, truths, follows = pickle.loads(packed)
            self._last = self._whole(brief, blocks, truths, follows)
            self._said = spoken(self._last, self._panel)
        except Exception as error:  # noqa: BLE001 - the show goes on without a view, and says why
            return pickle.dumps(f"The desk failed: {type(error).__name__}: {error}"[:160])
        return pickle.dumps(self._said, pickle.HIGHEST_PROTOCOL)

    def settle(self) -> None:
        """Fold what was said into the ledger, as the show will. There is time when the answer is out."""
        said, self._said = self._said, []
        for event in said:
            assert self._last is not None, "it was said of a brief"
            self._last.ledger.take(event)

    def _whole(
        self, brief: Brief, blocks: dict[Asset, Block], truths: dict[Asset, News], follows: bool
    ) -> Brief:
        """Return the brief with what is known from earlier ones."""
        known = {asset: joined(self._blocks.get(asset), block) for asset, block in blocks.items()}
        self._blocks = {asset: newest(block, TAPE_BARS) for asset, block in known.items()}
        tapes = {asset: Tape(asset, first, *columns) for asset, (first, columns) in known.items()}
        last, ledger = self._last, brief.ledger
        if follows:
            assert last is not None, "something was heard before"
            ledger, (tick, bars) = last.ledger, brief.ledger.ends[-1]
            ledger.bars, ledger.argued = bars, brief.ledger.argued
            ledger.ticked(tick)
        self._sealed = {asset: _sealed(self._sealed.get(asset, ()), news) for asset, news in truths.items()}
        return replace(brief, tapes=tapes, sealed=self._sealed, ledger=ledger)


def _sealed(known: Sealed, news: News) -> Sealed:
    kept, fresh = news
    return [*known[len(known) - kept :], *fresh]


def unpacked(answer: bytes) -> list[AnyEvent]:
    """Return the events of an answer.

    Raises:
        DeskError: the desk failed, and this is the sentence that says how.
    """
    events = pickle.loads(answer)
    if isinstance(events, str):
        raise DeskError(events)
    found: list[AnyEvent] = events
    return found


def block_of(tape: Tape, bar: int) -> Block:
    """Return the bars of a tape from number `bar` on."""
    part = tape.since(bar)
    return part.first, np.stack([getattr(part, name) for name in COLUMNS])


def joined(old: Block | None, new: Block) -> Block:
    """Return two blocks as one; the old one is dropped unless the new one follows on it."""
    if old is None or old[0] + old[1].shape[1] != new[0] or new[0] == 0:
        return new
    return old[0], np.concatenate((old[1], new[1]), axis=1)


def newest(block: Block, bars: int) -> Block:
    """Return the newest bars of a block."""
    first, columns = block
    skipped = max(0, columns.shape[1] - bars)
    return first + skipped, columns[:, skipped:]
