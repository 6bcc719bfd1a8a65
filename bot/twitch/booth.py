"""The booth: holds each ballot as a poll of Twitch's own, where the channel has polls, and counts it in.

A poll has no names, so while one is open it is the only way to vote in this chat: whoever could do both would
have two votes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.clock import Clock
from bot.twitch.channel import (
    POLL_CHOICE,
    POLL_CHOICES,
    POLL_SECONDS,
    POLL_TITLE,
    Channel,
    Native,
)
from bot.twitch.lines import Line, Lines
from bot.twitch.speaker import Speaker
from bot.twitch.trouble import TwitchTrouble
from show.audience.intents import Intent
from show.audience.polls import numbers
from show.events import VoteOpened
from show.ports import Inbox

VIEWER = "twitch:poll"
EARLY = 4
"""A poll ends so many seconds before its ballot is counted, so that its last numbers are there in time."""
PACE = 3.0
"""Seconds between two counts of a poll that is running."""
LOST = (401, 403)


@dataclass(slots=True)
class Poll:
    """A poll that stands for a ballot."""

    vote: int
    id: str
    keys: dict[str, str]
    """The key on the ballot, by the id of the choice."""
    counted: dict[str, int] = field(default_factory=dict)
    when: float = float("-inf")
    over: bool = False


class Booth:
    """Set `channel` once the channel turns out to have polls."""

    def __init__(self, inbox: Inbox, clock: Clock, lines: Lines, speaker: Speaker) -> None:
        self.channel: Channel | None = None
        self._inbox, self._clock, self._lines, self._speaker = inbox, clock, lines, speaker
        self._poll: Poll | None = None

    @property
    def open(self) -> bool:
        """Return whether a poll is open now."""
        return self._poll is not None and not self._poll.over

    async def begin(self, event: VoteOpened, seconds: float) -> None:
        """Open a poll for a ballot that is counted in `seconds`, and call to the vote either way."""
        if self.channel is None:
            self._call(event, seconds, poll=False)
            return
        try:
            title, choices, duration = poll_of(event, seconds)
        except ValueError:
            self._call(event, seconds, poll=False)
            return
        try:
            native = await self.channel.open_poll(title, choices, duration)
        except TwitchTrouble as trouble:
            self._call(event, seconds, poll=False)
            if trouble.status in LOST:
                self.channel = None  # this channel has no polls; it is not asked again before the next start
            raise
        keys = (option.key for option in event.options)
        self._poll = Poll(
            event.vote, native.id, dict(zip((one for one, _ in native.choices), keys, strict=True))
        )
        self._call(event, duration, poll=True)

    def _call(self, event: VoteOpened, seconds: float, *, poll: bool) -> None:
        line: Line | None = self._lines.ballot(event, seconds, poll)
        if line is not None:
            self._speaker.say(line)

    async def heard(self, poll: str, votes: dict[str, int], *, over: bool) -> None:
        """Count what a poll stands at. It is the whole count each time, so nothing is counted twice."""
        mine = self._poll
        if mine is None or mine.id != poll or mine.over:
            return
        mine.over = over
        counts = {key: votes.get(choice, 0) for choice, key in mine.keys.items()}
        now = self._clock.now()
        if counts == mine.counted or (now - mine.when < PACE and not over):
            return
        mine.counted, mine.when = counts, now
        await self._inbox.put(Intent(viewer=VIEWER, what="poll", text=numbers(mine.vote, counts)))

    async def end(self, vote: int) -> None:
        """Close the poll of a ballot that was counted, if it is still open."""
        mine, self._poll = self._poll, None
        if mine is not None and self.channel is not None and not mine.over:
            await self.channel.end_poll(mine.id)

    async def clear(self) -> None:
        """Close what an earlier run left open: nobody counts it any more."""
        if self.channel is None:
            return
        for native in await self.channel.open_polls():
            if ours(native):
                await self.channel.end_poll(native.id)


def poll_of(event: VoteOpened, seconds: float) -> tuple[str, list[str], int]:
    """Return title, choices and seconds of the poll for a ballot, cut to what Twitch has room for.

    Raises:
        ValueError: this ballot cannot be a poll.
    """
    most = POLL_CHOICES[1]
    if not POLL_CHOICES[0] <= len(event.options) <= most:
        raise ValueError(f"A ballot with {len(event.options)} choices is no poll; those have 2 to {most}.")
    duration = int(min(seconds - EARLY, POLL_SECONDS[1]))
    if duration < POLL_SECONDS[0]:
        raise ValueError(f"A ballot of {seconds:.0f} seconds is too short for a poll.")
    choices = [cut(f"{number} {option.label}", POLL_CHOICE) for number, option in enumerate(event.options, 1)]
    return cut(f"{event.vote}: {event.question}", POLL_TITLE), choices, duration


def ours(native: Native) -> bool:
    """Return whether a poll looks like one of the show's: a number, and numbered choices."""
    number = native.title.partition(":")[0]
    numbered = all(title.startswith(f"{index} ") for index, (_, title) in enumerate(native.choices, 1))
    return number.isdecimal() and numbered


def cut(text: str, most: int) -> str:
    """Return a text that has room, cut between two words where that leaves enough of it."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    space = head.rfind(" ")
    return (head[:space] if space > most // 2 else head).rstrip(" ,;:") + "…"
