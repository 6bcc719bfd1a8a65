"""Memory: what a trader keeps of what happened to them, and which memories come back in a turn.

The score follows Park et al. 2023 (Generative Agents, section 4.1): recency, importance and relevance, each
scaled to [0, 1] over the candidates and added with equal weights. The newest memory has the highest recency.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from show.cast import persona
from show.events import (
    AnyEvent,
    ChaosStruck,
    LineSpoken,
    LoanGranted,
    MarginCalled,
    OrderFilled,
    ReflectionWritten,
    TraderBankrupted,
)
from show.money import dollars
from show.ports import Memory, Recollection
from show.words import TRADERS, TraderId

RECENCY_PER_TICK = 0.99

REMEMBERED = (
    ChaosStruck, LineSpoken, LoanGranted, MarginCalled, OrderFilled, ReflectionWritten, TraderBankrupted
)  # fmt: skip
"""The events that leave anything in a memory; most do not."""


def memories_of(event: AnyEvent, tick: int) -> list[Memory]:
    """Return what an event leaves in the memory of those who lived through it, and of nobody else."""
    if type(event) not in REMEMBERED:
        return []
    match event:
        case LineSpoken():
            return [_overheard(event, listener, tick) for listener in event.heard_by]
        case OrderFilled():
            return [_memory(event.trader, tick, 4 if event.reason == "decision" else 7, _fill(event))]
        case MarginCalled():
            return [_memory(event.trader, tick, 8, "I got a margin call. Never again that much leverage.")]
        case TraderBankrupted():
            return [_memory(event.trader, tick, 10, "I went broke and had to fetch the coffee.")]
        case LoanGranted():
            return [
                _memory(event.trader, tick, 8, f"The house lent me {dollars(event.amount)} to come back.")
            ]
        case ChaosStruck():
            return [_memory(trader, tick, 7, f"Chaos struck: {event.headline}") for trader in TRADERS]
        case ReflectionWritten():
            return [_memory(event.trader, tick, 9, event.text)]
        case _:
            return []


def _memory(trader: TraderId, tick: int, importance: int, text: str) -> Memory:
    return Memory(trader=trader, tick=tick, importance=importance, text=text)


def _overheard(event: LineSpoken, listener: TraderId, tick: int) -> Memory:
    named = persona(listener).name in event.text
    text = f'{persona(event.trader).name} said in the {event.room}: "{event.text}"'
    return _memory(listener, tick, 5 if named else 3, text)


def _fill(event: OrderFilled) -> str:
    verb = "bought" if event.lots > 0 else "sold"
    forced = "" if event.reason == "decision" else f", forced by the {event.reason}"
    return f"I {verb} {dollars(event.notional)} of {event.asset} at {dollars(event.price)}{forced}."


def rank(found: Sequence[Recollection], tick: int, limit: int) -> list[Memory]:
    """Return the best memories, best first; equal scores put the newer one first."""
    relevance = scaled([item.relevance for item in found])
    importance = scaled([float(item.memory.importance) for item in found])
    recency = scaled([RECENCY_PER_TICK ** (tick - item.memory.tick) for item in found])
    scores = [sum(parts) for parts in zip(relevance, importance, recency, strict=True)]
    order = sorted(range(len(found)), key=lambda index: (-scores[index], -found[index].memory.tick, index))
    return [found[index].memory for index in order[:limit]]


def scaled(values: Iterable[float]) -> list[float]:
    """Return values scaled to [0, 1]; all zero when they do not differ, so no range is divided by zero."""
    values = list(values)
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
