"""With the session before on the tape, the desk has something to say from the opening bell on."""

from __future__ import annotations

import numpy as np

from show.desk.night import play_night
from show.desk.roster import ROSTER


def test_most_analysts_speak_of_the_first_close_and_nearly_all_of_the_second() -> None:
    night = play_night(1, 2, ROSTER)
    seats = [who in night.layers for who, _ in night.slots]
    names = np.array([who for who, _ in night.slots])
    spoke = [set(names[(tick.max(axis=0) > 0.0) & seats]) for tick in night.confidences]
    assert len(spoke[0]) >= 15
    assert len(spoke[0] | spoke[1]) >= 20
