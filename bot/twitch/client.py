"""The client: the real Twitch library, told what to listen to, and what it hears in the show's own words."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Protocol

import twitchio
from pydantic import SecretStr
from twitchio import eventsub
from twitchio.eventsub import SubscriptionPayload

from bot.twitch.ears import Said
from bot.twitch.grants import Grant
from bot.twitch.once import Once
from bot.twitch.scopes import INDISPENSABLE, Role
from bot.twitch.trouble import Refused, TwitchTrouble, asking

CHARGE = ("moderator", "lead_moderator", "broadcaster")
"""The badges of those who may direct the show."""
CONFLICT = 409
DENIED = (400, 401, 403)

logger = logging.getLogger(__name__)


class Doings(Protocol):
    """What the host is told. It takes its time over none of it."""

    def said(self, said: Said) -> None: ...
    def own_message(self, message: str, moderator: bool) -> bool:
        """Return whether a message of our own account was written by a person."""
        ...

    def taken_down(self, message: str) -> None: ...
    def shut_out(self, user: str) -> None: ...
    def cheered(self, user: str, login: str, bits: int) -> None: ...
    def redeemed(self, reward: str, redemption: str, user: str, login: str) -> None: ...
    def came(self, kind: str, count: int) -> None: ...
    def polled(self, poll: str, votes: dict[str, int], over: bool) -> None: ...
    def live(self, now: bool) -> None: ...
    def renewed(self, user: str, access: str, refresh: str) -> None: ...
    def revoked(self, why: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to listen to: with whose token, and the scope without which it cannot be."""

    payload: SubscriptionPayload
    role: Role
    scope: str = ""


Failed = list[tuple[Wish, TwitchTrouble]]


def wishes(bot: str, broadcaster: str) -> list[Wish]:
    """Return all that the show listens to; the chat comes first."""
    of, here = eventsub, {"broadcaster_user_id": broadcaster}
    chat = {**here, "user_id": bot}
    read, polls, subs = INDISPENSABLE[0], "channel:manage:polls", "channel:read:subscriptions"
    return [
        Wish(of.ChatMessageSubscription(**chat), "bot", read),
        Wish(of.ChatMessageDeleteSubscription(**chat), "bot", read),
        Wish(of.ChatClearUserMessagesSubscription(**chat), "bot", read),
        Wish(of.ChannelRaidSubscription(to_broadcaster_user_id=broadcaster), "bot"),
        Wish(of.StreamOnlineSubscription(**here), "bot"),
        Wish(of.StreamOfflineSubscription(**here), "bot"),
        Wish(of.ChannelPollProgressSubscription(**here), "channel", polls),
        Wish(of.ChannelPollEndSubscription(**here), "channel", polls),
        Wish(of.ChannelPointsRedeemAddSubscription(**here), "channel", "channel:manage:redemptions"),
        Wish(of.ChannelBitsUseSubscription(**here), "channel", "bits:read"),
        Wish(of.ChannelSubscribeSubscription(**here), "channel", subs),
        Wish(of.ChannelSubscribeMessageSubscription(**here), "channel", subs),
        Wish(of.ChannelSubscriptionGiftSubscription(**here), "channel", subs),
    ]


class Hearing(twitchio.Client):
    """Turns the library's events into doings. Every handler ends at once, so they stay in order."""

    doings: Doings
    once: Once
    bot_user: str

    def dispatch(self, event: str, payload: Any | None = None) -> None:
        """Hand an event on; after the client is closed there is nobody to take it."""
        if not self._has_closed:
            super().dispatch(event, payload)

    async def event_message(self, payload: twitchio.ChatMessage) -> None:
        """Hand on what was said in this channel; a shared chat brings words from others, too."""
        elsewhere = payload.source_broadcaster
        if elsewhere is not None and elsewhere.id != payload.broadcaster.id:
            return
        charge = any(badge.set_id in CHARGE for badge in payload.badges)
        user = str(payload.chatter.id)
        if user == self.bot_user and not self.doings.own_message(payload.id, charge):
            return
        self.doings.said(
            Said(payload.id, user, str(payload.chatter.name or "").lower(), payload.text, charge)
        )

    async def event_message_delete(self, payload: twitchio.ChatMessageDelete) -> None:
        """Hand on that a message is gone."""
        self.doings.taken_down(payload.message_id)

    async def event_chat_clear_user(self, payload: twitchio.ChannelChatClearUserMessages) -> None:
        """Hand on that all messages of somebody are gone."""
        self.doings.shut_out(str(payload.user.id))

    async def event_bits_use(self, payload: twitchio.ChannelBitsUse) -> None:
        """Hand on bits."""
        user = payload.user
        self.doings.cheered(str(user.id or ""), _login(user), payload.bits)

    async def event_custom_redemption_add(self, payload: twitchio.ChannelPointsRedemptionAdd) -> None:
        """Hand on a redemption."""
        user = payload.user
        self.doings.redeemed(payload.reward.id, payload.id, str(user.id), _login(user))

    async def event_raid(self, payload: twitchio.ChannelRaid) -> None:
        """Hand on a raid, as a number."""
        self.doings.came("raid", payload.viewer_count)

    async def event_subscription(self, payload: twitchio.ChannelSubscribe) -> None:
        """Hand on a new subscriber; those who were given it are counted with the gift."""
        if not payload.gift:
            self.doings.came("patrons", 1)

    async def event_subscription_message(self, payload: Any) -> None:
        """Hand on a subscriber who stays. What they write with it stays outside."""
        self.doings.came("patrons", 1)

    async def event_subscription_gift(self, payload: twitchio.ChannelSubscriptionGift) -> None:
        """Hand on gifts, as a number."""
        self.doings.came("gifts", payload.total)

    async def event_poll_progress(self, payload: twitchio.ChannelPollProgress) -> None:
        """Hand on what a poll stands at."""
        self.doings.polled(payload.id, _votes(payload), False)

    async def event_poll_end(self, payload: twitchio.ChannelPollEnd) -> None:
        """Hand on what a poll came to."""
        self.doings.polled(payload.id, _votes(payload), True)

    async def event_stream_online(self, payload: twitchio.StreamOnline) -> None:
        """Hand on that the stream began."""
        self.doings.live(True)

    async def event_stream_offline(self, payload: twitchio.StreamOffline) -> None:
        """Hand on that the stream ended."""
        self.doings.live(False)

    async def event_token_refreshed(self, payload: twitchio.TokenRefreshedPayload) -> None:
        """Hand on a renewed token: the one before is worth nothing any more."""
        self.doings.renewed(payload.user_id, payload.token, payload.refresh_token)

    async def event_subscription_revoked(self, payload: Any) -> None:
        """Hand on that Twitch tells us something no longer, and why."""
        self.doings.revoked(str(payload.status.value))

    async def event_error(self, payload: twitchio.EventErrorPayload) -> None:
        """Note an error in one of these handlers. The library would write all of it down."""
        logger.error("An event from Twitch could not be read (%s).", type(payload.error).__name__)

    async def save_tokens(self, path: str | None = None, /) -> None:
        """Write nothing: the library's file is for everyone to read. Ours is kept by the host."""

    def listening(self) -> int:
        """Return how many things are listened to at this moment, over sockets that are connected."""
        sockets = [socket for some in self._websockets.values() for socket in some.values()]
        return sum(socket.subscription_count for socket in sockets if socket.connected)


class SocketClient(Hearing):
    """Listens over websockets of the two accounts. It needs no client secret."""

    async def attend(self, wished: list[Wish], users: dict[Role, str]) -> Failed:
        """Subscribe to everything, and return what Twitch would not tell.

        Raises:
            TwitchTrouble: Twitch cannot be reached.
        """
        failed: Failed = []
        for wish in wished:
            try:
                async with asking(f"Listening to {wish.payload.type}"):
                    await self.subscribe_websocket(wish.payload, token_for=users[wish.role])
            except TwitchTrouble as trouble:
                if trouble.status not in DENIED:
                    raise
                failed.append((wish, trouble))
        return failed


class ConduitClient(Hearing, twitchio.AutoClient):
    """Listens over a conduit: what happens while the show restarts is not lost. It needs a client secret."""

    async def attend(self, wished: list[Wish], users: dict[Role, str]) -> Failed:
        """Subscribe to everything that the conduit does not have yet: it keeps its subscriptions for days.

        Raises:
            TwitchTrouble: Twitch cannot be reached.
        """
        async with asking("Listening over a conduit"):
            done = await self.multi_subscribe([wish.payload for wish in wished])
        failed: Failed = []
        for error in done.errors:
            status = error.error.status
            trouble = TwitchTrouble(
                f"Listening to {error.subscription.type}: Twitch answers {status}.", status
            )
            if status in DENIED:
                failed += [(wish, trouble) for wish in wished if wish.payload is error.subscription]
            elif status != CONFLICT:
                raise trouble
        return failed

    def listening(self) -> int:
        """Return 1 if any part of the conduit is connected."""
        return int(any(socket.connected for socket in self.conduit_info.websockets.values()))


async def admitted(client: Hearing, grant: Grant) -> Grant:
    """Give the client an account's tokens, renewed if they must be, and return them as they are now.

    Raises:
        Refused: they are worth nothing any more, or belong to somebody else.
        TwitchTrouble: Twitch cannot be reached.
    """
    try:
        async with asking("A token"):
            found = await client.add_token(grant.access.get_secret_value(), grant.refresh.get_secret_value())
    except TwitchTrouble as trouble:
        if trouble.status in (400, 401):
            raise Refused(over(grant.login)) from None
        if trouble.status == 403:
            raise Refused(SECRET) from None
        raise
    if found.user_id != grant.user:
        raise Refused(f"The token kept for {grant.login!r} belongs to another account. {SETUP}")
    now = client.tokens[grant.user]
    return Grant(
        user=grant.user,
        login=str(found.login).lower(),
        access=SecretStr(now["token"]),
        refresh=SecretStr(now["refresh"]),
        scopes=tuple(found.scopes),
    )


SETUP = "Run 'wallstreet setup twitch'; the show takes the new authorisation up by itself."


SECRET = (
    "Twitch does not take the application's secret. Copy it anew from dev.twitch.tv/console/apps into"
    " WALLSTREET_TWITCH_CLIENT_SECRET, or leave that empty if the application's client type is Public."
)


def over(login: str) -> str:
    """Return the sentence about an authorisation that is worth nothing any more."""
    return f"The authorisation of {login!r} is over: it was revoked, or not used for too long. {SETUP}"


def _login(user: twitchio.PartialUser) -> str:
    return str(user.name or "").lower()


def _votes(payload: Any) -> dict[str, int]:
    return {choice.id: choice.votes or 0 for choice in payload.choices}
