"""How work in the worker thread is called off: by a question that it asks between two steps."""

from __future__ import annotations

from collections.abc import Callable

Stop = Callable[[], bool]


class Stopped(Exception):
    """The work was called off between two steps."""


def never() -> bool:
    """Return False: the work goes on to its end."""
    return False
