"""Figures as short text that fits where it must: prices, equity and changes, in TINY."""

from __future__ import annotations

from show.ledger import LOTS_PER_UNIT
from show.money import round_dollars, signed_pct
from show.stage import fonts

_UNITS = ((1_000, "K"), (1_000_000, "M"), (1_000_000_000, "B"), (1_000_000_000_000, "T"))
_WIDEST_PCT = 99_999.0


def price(cents: int, width: int) -> str:
    """Return a price for a width in pixels: with cents, without them, or in thousands or more."""
    whole = abs(cents) // 100
    sign = "-" if cents < 0 else ""
    forms = [f"{sign}{whole:,}.{abs(cents) % 100:02}", f"{sign}{whole:,}", f"{sign}{whole}"]
    for size, unit in _UNITS:
        if whole >= size:
            forms += [f"{sign}{whole / size:.1f}{unit}", f"{sign}{whole / size:.0f}{unit}"]
    fitting = [form for form in forms if fonts.measure("tiny", form) <= width]
    return fitting[0] if fitting else fonts.shorten("tiny", forms[-1], width)


def equity(cents: int, width: int) -> str:
    """Return whole dollars for a width in pixels, in thousands or more where they do not fit."""
    plain = round_dollars(cents)
    if fonts.measure("tiny", plain) <= width:
        return plain
    sign = "-$" if cents < 0 else "$"
    return sign + price(abs(cents), width - fonts.measure("tiny", sign) - fonts.GAP)


def signed(percent: float) -> str:
    """Return a change with its sign, such as +2.5% or -0.3%; from a thousand on without the decimal."""
    if abs(percent) < 999.95:
        return signed_pct(percent)
    return f"{max(-_WIDEST_PCT, min(_WIDEST_PCT, percent)):+.0f}%"


def units(lots: int) -> str:
    """Return lots as whole units with one decimal at the most, unsigned: -12500 -> "12.5"."""
    whole = abs(lots) / LOTS_PER_UNIT
    return f"{whole:,.1f}".removesuffix(".0") if whole < 10_000 else f"{whole:,.0f}"
