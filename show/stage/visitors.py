"""Who else is in the office: the chief risk officer, the courier with the news, and the public.

All of them follow from the state. The risk officer stands by every margin call. The courier is in the News
Room while a headline is as fresh as the tick. Visitors are the audience: whoever votes in the open ballot or
backs chaos comes to the Coffee Shop, the more the merrier, four at the most.
"""

from __future__ import annotations

from show.stage.scene import GuestView
from show.state import State
from show.words import ROOMS

MOST_VISITORS = 4


def guests(state: State) -> tuple[GuestView, ...]:
    """Return the guests, room by room."""
    called = {
        state.office.room_of(who) for who, trader in state.cast.items() if trader.status == "margin call"
    }
    found = [GuestView(kind="risk officer", room=room) for room in ROOMS if room in called]
    if state.wire.headlines and state.wire.headlines[0].tick == state.tick:
        found.append(GuestView(kind="courier", room="News Room"))
    return (*found, *(GuestView(kind="visitor", room="Coffee Shop") for _ in range(_public(state))))


def _public(state: State) -> int:
    """Return how many visitors stand for the audience: one for one, and one more for each doubling."""
    asking = state.crowd.backing(state.tick)
    if state.crowd.ballot is not None:
        asking += len(state.crowd.ballot.choices)
    return min(MOST_VISITORS, asking.bit_length())
