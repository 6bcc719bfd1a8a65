"""The show's lines: what those who watch the stream need as text. They hear every word; here is the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.phrases import name, viewer_name
from bot.transcript.line import Kind
from bot.transcript.line import Line as Told
from bot.transcript.reporter import Reporter
from bot.twitch.channel import Colour
from show.events import BellRang, ChaosStruck, Entry, Event, LineSpoken, ShowPanicked, TickEnded, VoteOpened
from show.lines import Gate
from show.state import State

SCENE_TICKS = 3
"""After so many rounds of the floor the best line of them is quoted: every minute and a half."""
LINE_CHARACTERS = 480
LABEL_CHARACTERS = 110
SIGNS: dict[Kind, str] = {
    "news": "📰", "margin": "⚠️", "chaos": "🌀", "bell": "🔔", "vote": "🗳️", "show": "🎬", "thought": "💭",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A chat message. With a colour it is highlighted, where the bot may do that, and goes first."""

    text: str
    colour: Colour | None = None


class Lines:
    """One host's lines. Give it each entry once, in order, with the state after it.

    `names` says what a viewer is called in this chat; empty if nobody knows.
    """

    def __init__(self, gate: Gate, names: Callable[[str], str]) -> None:
        self._reporter, self._gate, self._names = Reporter(), gate, names
        self._best: tuple[int, int, LineSpoken] | None = None

    def of(self, entry: Entry, state: State) -> Line | None:
        """Return what an entry says in the chat; most say nothing. A ballot that opens is `ballot`'s."""
        told, event = self._reporter.report(entry, state), entry.event
        if isinstance(event, ShowPanicked):
            self._best = None
        if isinstance(event, LineSpoken):
            self._listen(event)
        if isinstance(event, TickEnded) and event.tick % SCENE_TICKS == 0:
            return self._quote()
        if told is None or told.quiet or told.kind not in SIGNS or isinstance(event, VoteOpened):
            return None
        return self._told(told, event)

    def ballot(self, event: VoteOpened, seconds: float, poll: bool) -> Line | None:
        """Return the call to a vote: in a poll of Twitch's own, or by typing."""
        labels = [option.label for option in event.options]
        choices = " ".join(f"{number}) {_cut(label)}" for number, label in enumerate(labels, 1))
        how = "Vote in the poll at the top of the chat" if poll else f"Type !vote 1 to {len(labels)}"
        left = f", you have about {round(seconds / 5) * 5} seconds" if 5 <= seconds <= 600 else ""
        return self._said(f"🗳️ Vote {event.vote}: {event.question} {choices} ▪ {how}{left}.", "purple")

    def _told(self, told: Told, event: Event) -> Line | None:
        text = told.text
        if told.who is not None:
            mind = f'{name(told.who)}, who does not know that you hear this: "{text}"'
            text = mind if told.kind == "thought" else f"{name(told.who)} {text}"
        colour: Colour | None = None
        if isinstance(event, ChaosStruck):
            colour = "orange"
        elif isinstance(event, BellRang):
            colour = "blue"
        return self._said(f"{SIGNS[told.kind]} {self._named(text, event)}", colour)

    def _named(self, text: str, event: Event) -> str:
        for value in (getattr(event, field, "") for field in ("by", "owner", "viewer")):
            known = self._names(value) if isinstance(value, str) else ""
            if known:
                text = text.replace(viewer_name(value), known)
        return text

    def _listen(self, line: LineSpoken) -> None:
        weight = (len(line.heard_by), len(line.text))
        if self._best is None or weight > self._best[:2]:
            self._best = (*weight, line)

    def _quote(self) -> Line | None:
        best, self._best = self._best, None
        if best is None:
            return None
        line = best[2]
        heard = " and ".join(", ".join(name(who) for who in line.heard_by).rsplit(", ", 1))
        return self._said(f'💬 {name(line.trader)}{f" to {heard}" if heard else ""}: "{line.text}"', None)

    def _said(self, text: str, colour: Colour | None) -> Line | None:
        verdict = self._gate.judge(_cut(text, LINE_CHARACTERS), LINE_CHARACTERS)
        return Line(verdict.text, colour) if verdict.text else None


def _cut(text: str, most: int = LABEL_CHARACTERS) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
