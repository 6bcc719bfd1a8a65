"""Series of systems whose dimension and exponents are known."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]


@cache
def logistic(values: int, r: float = 4.0) -> Series:
    """x -> r x (1 - x); at r = 4 the exponent is ln 2 exactly."""
    x = [0.3]
    for _ in range(values + 100):
        x.append(r * x[-1] * (1 - x[-1]))
    return np.array(x[-values:])


@cache
def henon(values: int) -> Series:
    """The Henon map at a = 1.4, b = 0.3: exponent 0.4192 (Sprott 2003)."""
    x, y, out = 0.1, 0.1, []
    for _ in range(values + 100):
        x, y = 1 - 1.4 * x * x + y, 0.3 * x
        out.append(x)
    return np.array(out[-values:])


@cache
def lorenz(values: int, step: float = 0.05) -> Series:
    """x of Lorenz' system (10, 28, 8/3): largest exponent 0.9056 a unit of time (Sprott 2003)."""

    def flow(p: Series) -> Series:
        return np.array([10 * (p[1] - p[0]), p[0] * (28 - p[2]) - p[1], p[0] * p[1] - 8 / 3 * p[2]])

    return _run(flow, np.array([1.0, 1.0, 25.0]), values, step)


@cache
def rossler(values: int, step: float = 0.1) -> Series:
    """x of Rossler's system (0.2, 0.2, 5.7): largest exponent 0.0714 a unit of time (Sprott 2003)."""

    def flow(p: Series) -> Series:
        return np.array([-p[1] - p[2], p[0] + 0.2 * p[1], 0.2 + p[2] * (p[0] - 5.7)])

    return _run(flow, np.array([1.0, 1.0, 0.0]), values, step)


def _run(flow: Callable[[Series], Series], start: Series, values: int, step: float) -> Series:
    fine = max(1, round(step / 0.01))
    h, p, out = step / fine, start, []
    for i in range(values + 500):
        for _ in range(fine):
            a = flow(p)
            b = flow(p + h / 2 * a)
            c = flow(p + h / 2 * b)
            p = p + h / 6 * (a + 2 * b + 2 * c + flow(p + h * c))
        if i >= 500:
            out.append(p[0])
    return np.array(out)
