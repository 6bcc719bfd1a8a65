"""The channel: the few things the show asks of Twitch, each checked here before it is sent.

The library sends a poll or a prediction first and checks it afterwards, and demands words from whoever
redeems a reward that explains itself; so these requests are put together here and sent through its client.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import twitchio
from twitchio.http import Route

from bot.twitch.trouble import Dropped, asking

CHAT_CHARACTERS = 500
POLL_TITLE, POLL_CHOICE, POLL_CHOICES, POLL_SECONDS = 60, 25, (2, 5), (15, 1800)
BET_TITLE, BET_OUTCOME, BET_OUTCOMES, BET_SECONDS = 45, 25, (2, 10), (30, 1800)
REWARD_TITLE = 45
Colour = Literal["primary", "blue", "green", "orange", "purple"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Native:
    """A poll or a prediction as Twitch keeps it: its choices as (id, title), in order."""

    id: str
    title: str
    choices: tuple[tuple[str, str], ...]
    status: str = ""


@dataclass(slots=True)
class Channel:
    """One channel, and the account the show writes with."""

    client: twitchio.Client
    bot: str
    broadcaster: str
    sent: set[str] = field(default_factory=set)
    """Ids of our own messages that have not come back yet."""

    async def say(self, text: str) -> None:
        """Write a chat message.

        Raises:
            ValueError: it is empty or too long for Twitch.
            Dropped: Twitch took it and showed it to nobody.
            TwitchTrouble: Twitch refused it or cannot be reached.
        """
        check_text(text)
        body = {"broadcaster_id": self.broadcaster, "sender_id": self.bot, "message": text}
        answer = await self._ask("The chat", "POST", "chat/messages", self.bot, body)
        said = answer["data"][0]
        if not said["is_sent"]:
            raise Dropped(str((said.get("drop_reason") or {}).get("code", "no reason given"))[:40])
        self.sent.add(said["message_id"])

    async def announce(self, text: str, colour: Colour) -> None:
        """Write a highlighted message, as a moderator may.

        Raises:
            ValueError, TwitchTrouble: as `say`.
        """
        check_text(text)
        whose = {"broadcaster_id": self.broadcaster, "moderator_id": self.bot}
        body = {"message": text, "color": colour}
        await self._ask("An announcement", "POST", "chat/announcements", self.bot, body, whose)

    async def open_poll(self, title: str, choices: list[str], seconds: int) -> Native:
        """Open a poll.

        Raises:
            ValueError: Twitch would not take it; nothing was sent.
            TwitchTrouble: Twitch refused it or cannot be reached.
        """
        check_poll(title, choices, seconds)
        body = {
            "broadcaster_id": self.broadcaster, "title": title,
            "choices": [{"title": one} for one in choices], "duration": seconds,
        }  # fmt: skip
        answer = await self._ask("A poll", "POST", "polls", self.broadcaster, body)
        return native(answer["data"][0], "choices")

    async def end_poll(self, poll: str) -> None:
        """Count a poll that is open, and leave the result where viewers see it."""
        body = {"broadcaster_id": self.broadcaster, "id": poll, "status": "TERMINATED"}
        await self._ask("The end of a poll", "PATCH", "polls", self.broadcaster, body)

    async def open_bet(self, title: str, outcomes: list[str], seconds: int) -> Native:
        """Open a prediction.

        Raises:
            ValueError, TwitchTrouble: as `open_poll`.
        """
        check_bet(title, outcomes, seconds)
        body = {
            "broadcaster_id": self.broadcaster, "title": title,
            "outcomes": [{"title": one} for one in outcomes], "prediction_window": seconds,
        }  # fmt: skip
        answer = await self._ask("A prediction", "POST", "predictions", self.broadcaster, body)
        return native(answer["data"][0], "outcomes")

    async def end_bet(self, bet: str, winner: str | None) -> None:
        """Pay a prediction out, or give everybody their points back if there is no winner."""
        body = {"broadcaster_id": self.broadcaster, "id": bet, "status": "RESOLVED" if winner else "CANCELED"}
        if winner:
            body["winning_outcome_id"] = winner
        await self._ask("The end of a prediction", "PATCH", "predictions", self.broadcaster, body)

    async def open_bets(self) -> list[Native]:
        """Return the predictions that nobody has ended yet."""
        query = {"broadcaster_id": self.broadcaster, "first": "5"}
        answer = await self._ask("The predictions", "GET", "predictions", self.broadcaster, query=query)
        found = [native(one, "outcomes") for one in answer["data"]]
        return [one for one in found if one.status in ("ACTIVE", "LOCKED")]

    async def open_polls(self) -> list[Native]:
        """Return the poll that is open, if there is one."""
        query = {"broadcaster_id": self.broadcaster, "first": "5"}
        answer = await self._ask("The polls", "GET", "polls", self.broadcaster, query=query)
        found = [native(one, "choices") for one in answer["data"]]
        return [one for one in found if one.status == "ACTIVE"]

    async def reward(self, title: str, cost: int) -> str:
        """Return the id of our own reward; make it if it is not there, and correct what it costs."""
        if not 1 <= len(title) <= REWARD_TITLE or cost < 1:
            raise ValueError(f"A reward {title!r} for {cost} points cannot be: 1 to 45 characters, 1 point.")
        place, query = "channel_points/custom_rewards", {"broadcaster_id": self.broadcaster}
        mine = await self._ask(
            "The rewards", "GET", place, self.broadcaster, query={**query, "only_manageable_rewards": "true"}
        )
        for one in mine["data"]:
            if one["title"] == title:
                if one["cost"] != cost or not one["is_enabled"]:
                    changed, which = {"cost": cost, "is_enabled": True}, {**query, "id": one["id"]}
                    await self._ask("The reward", "PATCH", place, self.broadcaster, changed, which)
                return str(one["id"])
        made = await self._ask(
            "The reward", "POST", place, self.broadcaster, {"title": title, "cost": cost}, query
        )
        return str(made["data"][0]["id"])

    async def unanswered(self, reward: str) -> list[tuple[str, str, str]]:
        """Return (id, user, login) of the redemptions of a reward that nobody has answered yet."""
        query = {
            "broadcaster_id": self.broadcaster,
            "reward_id": reward,
            "status": "UNFULFILLED",
            "first": "50",
        }
        place = "channel_points/custom_rewards/redemptions"
        answer = await self._ask("The redemptions", "GET", place, self.broadcaster, query=query)
        return [(str(one["id"]), str(one["user_id"]), str(one["user_login"])) for one in answer["data"]]

    async def settle(self, reward: str, redemption: str, kept: bool) -> None:
        """Keep the points of a redemption, or give them back."""
        query = {"broadcaster_id": self.broadcaster, "reward_id": reward, "id": redemption}
        body = {"status": "FULFILLED" if kept else "CANCELED"}
        place = "channel_points/custom_rewards/redemptions"
        await self._ask("A redemption", "PATCH", place, self.broadcaster, body, query)

    async def is_live(self) -> bool:
        """Return whether the channel is streaming."""
        query = {"user_id": self.broadcaster}
        answer = await self._ask("The stream", "GET", "streams", self.bot, query=query)
        return bool(answer["data"])

    async def kind(self) -> str:
        """Return what Twitch calls the broadcaster: "affiliate", "partner" or nothing."""
        answer = await self._ask("The channel", "GET", "users", self.bot, query={"id": self.broadcaster})
        return str(answer["data"][0]["broadcaster_type"]) if answer["data"] else ""

    async def _ask(
        self, what: str, method: Any, path: str, token_for: str, body: Json | None = None,
        query: dict[str, str] | None = None,
    ) -> Json:  # fmt: skip
        async with asking(what):
            route = Route(method, path, token_for=token_for, json=body or {}, params=dict(query or {}))
            answer = await self.client.http.request_json(route)
            return answer if isinstance(answer, dict) else {}


def native(data: Json, choices: str) -> Native:
    """Return a poll or a prediction from Twitch's own words."""
    named = tuple((str(one["id"]), str(one["title"])) for one in data[choices])
    return Native(str(data["id"]), str(data["title"]), named, str(data.get("status", "")))


def check_text(text: str) -> None:
    """Make sure that Twitch takes a chat message as one.

    Raises:
        ValueError: it is empty, too long, or begins like a command.
    """
    if not text or len(text) > CHAT_CHARACTERS:
        raise ValueError(
            f"A chat message has 1 to {CHAT_CHARACTERS} characters; this one has {len(text)}. Shorten it."
        )
    if text.startswith(("/", ".", "!")):
        raise ValueError(f"A chat message that begins with {text[0]!r} is a command. Begin with a word.")


def check_poll(title: str, choices: list[str], seconds: int) -> None:
    """Make sure that Twitch takes a poll.

    Raises:
        ValueError: the sentence says what of it is too long, too short, too many or too few.
    """
    _check("poll", title, POLL_TITLE, choices, POLL_CHOICE, POLL_CHOICES, seconds, POLL_SECONDS)


def check_bet(title: str, outcomes: list[str], seconds: int) -> None:
    """Make sure that Twitch takes a prediction.

    Raises:
        ValueError: as `check_poll`.
    """
    _check("prediction", title, BET_TITLE, outcomes, BET_OUTCOME, BET_OUTCOMES, seconds, BET_SECONDS)


def _check(
    what: str, title: str, longest: int, choices: list[str], longest_choice: int, many: tuple[int, int],
    seconds: int, lasting: tuple[int, int],
) -> None:  # fmt: skip
    if not 1 <= len(title) <= longest:
        raise ValueError(f"The title of a {what} has 1 to {longest} characters; {title!r} has {len(title)}.")
    if not many[0] <= len(choices) <= many[1]:
        raise ValueError(f"A {what} has {many[0]} to {many[1]} choices; this one has {len(choices)}.")
    for choice in choices:
        if not 1 <= len(choice) <= longest_choice:
            raise ValueError(
                f"A choice of a {what} has 1 to {longest_choice} characters; {choice!r} has {len(choice)}."
            )
    if len(set(choices)) < len(choices):
        raise ValueError(f"The choices of a {what} differ from each other; these do not: {choices!r}.")
    if not lasting[0] <= seconds <= lasting[1]:
        raise ValueError(f"A {what} is open for {lasting[0]} to {lasting[1]} seconds; not for {seconds}.")
