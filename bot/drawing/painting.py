"""The picture of a state, and the same in words, as hosts ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from show.audience.chaos import ChaosRules
from show.state import State
from show.words import Room, TraderId

if TYPE_CHECKING:  # what draws is loaded only when something is drawn: it takes a quarter second
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image


@dataclass(frozen=True, slots=True)
class Moment:
    """What a picture shows: a state, and how far along things are in it.

    `frame` counts on for ever and moves what never ends. `age` counts the frames since somebody last spoke or
    walked; None is a still, in which all of that is over. `walks` are those who walk, and where from.
    """

    state: State
    frame: float = 0
    age: float | None = None
    walks: Mapping[TraderId, Room] = field(default_factory=dict)


class Painter(Protocol):
    """Draws moments."""

    def picture(self, moment: Moment) -> Image.Image:
        """Return the picture at its own size, 320 by 180."""
        ...

    def words(self, state: State) -> str:
        """Return what a picture of the state shows, for whoever cannot see it."""
        ...


class StagePainter:
    """Draws with `show.stage`."""

    def __init__(self, chaos: ChaosRules) -> None:
        self._chaos = chaos

    def picture(self, moment: Moment) -> Image.Image:
        """Return the picture as a palette image: a third of the bytes of full colour, and none is lost."""
        from show.stage.palette import colours
        from show.stage.picture import numbers, tint
        from show.stage.view import scene

        shown = scene(moment.state, self._chaos)
        walking = [replace(view, came_from=moment.walks.get(view.id)) for view in shown.traders]
        shown = replace(shown, traders=tuple(walking))
        return _palette_image(numbers(shown, moment.frame, moment.age), colours(tint(shown)))

    def words(self, state: State) -> str:
        """Return the picture in sentences."""
        from show.stage.alt import alt_text
        from show.stage.view import scene

        return alt_text(scene(state, self._chaos))


def _palette_image(numbers: NDArray[np.uint8], colours: NDArray[np.uint8]) -> Image.Image:
    from PIL import Image

    picture = Image.fromarray(numbers, "P")
    picture.putpalette(colours.tobytes())
    return picture
