"""Who else is in the office: the chief risk officer, the courier with the news, and the public.

All of them follow from the state. The risk officer stands by every margin call. The courier is in the News
Room while a headline is as fresh as the tick. Visitors are the audience: whoever votes in the open ballot or
backs chaos comes to the Coffee Shop, the more the merrier; and when a whole audience arrives at once, as in a
raid, it is all over the place for two ticks.
"""

from __future__ import annotations

from show.stage.scene import GuestView
from show.state import State
from show.words import ROOMS, Room

MOST_VISITORS = 4
ARRIVAL_TICKS = 2
CROWDED: tuple[Room, ...] = (
    "Coffee Shop", "Coffee Shop", "Coffee Shop", "Coffee Shop", "News Room", "News Room",
    "Startup Offices", "Startup Offices",
)  # fmt: skip
"""Where the eight are who stand for an audience that has just arrived."""


def guests(state: State) -> tuple[GuestView, ...]:
    """Return the guests, room by room."""
    called = {
        state.office.room_of(who) for who, trader in state.cast.items() if trader.status == "margin call"
    }
    found = [GuestView(kind="risk officer", room=room) for room in ROOMS if room in called]
    if state.wire.headlines and state.wire.headlines[0].tick == state.tick:
        found.append(GuestView(kind="courier", room="News Room"))
    public: list[Room] = ["Coffee Shop"] * _asking(state)
    if state.crowd.arrived is not None and state.tick - state.crowd.arrived < ARRIVAL_TICKS:
        public = [*CROWDED]
    return (*found, *(GuestView(kind="visitor", room=room) for room in public))


def _asking(state: State) -> int:
    """Return how many visitors stand for whoever asks for something: one more for each doubling."""
    asking = state.crowd.backing(state.tick)
    if state.crowd.ballot is not None:
        asking += sum(state.crowd.ballot.counts().values())
    return min(MOST_VISITORS, asking.bit_length())
