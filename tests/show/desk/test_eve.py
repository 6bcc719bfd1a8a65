"""With the session before on the tape, the desk has something to say from its first sitting on."""

from __future__ import annotations

import numpy as np

from show.desk.night import play_night
from show.desk.roster import ROSTER
from show.desk.sittings import SITTING_TICKS


def test_most_analysts_speak_at_the_first_sitting_and_nearly_all_at_the_second() -> None:
    night = play_night(1, 4 * SITTING_TICKS, ROSTER)
    seats = [who in night.layers for who, _ in night.slots]
    names = np.array([who for who, _ in night.slots])
    spoke = [set(names[(tick.max(axis=0) > 0.0) & seats]) for tick in night.confidences]
    assert len(spoke[0]) >= 15
    assert len(spoke[0] | spoke[SITTING_TICKS]) >= 20
