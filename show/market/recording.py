"""A recorded market: plays quotes from CSV `tick,asset,bid,ask` or from JSON lines with those keys."""

from __future__ import annotations

import csv
import json
import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from show.events import PricesMoved, Quote, TruthSealed
from show.market.chain import Chain
from show.market.options import no_chain
from show.market.source import ChaosForce
from show.words import ASSETS, Asset

REGIME = "Recording"


class RecordingError(ValueError):
    """A recording cannot be played; the message names the line and the trouble."""


class Row(BaseModel):
    """One line of a recording. Prices are integer cents per unit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tick: int = Field(ge=0)
    asset: Asset
    bid: int = Field(gt=0)
    ask: int = Field(gt=0)


@dataclass(frozen=True, slots=True)
class Recording:
    """A market source that plays moves in order. After the last one its quotes stand.

    It hears neither chaos nor the traders' orders: what is recorded has happened. A move of it is one bar,
    since it has no more to show.
    """

    moves: tuple[PricesMoved, ...]

    @property
    def name(self) -> str:
        """Return the name for the screen."""
        return "recording"

    def first(self, dice: random.Random) -> tuple[PricesMoved, TruthSealed]:
        """Return the first recorded quotes."""
        return self._at(0)

    def move(
        self,
        truth: TruthSealed,
        dice: random.Random,
        *,
        chaos: ChaosForce | None,
        flow: Mapping[Asset, int],
    ) -> tuple[PricesMoved, TruthSealed]:
        """Return the recorded quotes after those of `truth`.

        Raises:
            RecordingError: the truth belongs to another source or a longer recording.
        """
        if truth.regime != REGIME or truth.ticks_left >= len(self.moves):
            raise RecordingError(
                f"The season stands at {truth.regime!r} with {truth.ticks_left} moves left, which is no "
                f"place in this recording of {len(self.moves)} moves; use the one it began with, or reset"
            )
        here = len(self.moves) - 1 - truth.ticks_left
        return self._at(min(here + 1, len(self.moves) - 1), here)

    def chain(self, truth: TruthSealed, asset: Asset, dice: random.Random) -> Chain:
        """Return a chain without a quote: no options were recorded."""
        return no_chain(asset, truth.bar, math.exp(truth.fair[asset]))

    def _at(self, index: int, before: int | None = None) -> tuple[PricesMoved, TruthSealed]:
        move = self.moves[index]
        if before is not None:
            last = self.moves[before]
            bars = {asset: _bar(last.quotes[asset], quote) for asset, quote in move.quotes.items()}
            move = PricesMoved(quotes=move.quotes, bars=bars)
        truth = TruthSealed(
            regime=REGIME,
            bar=index,
            ticks_left=len(self.moves) - 1 - index,
            fair={asset: math.log(quote.mid) for asset, quote in move.quotes.items()},
            variance=dict.fromkeys(ASSETS, 0.0),
        )
        return move, truth


def read_recording(path: Path) -> Recording:
    """Read a recording from a `.csv` or `.jsonl` file.

    Raises:
        RecordingError: a line is wrong, or a tick lacks an asset.
        OSError: the file cannot be read.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return Recording(_moves(_csv(lines) if path.suffix == ".csv" else _jsonl(lines)))


def _csv(lines: list[str]) -> Iterable[tuple[int, Any]]:
    reader = csv.DictReader(lines)
    for row in reader:
        yield reader.line_num, row


def _jsonl(lines: list[str]) -> Iterable[tuple[int, Any]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise RecordingError(f"Line {number} of the recording is no JSON: {error}") from error


def _moves(rows: Iterable[tuple[int, Any]]) -> tuple[PricesMoved, ...]:
    ticks: dict[int, dict[Asset, Quote]] = {}
    for number, raw in rows:
        row = _row(number, raw)
        quotes = ticks.setdefault(row.tick, {})
        if row.asset in quotes:
            raise RecordingError(f"Line {number} quotes {row.asset} a second time for tick {row.tick}")
        quotes[row.asset] = Quote(bid=row.bid, ask=row.ask)
    for tick, quotes in ticks.items():
        missing = [asset for asset in ASSETS if asset not in quotes]
        if missing:
            raise RecordingError(f"Tick {tick} of the recording has no quote for {', '.join(missing)}")
    if not ticks:
        raise RecordingError("The recording is empty; it needs lines of tick, asset, bid and ask")
    return tuple(PricesMoved(quotes=ticks[tick]) for tick in sorted(ticks))


def _bar(before: Quote, quote: Quote) -> tuple[int, ...]:
    """The one bar that is known between two recorded quotes; who traded in it is not."""
    mids = (0.5 * (before.bid + before.ask), 0.5 * (quote.bid + quote.ask))
    high, low = math.ceil(max(mids)), math.floor(min(mids))
    return quote.bid, quote.ask - quote.bid, high - quote.bid, quote.bid - low, 0, 0


def _row(number: int, raw: Any) -> Row:
    try:
        row = Row.model_validate(raw)
    except ValidationError as error:
        detail = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise RecordingError(
            f"Line {number} of the recording is not tick, asset, bid, ask in whole cents: {detail}"
        ) from error
    if row.bid >= row.ask:
        raise RecordingError(
            f"Line {number} of the recording bids {row.bid}, which is not below the ask {row.ask}"
        )
    return row
