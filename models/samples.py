"""Samples: an answer of each trader, shown to language models with the rules, which are read once a night.

Of 20 answers of a model with 135 million weights, 4 had a speech of four words or more without samples and 15
with them. The show's gate lets nobody say a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from assets.cast import load_cast


@cache
def sample_speeches() -> tuple[str, ...]:
    """Return what is said in the samples."""
    return tuple(one.sample.speech for one in load_cast().values())


def samples(written: Callable[[Mapping[str, str]], str]) -> str:
    """Return the samples of the cast, a line each, in the form in which an answer is to come."""
    lines = [f"{one.name}: {written(one.sample.model_dump())}" for one in load_cast().values()]
    return "\n".join(["So the four answered on other nights, and none of it may be said again:", *lines])
