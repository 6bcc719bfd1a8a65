"""The ears: every chat message arrives here, and what was meant for the show is handed in and answered.

What viewers write goes no further than a command: nothing of it is ever repeated in the chat.
"""

from __future__ import annotations

import asyncio
import difflib
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.clock import Clock
from bot.plain import one_line
from bot.reception.commands import IGNORED, MARKS, Command, parse
from bot.reception.crowding import Crowding
from bot.reception.reception import Reception
from bot.reception.vocabulary import MODERATOR_WORDS, WORDS
from bot.twitch import wording
from bot.twitch.channel import CHAT_CHARACTERS
from bot.twitch.once import Once
from bot.twitch.replies import Replies
from show.audience import votes
from show.events import Entry, IntentAccepted, IntentRefused
from show.lines import Gate
from show.state import State

WAITING = 20_000
"""Two minutes of the busiest chat; what is more than that is counted and left out."""
PEOPLE = 20_000
LOGIN = re.compile(r"[a-z0-9_]{1,25}")
ADDRESSED = re.compile(r"@\w{1,25},? +")
"""How a message begins that answers another one."""
NEAR = 0.75
CONTROLS = MODERATOR_WORDS - {"quit"} | {"chaos"}
ANSWER_CHARACTERS = 440

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """A chat message. `moderator` is what the chatter's badges say."""

    id: str
    user: str
    login: str
    text: str
    moderator: bool = False


class Ears:
    """Call `hear` for each message and `run` once."""

    def __init__(
        self, reception: Reception, replies: Replies, clock: Clock, state: Callable[[], State],
        ring: Callable[[], None], poll_open: Callable[[], bool], moderators: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.unheard = 0
        """Messages that came when too many waited."""
        self.working = False
        self._reception, self._replies, self._clock, self._state = reception, replies, clock, state
        self._ring, self._poll_open, self._moderators = ring, poll_open, moderators
        self._gate, self._crowding = Gate(), Crowding(clock)
        self._queue: asyncio.Queue[Said] = asyncio.Queue(WAITING)
        self._once, self._deleted = Once(), OrderedDict[str, str]()
        self._names: OrderedDict[str, str] = OrderedDict()
        self._authors: OrderedDict[str, str] = OrderedDict()
        self._asked: dict[str, int] = {}

    @property
    def heard(self) -> bool:
        """Return whether every message was dealt with."""
        return self._queue.empty() and not self.working

    @property
    def idle(self) -> bool:
        """Return whether that is so, and the floor owes nobody an answer."""
        return self.heard and not self._asked

    def hear(self, said: Said) -> None:
        """Take a message in. Most are not meant for the show."""
        if not ADDRESSED.sub("", said.text.lstrip(), count=1).lstrip().startswith(MARKS):
            return
        if not self._once.first(said.id):
            return
        _note(self._authors, said.id, f"twitch:{said.user}")
        try:
            self._queue.put_nowait(said)
        except asyncio.QueueFull:
            self.unheard += 1

    def take_down(self, message: str) -> None:
        """Answer a message nothing: a moderator deleted it. It may not even have arrived yet."""
        _note(self._deleted, message, "")
        if message in self._authors:
            self._replies.withdraw(self._authors[message])

    def shut_out(self, user: str) -> None:
        """Answer somebody nothing: a moderator deleted all they wrote."""
        viewer = f"twitch:{user}"
        for message in [message for message, author in self._authors.items() if author == viewer]:
            _note(self._deleted, message, "")
        self._replies.withdraw(viewer)

    def know(self, user: str, login: str) -> None:
        """Remember what somebody is called, if others may read that."""
        words = login.replace("_", " ")
        plain = LOGIN.fullmatch(login) and self._gate.judge(words, 40).rule is None
        _note(self._names, f"twitch:{user}", login if plain else "")

    def name(self, viewer: str) -> str:
        """Return a viewer's name in this chat; empty if it is unknown or not for other eyes."""
        return self._names.get(viewer, "")

    async def run(self) -> None:
        """Deal with one message after the other until cancelled."""
        while True:
            said = await self._queue.get()
            self.working = True
            try:
                await self._serve(said)
            except Exception:
                logger.exception("A chat message could not be dealt with.")
            finally:
                self.working = False

    def hear_entry(self, entry: Entry) -> None:
        """Let whoever asked here know what came of it."""
        event = entry.event
        if not isinstance(event, IntentAccepted | IntentRefused) or not event.viewer.startswith("twitch:"):
            return
        if self._asked.get(event.viewer) == event.intent:
            del self._asked[event.viewer]
        if not event.viewer.removeprefix("twitch:").isdecimal():
            return  # the host itself asked: for a poll, the lobby, the stream
        text = event.answer if isinstance(event, IntentAccepted) else event.reason
        self._answer(event.viewer, f"{event.what} {wording.numberless(text)}", text)

    async def _serve(self, said: Said) -> None:
        if said.id in self._deleted:
            return
        viewer = f"twitch:{said.user}"
        self.know(said.user, said.login)
        text = ADDRESSED.sub("", one_line(said.text, CHAT_CHARACTERS), count=1).strip()
        head, _, rest = text.lstrip(IGNORED).partition(" ")
        word = head.casefold()
        if word not in (*WORDS, "show") and not _near(word):
            return  # other bots listen to ! too
        if self._crowding.wait(viewer):
            self._answer(viewer, "slowly", "Slowly, please: you asked for more than I can read.")
        elif word == "show":
            await self._direct(said, viewer, rest.strip())
        elif word in MODERATOR_WORDS and self._is_moderator(said):
            self._answer(viewer, f"mod {word}", f"Moderators type !show {word} here.")
        elif word not in WORDS:
            self._answer(
                viewer, f"near {_near(word)}", f"Did you mean !{_near(word)}? !help lists what I know."
            )
        else:
            await self._ask(text, viewer)

    async def _ask(self, text: str, viewer: str) -> None:
        state, command = self._state(), parse(text)
        if isinstance(command, Command) and command.word == "vote":
            if self._poll_open():
                said = "This vote is in the poll at the top of the chat; one click there counts."
                self._answer(viewer, "poll", said)
                return
            if self._voted(state, viewer, command.text):
                return
        if isinstance(command, Command) and (
            short := wording.short_answer(command, state, self._reception.rules)
        ):
            self._answer(viewer, f"{command.word} {command.trader or ''}", short)
            return
        reply = await self._reception.take(text, viewer, state, private=False)
        if reply.intent is not None:
            self._asked[viewer] = reply.intent
        if reply.lines and reply.intent is None:
            self._answer(viewer, wording.key(reply), wording.reply(reply))

    def _voted(self, state: State, viewer: str, text: str) -> bool:
        """Spare the floor a vote that it has counted already: in a flood that is nearly all of them."""
        ballot = state.crowd.ballot
        chosen = votes.choice(ballot, text) if ballot is not None else None
        if ballot is None or chosen is None or viewer in self._asked:
            return False
        if ballot.choices.get(state.crowd.people.person(viewer)) != chosen.key:
            return False
        self._answer(viewer, f"voted {chosen.key}", f"Your vote for this is counted: {chosen.label}")
        return True

    async def _direct(self, said: Said, viewer: str, rest: str) -> None:
        """Take a moderator's order."""
        word = rest.partition(" ")[0].casefold()
        if not self._is_moderator(said):
            self._answer(viewer, "not a mod", "!show is for this channel's moderators.")
        elif word not in CONTROLS:
            self._answer(viewer, "show what", f"!show takes {', '.join(sorted(CONTROLS))}.")
        elif word == "reset" and not rest.casefold().startswith("reset yes"):
            self._answer(viewer, "reset", "A reset closes this season and archives it. Type: !show reset yes")
        else:
            reply = await self._reception.take(f"!{rest}", viewer, self._state(), moderator=True)
            if reply.intent is not None:
                self._asked[viewer] = reply.intent
            elif reply.lines:
                self._answer(viewer, wording.key(reply), wording.reply(reply))

    def _is_moderator(self, said: Said) -> bool:
        return said.moderator or f"twitch:{said.user}" in self._moderators

    def _answer(self, viewer: str, key: str, text: str) -> None:
        verdict = self._gate.judge(wording.shortened(text, ANSWER_CHARACTERS), ANSWER_CHARACTERS)
        said = verdict.text if verdict.text else "That could not be read. !help lists what I know."
        self._replies.add(viewer, self.name(viewer), key, said, self._clock.now())
        self._ring()


def _note(book: OrderedDict[str, str], key: str, value: str) -> None:
    book[key] = value
    book.move_to_end(key)
    while len(book) > PEOPLE:
        book.popitem(last=False)


def _near(word: str) -> str:
    """Return the command that somebody surely meant; other bots have commands of their own."""
    audience = [one for one in WORDS if one not in MODERATOR_WORDS]
    close = difflib.get_close_matches(word[:20], audience, n=1, cutoff=NEAR)
    return close[0] if close else ""
