"""Numbers as people type them behind a flag, with a sentence when they are none."""

from __future__ import annotations

import argparse
import math


def ticks(text: str) -> int:
    """Read how many ticks to play."""
    return _whole(text, 1, 10**9, "a number of ticks, 1 or more")


def nights(text: str) -> int:
    """Read how many nights to play."""
    return _whole(text, 1, 10_000, "a number of nights, 1 or more")


def bars(text: str) -> int:
    """Read how many bars to simulate."""
    return _whole(text, 1, 10**6, "a number of bars from 1 to 1000000")


def episode(text: str) -> int:
    """Read which episode."""
    return _whole(text, 1, 10**6, "the number of an episode, 1 or more")


def seed(text: str) -> int:
    """Read a seed."""
    return _whole(text, 0, 2**63 - 1, "a seed: a whole number from 0 on")


def port(text: str) -> int:
    """Read a port."""
    return _whole(text, 0, 65535, "a port: a whole number from 0 (any free one) to 65535")


def speed(text: str) -> float:
    """Read how fast the show plays."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1000:
        raise argparse.ArgumentTypeError(
            f"{_shown(text)} is not a speed. Write 2 for twice as fast, 0 for no waiting, at most 1000."
        )
    return value


def _whole(text: str, least: int, most: int, demand: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise argparse.ArgumentTypeError(f"{_shown(text)} is not {demand}.")
    return value


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "...")
