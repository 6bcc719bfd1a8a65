"""What EventSub tells, field by field as documented: what is not there is null, never left out."""

from __future__ import annotations

from tests.fake_twitch.world import OWNER, OWNER_LOGIN, Json, World, stamp

CHANNEL = {
    "broadcaster_user_id": OWNER, "broadcaster_user_login": OWNER_LOGIN, "broadcaster_user_name": "Streamer",
}  # fmt: skip


def who(world: World, user: str, prefix: str = "") -> Json:
    login = world.login(user)
    name = world.names.get(user, login.title())
    return {f"{prefix}user_id": user, f"{prefix}user_login": login, f"{prefix}user_name": name}


def message(
    world: World, text: str, user: str, number: str, badges: tuple[str, ...] = (), source: str = ""
) -> Json:
    elsewhere = {"id": source, "login": "neighbour", "name": "Neighbour"} if source else {}
    return {
        **CHANNEL, **who(world, user, "chatter_"), "message_id": number, "color": "#00FF7F",
        "message": {"text": text, "fragments": [
            {"type": "text", "text": text, "cheermote": None, "emote": None, "mention": None}
        ]},
        "badges": [{"set_id": badge, "id": "1", "info": ""} for badge in badges],
        "message_type": "text", "cheer": None, "reply": None, "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None, "source_broadcaster_user_id": elsewhere.get("id"),
        "source_broadcaster_user_login": elsewhere.get("login"),
        "source_broadcaster_user_name": elsewhere.get("name"), "source_message_id": None,
        "source_badges": None, "is_source_only": None,
    }  # fmt: skip


def deleted(world: World, user: str, number: str) -> Json:
    return {**CHANNEL, **who(world, user, "target_"), "message_id": number}


def cleared(world: World, user: str) -> Json:
    return {**CHANNEL, **who(world, user, "target_")}


def raid(world: World, viewers: int) -> Json:
    return {
        "from_broadcaster_user_id": "4000", "from_broadcaster_user_login": "raider",
        "from_broadcaster_user_name": "Raider", "to_broadcaster_user_id": OWNER,
        "to_broadcaster_user_login": OWNER_LOGIN, "to_broadcaster_user_name": "Streamer", "viewers": viewers,
    }  # fmt: skip


def subscribed(world: World, user: str, gift: bool = False) -> Json:
    return {**CHANNEL, **who(world, user), "tier": "1000", "is_gift": gift}


def gifted(world: World, user: str, total: int) -> Json:
    return {
        **CHANNEL, **who(world, user), "tier": "1000", "total": total, "cumulative_total": None,
        "is_anonymous": False,
    }  # fmt: skip


def bits(world: World, user: str, count: int) -> Json:
    return {
        **CHANNEL, **who(world, user), "bits": count, "type": "cheer",
        "power_up": None, "custom_power_up": None,
        "message": {"text": f"cheer{count}", "fragments": []},
    }  # fmt: skip


def redemption(world: World, one: Json) -> Json:
    reward = next(reward for reward in world.rewards if reward["id"] == one["reward_id"])
    return {
        **CHANNEL, **who(world, one["user_id"]), "id": one["id"], "user_input": "", "status": "unfulfilled",
        "reward": {"id": reward["id"], "title": reward["title"], "cost": reward["cost"], "prompt": ""},
        "redeemed_at": stamp(),
    }  # fmt: skip


def poll(one: Json) -> Json:
    voting = {"is_enabled": False, "amount_per_vote": 0}
    status = {"COMPLETED": "completed", "TERMINATED": "terminated"}.get(one["status"], "active")
    return {
        **CHANNEL, "id": one["id"], "title": one["title"], "choices": one["choices"], "bits_voting": voting,
        "channel_points_voting": voting, "started_at": stamp(), "ends_at": stamp(), "ended_at": stamp(),
        "status": status,
    }  # fmt: skip


def online(live: bool) -> Json:
    return (
        {**CHANNEL, "id": "stream-1", "type": "live", "started_at": stamp()}
        if live
        else {**CHANNEL, "id": "1"}
    )
