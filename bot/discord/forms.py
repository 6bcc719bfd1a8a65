"""What each event looks like in Discord: which channel, whose voice, how it is written."""

from __future__ import annotations

import re
from collections.abc import Callable

from discord.utils import escape_markdown

from bot.discord.outbox import Post
from bot.discord.places import OF_ROOM, Place, Voice, voice_of
from bot.phrases import name, viewer_name
from bot.transcript.line import Line
from bot.transcript.reporter import Reporter
from show.audience.intents import MODERATOR_ONLY
from show.events import Entry, Event, IntentAccepted, IntentRefused, TraderMoved
from show.state import State
from show.words import Room

Form = Callable[[Line], list[Post]]
VIEWER = re.compile(r"discord:(\d+)")
SMALL = "-# "
"""Discord writes a line that begins so small and grey."""


class Forms:
    """One host's forms. Give it each entry once, in order, with the state after it."""

    def __init__(self) -> None:
        self._reporter = Reporter()

    def posts(self, entry: Entry, state: State) -> list[Post]:
        """Return what an entry says, and where. Most entries say nothing: the card shows them."""
        line = self._reporter.report(entry, state)
        posts = [] if line is None or line.quiet else self._public(line, entry.event)
        if line is not None and (act := _act(entry.event, line)):
            posts.append(Post("backstage", "show", act))
        return [Post(post.place, post.voice, named(post.text, entry.event)) for post in posts]

    def _public(self, line: Line, event: Event) -> list[Post]:
        posts = FORMS[line.kind](line) if line.kind in FORMS else []
        return [*_leaving(event), *posts]


def harmless(text: str) -> str:
    """Return a text that Discord shows as it is written: no markup, no mention, no link."""
    return escape_markdown(text.replace("@", "@\u200b"), ignore_links=False).replace("://", ":\u200b//")


def named(text: str, event: Event) -> str:
    """Put the names that Discord has for its own people; nobody is pinged by it."""
    for value in (getattr(event, field, "") for field in ("by", "owner", "viewer")):
        found = VIEWER.fullmatch(value) if isinstance(value, str) else None
        if found:
            who = harmless(viewer_name(value))
            text = text.replace(who, f"<@{found[1]}>").replace(who[0].upper() + who[1:], f"<@{found[1]}>")
    return text


def _act(event: Event, line: Line) -> str:
    """What a moderator did, or was refused, for the ears of the others."""
    if isinstance(event, IntentAccepted):
        return f"🎬 {harmless(line.text)}" if event.what == "say" else ""
    if isinstance(event, IntentRefused):
        return f"🎬 {harmless(line.text)}" if event.what in MODERATOR_ONLY else ""
    by = getattr(event, "by", "bell")
    if by == "bell":
        return ""
    who = f"{viewer_name(by)}: " if viewer_name(by) not in line.text else ""
    whose = f"{name(line.who)} " if line.who else ""
    return f"🎬 {harmless(who + whose + line.text)}"


def _leaving(event: Event) -> list[Post]:
    if not isinstance(event, TraderMoved):
        return []
    return [Post(OF_ROOM[event.origin], voice_of(event.trader), f"{SMALL}leaves for the {event.room}.")]


def _place(room: Room | None) -> Place:
    return "trading-floor" if room is None else OF_ROOM[room]


def _voice(line: Line) -> Voice:
    return "show" if line.who is None else voice_of(line.who)


def _said(line: Line) -> list[Post]:
    return [Post(_place(line.room), _voice(line), harmless(line.text))]


def _done(line: Line) -> list[Post]:
    mark = f" [{line.canned}]" if line.canned else ""
    return [Post(_place(line.room), _voice(line), f"{SMALL}{harmless(line.text)}{mark}")]


def _told(sign: str, place: Place = "trading-floor", strong: bool = False) -> Form:
    """Return the form of what the show itself tells, with its sign."""

    def form(line: Line) -> list[Post]:
        who = f"{name(line.who)} " if line.who else ""
        text = harmless(f"{who}{line.text}")
        text = f"**{text}**" if strong else text
        more = "".join(f"\n> {harmless(part)}" for part in line.more)
        return [Post(place, "show", f"{sign} {text}{more}")]

    return form


def _thought(line: Line) -> list[Post]:
    who = name(line.who) if line.who else "Somebody"
    return [
        Post(
            "trading-floor",
            "show",
            f"💭 {who}, who does not know that you read this: *{harmless(line.text)}*",
        )
    ]


FORMS: dict[str, Form] = {
    "speech": _said,
    "walk": _done,
    "trade": _done,
    "mind": _done,
    "thought": _thought,
    "news": _told("📰", "news-room"),
    "margin": _told("⚠️"),
    "chaos": _told("🌀", strong=True),
    "bell": _told("🔔", strong=True),
    "vote": _told("🗳️"),
    "show": _told("🎬"),
    "desk": _told("🧮", "news-room"),
}
