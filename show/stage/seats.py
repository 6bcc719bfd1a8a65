"""The seats of the desk, from a plain mapping: who sits in which layer, and what each of them weighs."""

from __future__ import annotations

from collections.abc import Mapping

from show.stage.scene import SeatView

LAYERS = ("regime", "pricing", "dynamics", "execution")
"""The rows of the seating plan, from the window to the door."""


def plan(seats: Mapping[str, tuple[str, float]]) -> tuple[SeatView, ...]:
    """Return the seats of a mapping from name to (layer, weight), in the order of the layers."""
    known = {layer: index for index, layer in enumerate(LAYERS)}
    views = [SeatView(name=name, layer=layer, weight=weight) for name, (layer, weight) in seats.items()]
    return tuple(sorted(views, key=lambda view: known.get(view.layer, len(LAYERS))))
