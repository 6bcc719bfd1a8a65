"""Distances between normal distributions, as information geometry measures them."""

from __future__ import annotations

import math


def fisher_rao(mean_a: float, sd_a: float, mean_b: float, sd_b: float) -> float:
    """Return the Fisher-Rao distance of two univariate normals.

    With the metric (dm^2 + 2 ds^2) / s^2 the normals are a hyperbolic half-plane, and the distance is
    sqrt(2) arcosh(1 + ((m_a - m_b)^2 / 2 + (s_a - s_b)^2) / (2 s_a s_b)): Atkinson & Mitchell, Sankhya A 43
    (1981) 345; Costa, Santos & Strapasson, Discrete Applied Mathematics 197 (2015) 59. It has no unit: it
    does not change when both are shifted or scaled.

    Raises:
        ValueError: a standard deviation is not positive.
    """
    if not (sd_a > 0 and sd_b > 0):
        raise ValueError(f"standard deviations {sd_a!r} and {sd_b!r} must be positive")
    # arcosh(1 + x) loses all its digits near zero; 2 arsinh(sqrt(x / 2)) is the same and does not.
    apart = (mean_a - mean_b) ** 2 / 2 + (sd_a - sd_b) ** 2
    return 2 * math.sqrt(2) * math.asinh(math.sqrt(apart / (4 * sd_a * sd_b)))
