"""The shape of a cloud of points: loops that appear and fill in, and how much they weigh together."""

from __future__ import annotations

import gudhi
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Points = NDArray[np.float64]
Pairs = NDArray[np.float64]
Series = NDArray[np.float64]


def loops(points: Points) -> Pairs:
    """Return births and deaths of the loops of a cloud, shape (k, 2), in the unit of the points.

    Persistent homology in dimension one of the Vietoris-Rips filtration (two points are joined when the
    filtration reaches their distance), computed by gudhi. Beyond the enclosing radius every loop is filled,
    so the filtration stops there and nothing is lost. `points` has shape (n, d).

    Raises:
        ValueError: fewer than four points, or one that is not finite.
    """
    if len(points) < 4 or not np.isfinite(points).all():
        raise ValueError(f"{len(points)} points: a loop takes at least four, all finite")
    apart = cdist(points, points)
    reach = float(apart.max(axis=1).min())
    tree = gudhi.RipsComplex(distance_matrix=apart, max_edge_length=reach).create_simplex_tree(
        max_dimension=1
    )
    tree.collapse_edges()
    tree.expansion(2)
    tree.compute_persistence()
    pairs = np.asarray(tree.persistence_intervals_in_dimension(1), np.float64).reshape(-1, 2)
    return pairs[np.isfinite(pairs).all(axis=1) & (pairs[:, 1] > pairs[:, 0])]


def landscape(pairs: Pairs, at: Series) -> NDArray[np.float64]:
    """Return the persistence landscape at given places, shape (k, len(at)): row i is the (i+1)-largest tent.

    Bubenik, J. Machine Learning Research 16 (2015) 77. A pair's tent rises with slope one from its birth to
    half its life and falls to its death. `pairs` has shape (k, 2).
    """
    births, deaths = pairs[:, :1], pairs[:, 1:]
    tents = np.maximum(0.0, np.minimum(at[None, :] - births, deaths - at[None, :]))
    return np.asarray(-np.sort(-tents, axis=0))


def landscape_norm(pairs: Pairs, power: float = 1.0) -> float:
    """Return the L^p norm of the whole landscape, exactly.

    Gidea & Katz, Physica A 491 (2018) 820, use it on clouds of returns. Sorting tents at each place changes
    no sum over them, so the p-th power of the norm is the sum of the tents' own: 2 h^(p + 1) / (p + 1) for a
    tent of height h = (death - birth) / 2. The unit is that of the points to the power 1 + 1 / p.

    Raises:
        ValueError: power below 1.
    """
    if power < 1:
        raise ValueError(f"an L^p norm has p of at least 1, not {power!r}")
    heights = (pairs[:, 1] - pairs[:, 0]) / 2
    return float((2 * heights ** (power + 1) / (power + 1)).sum() ** (1 / power))
