"""The reception: every host hands in here what a viewer typed, and gets back what to say and do."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clock import LiveClock
from bot.reception.answers import READING, answer
from bot.reception.commands import Command, Misread, parse, to_intent
from bot.reception.linking import Codes
from bot.reception.vocabulary import Word
from show.audience.intents import Intent
from show.ports import Inbox
from show.rules import SeasonRules
from show.state import State

LOCAL: frozenset[Word] = frozenset({"floor", "quit"})
"""What each host does in its own way."""
HARMLESS: frozenset[Word] = frozenset({"help", "rules", "prices", "leaderboard"})
"""What may be read even while the test card is on: nobody on the floor wrote any of it."""
IN_PRIVATE = (
    "A code is between you and the show, and here everybody reads along. Get one with /link in Discord or "
    "!link on the stage page, then type !link and the code here."
)
STAND_BY = "The test card is on. The floor will be back in a moment."


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of it: lines to say now, and the command, for the host that has more to do.

    With an `intent` the answer is still to come: an `IntentAccepted` or `IntentRefused` with that number.
    """

    lines: tuple[str, ...] = ()
    command: Command | None = None
    intent: int | None = None


class Reception:
    """Answers what only reads, and puts the rest in the inbox."""

    def __init__(self, inbox: Inbox, rules: SeasonRules, codes: Codes | None = None) -> None:
        self.rules = rules
        self._inbox = inbox
        self._codes = codes or Codes(LiveClock())

    async def take(
        self, typed: str, viewer: str, state: State, *, moderator: bool = False, bare: bool = False,
        private: bool = True,
    ) -> Reply:  # fmt: skip
        """Handle what a viewer typed; see `bot.reception.commands.parse` for `bare`.

        `private` says that only they will read the answer: codes are told nowhere else.
        """
        command = parse(typed, bare=bare)
        if command is None:
            return Reply()
        if isinstance(command, Misread):
            return Reply((command.sentence,))
        if command.word in READING - HARMLESS and state.programme.panicked and not moderator:
            return Reply((STAND_BY,), command)
        if command.word in READING:
            return Reply(tuple(answer(command, state, self.rules, moderator=moderator)), command)
        if command.word in LOCAL:
            allowed = moderator or command.word != "quit"
            return Reply((), command) if allowed else Reply(("Only a moderator may quit the show.",))
        if command.word == "link":
            return await self._link(command, viewer, private)
        return await self._ask(command, viewer, moderator)

    async def _link(self, command: Command, viewer: str, private: bool) -> Reply:
        """Give a code out, or take one in."""
        if not command.text:
            return Reply((code_sentence(self._codes.give(viewer)) if private else IN_PRIVATE,), command)
        if command.text.casefold() == "off":
            return Reply((), command, await self._inbox.put(Intent(viewer=viewer, what="link", text=viewer)))
        owner = self._codes.owner(command.text)
        if owner is None:
            return Reply(("That code is not known, or its ten minutes are over. Get a new one.",), command)
        if owner == viewer:
            return Reply(("That is this account's own code. Type it where your other account is.",), command)
        self._codes.spend(command.text)
        return Reply((), command, await self._inbox.put(Intent(viewer=viewer, what="link", text=owner)))

    async def _ask(self, command: Command, viewer: str, moderator: bool) -> Reply:
        intent = to_intent(command, viewer, moderator=moderator)
        if isinstance(intent, Misread):
            return Reply((intent.sentence,))
        number = await self._inbox.put(intent)
        return Reply((command.note,) if command.note else (), command, number)


def code_sentence(code: str) -> str:
    """Return what somebody is told with their code."""
    return f"Your code is {code}, good once, for ten minutes. Type !link {code} where your other account is."
