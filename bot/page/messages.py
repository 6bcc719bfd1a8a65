"""What a browser may send: a typed command, the moderator's key, or "I have drawn the last picture"."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.phrases import viewer_key
from bot.reception.reception import Reply


class Message(BaseModel):
    """A frozen message; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Say(Message):
    """A command as it was typed, or as a button types it."""

    type: Literal["say"]
    text: str


class Key(Message):
    """The moderator's key, from the address that the terminal printed."""

    type: Literal["key"]
    key: Annotated[str, Field(max_length=100)]


class Seen(Message):
    """The last picture is on screen; the next may come."""

    type: Literal["seen"]


HEARD: TypeAdapter[Say | Key | Seen] = TypeAdapter(Annotated[Say | Key | Seen, Field(discriminator="type")])


def answer_message(lines: Sequence[str], reply: Reply | None = None) -> str:
    """Return an answer for one browser; the page shows it by what it is about."""
    command = reply.command if reply else None
    who = command.trader or "" if command else ""
    secret = command is not None and command.word == "thoughts" and who
    return json.dumps(
        {
            "type": "answer",
            "word": command.word if command else "",
            "who": who,
            "lines": list(lines),
            "picture": f"/confession/{who}.png" if secret else "",
        }
    )


def you_message(viewer: str) -> str:
    """Return how a viewer is called on screen, so that they can find themselves there."""
    return json.dumps({"type": "you", "viewer": viewer_key(viewer)})


def moderator_message(granted: bool) -> str:
    """Return whether the browser may pause, resume and reset."""
    return json.dumps({"type": "moderator", "granted": granted})
