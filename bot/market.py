"""`wallstreet market`: the simulated market without a show, as a file of bars or as a report of its facts."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bot.drawing.looking import complain
from show.events import PricesMoved, TruthSealed
from show.market.facts import BARS, PATHS, Finding, measured
from show.market.reel import COLUMNS, unpacked
from show.market.simulator import Simulator
from show.market.tape import BARS_PER_TICK
from show.words import ASSETS

Move = tuple[PricesMoved, TruthSealed]
SUFFIXES = (".csv", ".npz")
HEADER = ("bar", "asset", "regime", *COLUMNS, "variance", "intensity", "jumped")


def market(bars: int | None, out: Path | None, seed: int, facts: bool) -> int:
    """Write a market to a file, or print the facts report, or both.

    Returns 0 if all is well, 1 if a fact does not hold or the file cannot be written, 2 if nothing was asked.
    """
    if not facts and (bars is None or out is None):
        complain("Say --bars N --out FILE for a market in a file, or --facts for the report of its facts.")
        return 2
    if bars is not None and out is not None:
        code = _write(bars, out, seed)
        if code or not facts:
            return code
    return report(measured(BARS, PATHS, seed))


def report(findings: list[Finding]) -> int:
    """Print each fact with its figure for each asset, what is accepted, and the verdict."""
    print(
        f"Medians over {PATHS} seeds of {BARS:,} bars, the dealer's answers and the traders' orders included."
    )
    print(
        f"\n{'fact':40}"
        + "".join(f"{asset:>10}" for asset in ASSETS)
        + f"  {'accepted':16}{'verdict':9}after"
    )
    failed = 0
    for name in dict.fromkeys(finding.fact for finding in findings):
        row = [finding for finding in findings if finding.fact == name]
        wrong = [finding.asset for finding in row if not finding.holds]
        failed += len(wrong)
        verdict = f"fails: {', '.join(wrong)}" if wrong else "holds"
        figures = "".join(f"{finding.value:10.3f}" for finding in row)
        print(f"{name:40}{figures}  {_accepted(row[0]):16}{verdict:9}{row[0].source}")
    print(
        f"\n{'All facts hold.' if not failed else f'{failed} of {len(findings)} figures are out of range.'}"
    )
    return 1 if failed else 0


def _accepted(finding: Finding) -> str:
    return f"{finding.low:g}" if finding.low == finding.high else f"{finding.low:g} to {finding.high:g}"


def _write(bars: int, out: Path, seed: int) -> int:
    if out.suffix not in SUFFIXES:
        return complain(f"{out.name!r} names no format: end it in .csv or .npz.")
    try:
        columns = frame(bars, seed)
        out.write_bytes(_csv(columns) if out.suffix == ".csv" else _npz(columns))
    except OSError as error:
        return complain(f"{str(out)!r} cannot be written: {error.strerror}. Choose another place.")
    print(f"{bars:,} bars of {len(ASSETS)} assets, seed {seed}: {out}")
    return 0


def moves(bars: int, seed: int) -> Iterator[Move]:
    """Play the market without audience or traders for at least so many bars. The first move has none."""
    source = Simulator()
    move = source.first(random.Random(f"{seed} 0"))
    yield move
    for tick in range(1, -(-bars // BARS_PER_TICK) + 1):
        move = source.move(move[1], random.Random(f"{seed} {tick}"), chaos=None, flow={})
        yield move


def frame(bars: int, seed: int) -> dict[str, Any]:
    """Return a market as columns, (n, 3): those of a tape, and the truth as sealed after each bar's tick.

    `regime` has shape (n,). Prices in cents, volumes in lots, variance and intensity per bar.
    """
    played = list(moves(bars, seed))
    opening, rest = played[0][0], played[1:]
    tapes = []
    for asset in ASSETS:
        quote = opening.quotes[asset]
        figures = [figure for prices, _ in rest for figure in prices.bars[asset]]
        tapes.append(unpacked(figures, 0.5 * (quote.bid + quote.ask))[:, :bars])
    columns: dict[str, Any] = dict(zip(COLUMNS, np.stack(tapes, axis=2), strict=True))
    truths = [truth for _, truth in rest for _ in range(BARS_PER_TICK)][:bars]
    columns["regime"] = np.array([truth.regime for truth in truths])
    for name in ("variance", "intensity"):
        columns[name] = np.array([[getattr(truth, name)[asset] for asset in ASSETS] for truth in truths])
    columns["jumped"] = np.array(
        [
            [truth.jumped[asset] >> at % BARS_PER_TICK & 1 for asset in ASSETS]
            for at, truth in enumerate(truths)
        ]
    )
    return columns


def _npz(columns: dict[str, Any]) -> bytes:
    data = io.BytesIO()
    np.savez_compressed(data, assets=np.array(ASSETS), **columns)
    return data.getvalue()


def _csv(columns: dict[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    regimes = columns["regime"].tolist()
    figures = [columns[name].tolist() for name in (*COLUMNS, "variance", "intensity", "jumped")]
    for bar, regime in enumerate(regimes):
        for place, asset in enumerate(ASSETS):
            row = [f"{figure[bar][place]:.10g}" for figure in figures]
            writer.writerow((bar, asset, regime, *row))
    return text.getvalue().encode()
