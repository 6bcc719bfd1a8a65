"""How money is written: integer cents in, words for people out."""

from __future__ import annotations


def dollars(cents: int) -> str:
    """Return cents as dollars and cents: 1234567 -> "$12,345.67", -50 -> "-$0.50"."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}${whole:,}.{rest:02d}"


def round_dollars(cents: int) -> str:
    """Return cents as whole dollars, halves away from zero: 1234567 -> "$12,346"."""
    sign = "-" if cents < 0 else ""
    return f"{sign}${(abs(cents) + 50) // 100:,}"


def signed_pct(value: float) -> str:
    """Return a percentage with its sign and one decimal: 3.14 -> "+3.1%"."""
    return f"{round(value, 1) + 0.0:+.1f}%"  # adding zero turns a rounded -0.0 into +0.0
