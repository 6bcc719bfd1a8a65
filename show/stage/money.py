"""Money and percent as short text that fits where it must."""

from __future__ import annotations

from show.stage import fonts


def dollars(cents: int) -> str:
    """Return whole dollars with a sign and thousands, such as -$1,234."""
    whole = (abs(cents) + 50) // 100
    return f"{'-' if cents < 0 and whole else ''}${whole:,}"


def price(cents: int, width: int) -> str:
    """Return a price for a width in pixels of TINY: with cents, without them, or in thousands or more."""
    whole = abs(cents) // 100
    sign = "-" if cents < 0 else ""
    forms = [f"{sign}{whole:,}.{abs(cents) % 100:02}", f"{sign}{whole:,}", f"{sign}{whole}"]
    for size, unit in _UNITS:
        if whole >= size:
            forms += [f"{sign}{whole / size:.1f}{unit}", f"{sign}{whole / size:.0f}{unit}"]
    fitting = [form for form in forms if fonts.measure("tiny", form) <= width]
    return fitting[0] if fitting else fonts.shorten("tiny", forms[-1], width)


_UNITS = ((1_000, "K"), (1_000_000, "M"), (1_000_000_000, "B"), (1_000_000_000_000, "T"))


def equity(cents: int, width: int) -> str:
    """Return whole dollars for a width in pixels of TINY, in thousands or more where they do not fit."""
    plain = dollars(cents)
    if fonts.measure("tiny", plain) <= width:
        return plain
    sign = "-$" if cents < 0 else "$"
    return sign + price(abs(cents), width - fonts.measure("tiny", sign) - 1)


def signed(percent: float) -> str:
    """Return a change with its sign and one decimal, such as +2.5% or -0.3%; long ones lose the decimal."""
    text = f"{percent:+.1f}%" if abs(percent) < 999.95 else f"{max(-99999.0, min(99999.0, percent)):+.0f}%"
    return "0.0%" if text in ("+0.0%", "-0.0%") else text
