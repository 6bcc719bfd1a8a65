"""An intent: what a viewer or a moderator asks for. It changes nothing until the director takes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

What = Literal["chaos", "vote", "pause", "resume", "reset", "speed", "mute", "unmute", "skip", "say", "panic"]

MODERATOR_ONLY: frozenset[What] = frozenset(
    {"pause", "resume", "reset", "speed", "mute", "unmute", "skip", "say", "panic"}
)


class Intent(BaseModel):
    """One numbered row of the inbox.

    `viewer` identifies a person on a host, such as "terminal:host" or "page:4f2a9c"; one person, one vote.
    `text` is what they typed after the command, cut to 200 characters at the door; it never enters a prompt.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int = 0
    viewer: Annotated[
        str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z]+:[A-Za-z0-9_.-]+$")
    ]
    what: What
    text: Annotated[str, StringConstraints(max_length=200)] = ""
    moderator: bool = False
