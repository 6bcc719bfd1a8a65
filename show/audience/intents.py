"""An intent: what a viewer or a moderator asks for. It changes nothing until the director takes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

What = Literal[
    "chaos", "vote", "link", "pause", "resume", "reset", "speed", "sound", "mute", "unmute", "skip", "say",
    "panic",    "poll", "arrival",
]  # fmt: skip

MODERATOR_ONLY: frozenset[What] = frozenset(
    {"pause", "resume", "reset", "speed", "sound", "mute", "unmute", "skip", "say", "panic"}
)


UNATTENDED: frozenset[What] = frozenset({"poll", "arrival"})
"""What a platform tells of many people at once: nobody types it, and it makes nobody a viewer."""

HEAVIEST = 5
"""More than five backers nobody is, whatever they pay."""


class Intent(BaseModel):
    """One numbered row of the inbox.

    `viewer` identifies a person on a host, such as "terminal:host" or "page:4f2a9c"; one person, one vote.
    `text` is what they typed after the command, cut to 200 characters at the door; it never enters a prompt.
    For a "link" it is the account that is the same person, for a "poll" its numbers (`show.audience.polls`),
    for an "arrival" who came and how many (`show.audience.arrivals`). `weight` is how many backers of chaos
    this one counts for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = 0
    viewer: Annotated[
        str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z]+:[A-Za-z0-9_.-]+$")
    ]
    what: What
    text: Annotated[str, StringConstraints(max_length=200)] = ""
    moderator: bool = False
    weight: Annotated[int, Field(ge=1, le=HEAVIEST)] = 1
