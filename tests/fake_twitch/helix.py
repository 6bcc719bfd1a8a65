"""api.twitch.tv/helix: what the show asks for, with the scopes and limits of the real one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.fake_twitch.eventsub import EventSub
from tests.fake_twitch.limits import HELIX, Limits
from tests.fake_twitch.world import OWNER, OWNER_LOGIN, Json, Token, World, stamp

HERE = {"broadcaster_id": OWNER, "broadcaster_login": OWNER_LOGIN, "broadcaster_name": "Streamer"}
NEEDED = {
    "channel.chat.message": "user:read:chat", "channel.chat.message_delete": "user:read:chat",
    "channel.chat.clear_user_messages": "user:read:chat", "channel.poll.progress": "channel:manage:polls",
    "channel.poll.end": "channel:manage:polls", "channel.bits.use": "bits:read",
    "channel.channel_points_custom_reward_redemption.add": "channel:manage:redemptions",
    "channel.subscribe": "channel:read:subscriptions",
    "channel.subscription.gift": "channel:read:subscriptions",
    "channel.subscription.message": "channel:read:subscriptions",
}  # fmt: skip


class Refusal(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass
class Asked:
    """A request, after its token was looked at. `token` is None for that of an application."""

    token: Token | None
    query: dict[str, list[str]]
    body: Json

    def one(self, name: str) -> str:
        found = self.query.get(name) or [str(self.body.get(name, ""))]
        return found[0]

    def by(self, user: str, scope: str) -> None:
        if self.token is None or self.token.user != user:
            raise Refusal(401, "The ID in the request must match the user ID in the access token.")
        if scope not in self.token.scopes:
            raise Refusal(401, f"Missing scope: {scope}")


class Helix:
    def __init__(self, world: World, eventsub: EventSub, limits: Limits) -> None:
        self.world, self.eventsub, self.limits = world, eventsub, limits
        self.after_chat: Callable[[Json], None] = lambda said: None
        self.routes: dict[tuple[str, str], Callable[[Asked], tuple[int, Json]]] = {
            ("GET", "users"): self._users, ("GET", "streams"): self._streams,
            ("POST", "chat/messages"): self._say, ("POST", "chat/announcements"): self._announce,
            ("GET", "polls"): self._polls, ("POST", "polls"): self._open_poll,
            ("PATCH", "polls"): self._end_poll,
            ("GET", "predictions"): self._bets, ("POST", "predictions"): self._open_bet,
            ("PATCH", "predictions"): self._end_bet,
            ("GET", "channel_points/custom_rewards"): self._rewards,
            ("POST", "channel_points/custom_rewards"): self._make_reward,
            ("PATCH", "channel_points/custom_rewards"): self._change_reward,
            ("GET", "channel_points/custom_rewards/redemptions"): self._redemptions,
            ("PATCH", "channel_points/custom_rewards/redemptions"): self._settle,
            ("POST", "eventsub/subscriptions"): self._subscribe,
            ("GET", "eventsub/conduits"): self._conduits, ("POST", "eventsub/conduits"): self._make_conduit,
            ("PATCH", "eventsub/conduits/shards"): self._shards,
        }  # fmt: skip

    def serve(
        self, method: str, path: str, query: dict[str, list[str]], body: Json, bearer: str
    ) -> tuple[int, Json]:
        token = self.world.tokens.get(bearer)
        if token is None and bearer not in self.world.app_tokens:
            return 401, {"error": "Unauthorized", "status": 401, "message": "Invalid OAuth token"}
        if self.limits.over(f"helix {bearer}", *HELIX):
            return 429, {"error": "Too Many Requests", "status": 429, "message": "slow down"}
        handler = self.routes.get((method, path))
        if handler is None:
            return 404, {"error": "Not Found", "status": 404, "message": f"there is no {method} {path}"}
        try:
            return handler(Asked(token, query, body))
        except Refusal as refusal:
            return refusal.status, {"error": "no", "status": refusal.status, "message": refusal.message}

    # --- people

    def _users(self, asked: Asked) -> tuple[int, Json]:
        users = asked.query.get("id", [])
        return 200, {"data": [
            {"id": one, "login": self.world.login(one), "display_name": self.world.login(one), "type": "",
             "broadcaster_type": self.world.kind if one == OWNER else "", "description": "",
             "profile_image_url": "", "offline_image_url": "", "created_at": stamp()} for one in users
        ]}  # fmt: skip

    def _streams(self, asked: Asked) -> tuple[int, Json]:
        return 200, {
            "data": [{"id": "stream-1", "user_id": OWNER}] if self.world.live else [],
            "pagination": {},
        }

    # --- the chat

    def _say(self, asked: Asked) -> tuple[int, Json]:
        sender, text = asked.body["sender_id"], asked.body["message"]
        asked.by(sender, "user:write:chat")
        if not text or len(text) > 500:
            self.limits.exceeded.append(f"{len(text)} characters")
            raise Refusal(400, "The message is too long.")
        if sender in self.world.banned:
            raise Refusal(403, "The sender is not permitted to send chat messages there.")
        dropped = self.limits.chat(self._may_more(sender), text)
        number = self.world.number("message")
        if not dropped:
            said = {"id": number, "sender": sender, "message": text, "at": self.world.clock(), "colour": None}
            self.world.chat.append(said)
            self.after_chat(said)
        reason = {"code": dropped, "message": "not shown"} if dropped else None
        return 200, {"data": [{"message_id": number, "is_sent": not dropped, "drop_reason": reason}]}

    def _may_more(self, user: str) -> bool:
        return user == OWNER or user in self.world.moderators

    def _announce(self, asked: Asked) -> tuple[int, Json]:
        sender = asked.one("moderator_id")
        asked.by(sender, "moderator:manage:announcements")
        if not self._may_more(sender):
            raise Refusal(403, "The user in moderator_id is not one of the broadcaster's moderators.")
        text = asked.body["message"]
        if len(text) > 500 or self.limits.chat(True, text):
            raise Refusal(400, "too much")
        said = {
            "id": self.world.number("message"), "sender": sender, "message": text, "at": self.world.clock(),
            "colour": asked.body["color"],
        }  # fmt: skip
        self.world.chat.append(said)
        return 204, None

    # --- polls and predictions

    def _native(self, asked: Asked, scope: str) -> None:
        asked.by(asked.one("broadcaster_id"), scope)
        if self.world.kind not in ("affiliate", "partner"):
            raise Refusal(403, "The broadcaster must be a partner or affiliate.")

    def _polls(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:polls")
        return 200, {"data": self.world.polls[::-1], "pagination": {}}

    def _open_poll(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:polls")
        body = asked.body
        titles = [one["title"] for one in body["choices"]]
        fits = 1 <= len(body["title"]) <= 60 and 2 <= len(titles) <= 5 and 15 <= body["duration"] <= 1800
        if not fits or any(not 1 <= len(title) <= 25 for title in titles):
            self.limits.exceeded.append("a poll that is not one")
            raise Refusal(400, "The poll is not valid.")
        if any(one["status"] == "ACTIVE" for one in self.world.polls):
            raise Refusal(400, "A poll is running already.")
        made = {
            **HERE, "id": self.world.number("poll"), "title": body["title"], "status": "ACTIVE",
            "choices": [
                {"id": self.world.number("choice"), "title": title, "votes": 0, "channel_points_votes": 0,
                 "bits_votes": 0} for title in titles
            ],
            "duration": body["duration"],
            "channel_points_voting_enabled": False, "channel_points_per_vote": 0,
            "bits_voting_enabled": False, "bits_per_vote": 0, "started_at": stamp(), "ended_at": None,
        }  # fmt: skip
        self.world.polls.append(made)
        return 200, {"data": [made]}

    def _end_poll(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:polls")
        one = _found(self.world.polls, asked.body["id"])
        if one["status"] != "ACTIVE":
            raise Refusal(400, "The poll is over.")
        one["status"] = asked.body["status"]
        return 200, {"data": [one]}

    def _bets(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:predictions")
        return 200, {"data": self.world.bets[::-1], "pagination": {}}

    def _open_bet(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:predictions")
        body = asked.body
        titles = [one["title"] for one in body["outcomes"]]
        fits = len(body["title"]) <= 45 and 2 <= len(titles) <= 10 and 30 <= body["prediction_window"] <= 1800
        if not fits or any(not 1 <= len(title) <= 25 for title in titles):
            self.limits.exceeded.append("a prediction that is not one")
            raise Refusal(400, "The prediction is not valid.")
        if any(one["status"] in ("ACTIVE", "LOCKED") for one in self.world.bets):
            raise Refusal(400, "A prediction is running already.")
        made = {
            **HERE, "id": self.world.number("bet"), "title": body["title"], "winning_outcome_id": None,
            "outcomes": [
                {"id": self.world.number("outcome"), "title": title, "users": 0, "channel_points": 0,
                 "top_predictors": None, "color": "BLUE"} for title in titles
            ],
            "prediction_window": body["prediction_window"], "status": "ACTIVE", "created_at": stamp(),
            "ended_at": None, "locked_at": None,
        }  # fmt: skip
        self.world.bets.append(made)
        return 200, {"data": [made]}

    def _end_bet(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:predictions")
        one = _found(self.world.bets, asked.body["id"])
        if one["status"] not in ("ACTIVE", "LOCKED"):
            raise Refusal(400, "The prediction is over.")
        winner = asked.body.get("winning_outcome_id")
        if asked.body["status"] == "RESOLVED" and winner not in [each["id"] for each in one["outcomes"]]:
            raise Refusal(400, "There is no such outcome.")
        one["status"], one["winning_outcome_id"] = asked.body["status"], winner
        return 200, {"data": [one]}

    # --- rewards

    def _rewards(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:redemptions")
        return 200, {"data": self.world.rewards}

    def _make_reward(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:redemptions")
        if any(one["title"] == asked.body["title"] for one in self.world.rewards):
            raise Refusal(400, "CREATE_CUSTOM_REWARD_DUPLICATE_REWARD")
        if asked.body.get("is_user_input_required"):
            self.limits.exceeded.append("a reward that demands words")
        made = {"id": self.world.number("reward"), "is_enabled": True, **asked.body}
        self.world.rewards.append(made)
        return 200, {"data": [made]}

    def _change_reward(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:redemptions")
        one = _found(self.world.rewards, asked.one("id"))
        one.update(asked.body)
        return 200, {"data": [one]}

    def _redemptions(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:redemptions")
        wanted = asked.one("status"), asked.one("reward_id")
        found = [one for one in self.world.redemptions if (one["status"], one["reward_id"]) == wanted]
        return 200, {"data": found, "pagination": {}}

    def _settle(self, asked: Asked) -> tuple[int, Json]:
        self._native(asked, "channel:manage:redemptions")
        one = _found(self.world.redemptions, asked.one("id"))
        if one["status"] != "UNFULFILLED":
            raise Refusal(400, "The redemption was answered already.")
        one["status"] = asked.body["status"]
        return 200, {"data": [one]}

    # --- eventsub

    def _subscribe(self, asked: Asked) -> tuple[int, Json]:
        body, websocket = asked.body, asked.body["transport"]["method"] == "websocket"
        if websocket and asked.token is None:
            raise Refusal(400, "invalid transport and auth combination")
        if not websocket and asked.token is not None:
            raise Refusal(400, "invalid transport and auth combination")
        scope = NEEDED.get(body["type"])
        holders = [asked.token] if asked.token else list(self.world.tokens.values())
        if scope and not any(scope in token.scopes for token in holders):
            raise Refusal(403, "subscription missing proper authorization")
        reader = body["condition"].get("user_id")
        if reader in self.world.banned or (reader and asked.token and reader != asked.token.user):
            raise Refusal(403, "subscription missing proper authorization")
        return self.eventsub.subscribe(body)

    def _conduits(self, asked: Asked) -> tuple[int, Json]:
        every = self.eventsub.conduits.values()
        return 200, {"data": [{"id": one["id"], "shard_count": one["shard_count"]} for one in every]}

    def _make_conduit(self, asked: Asked) -> tuple[int, Json]:
        number, shards = self.world.number("conduit"), int(asked.one("shard_count"))
        self.eventsub.conduits[number] = {"id": number, "shard_count": shards, "shards": {}}
        return 200, {"data": [{"id": number, "shard_count": shards}]}

    def _shards(self, asked: Asked) -> tuple[int, Json]:
        conduit = self.eventsub.conduits[asked.one("conduit_id")]
        for shard in asked.body["shards"]:
            conduit["shards"][shard["id"]] = shard["transport"]["session_id"]
        told = [
            {"id": one["id"], "status": "enabled", "transport": one["transport"]}
            for one in asked.body["shards"]
        ]
        return 202, {"data": told, "errors": []}


def _found(many: list[Json], number: str) -> Json:
    for one in many:
        if one["id"] == number:
            return one
    raise Refusal(404, "There is no such thing.")


PATH = re.compile(r"/helix/(.+?)/?$")
