"""Replies: everybody's answers, gathered until there is room to say them. Equal answers are one answer.

However many ask, there are only so many different answers: each is said once for all who wait for it, a few
by name and the others by number. So a flood costs the chat some messages, and leaves out nobody.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

NAMES = 6
"""So many are named; of more, the rest are counted."""
AGAIN = 8.0
"""Seconds before the same answer is said again to those who asked meanwhile; a full chat waits longer."""
ROOM = 480
BETWEEN = " ▪ "


@dataclass(slots=True)
class Group:
    """All who wait for one answer."""

    text: str
    since: float
    who: dict[str, str] = field(default_factory=dict)
    """By viewer, their name; empty if it may not be said."""


class Replies:
    """The answers that wait."""

    def __init__(self) -> None:
        self._groups: OrderedDict[str, Group] = OrderedDict()
        self._said: dict[str, float] = {}
        self.answered = 0
        """How many people's answers were said, each by name or as one of a number."""

    def __len__(self) -> int:
        return len(self._groups)

    def waiting(self) -> list[str]:
        """Return the names of all who wait."""
        return [name for group in self._groups.values() for name in group.who.values()]

    def add(self, viewer: str, name: str, key: str, text: str, now: float) -> None:
        """Let a viewer wait for an answer. Answers with the same key are one, and the newest text is said."""
        group = self._groups.setdefault(key, Group(text, now))
        group.text = text
        group.who[viewer] = name

    def withdraw(self, viewer: str) -> None:
        """Answer a viewer nothing: what they wrote was taken down."""
        for key, group in list(self._groups.items()):
            group.who.pop(viewer, None)
            if not group.who:
                del self._groups[key]

    def clear(self) -> None:
        """Forget all that wait."""
        self._groups.clear()

    def due(self, now: float, settle: float) -> float:
        """Return the seconds until something should be said; infinite if nobody waits."""
        waits = [self._ready(key, group, settle) - now for key, group in self._groups.items()]
        return max(0.0, min(waits)) if waits else float("inf")

    def take(self, now: float, settle: float) -> str:
        """Return the next message, for as many as it has room for; empty if nothing is due."""
        parts: list[str] = []
        for key, group in list(self._groups.items()):
            if self._ready(key, group, settle) > now:
                continue
            part = written(group)
            if parts and len(BETWEEN.join([*parts, part])) > ROOM:
                break
            parts.append(part)
            self.answered += len(group.who)
            self._said[key] = now
            del self._groups[key]
        self._said = {key: when for key, when in self._said.items() if now - when < _again(settle)}
        return BETWEEN.join(parts)

    def _ready(self, key: str, group: Group, settle: float) -> float:
        return max(group.since + settle, self._said.get(key, float("-inf")) + _again(settle))


def _again(settle: float) -> float:
    return max(AGAIN, 3 * settle)


def written(group: Group) -> str:
    """Return a group's answer with those it is for: "@ann @bob and 3 more: ..."."""
    named = [f"@{name}" for name in group.who.values() if name][:NAMES]
    rest = len(group.who) - len(named)
    if not named:
        whom = "One viewer" if rest == 1 else f"{rest} viewers"
    else:
        whom = " ".join(named) + (f" and {rest} more" if rest else "")
    room = ROOM - len(whom) - 2
    text = group.text if len(group.text) <= room else group.text[: room - 1].rstrip() + "…"
    return f"{whom}: {text}"
