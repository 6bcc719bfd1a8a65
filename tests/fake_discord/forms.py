"""What Discord refuses to take: texts too long, components too many, names not allowed, times not whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.fake_discord.answers import Json, invalid

MESSAGE_CHARACTERS, V2_CHARACTERS, COMPONENTS, ALT_CHARACTERS = 2000, 4000, 40, 1024
IS_V2, EPHEMERAL = 1 << 15, 1 << 6
ROW, BUTTON, SELECT, SECTION, TEXT, GALLERY, CONTAINER = 1, 2, 3, 9, 10, 12, 17


def check_message(form: Json, files: dict[str, tuple[str, bytes]], had: Json | None = None) -> None:
    """Refuse what cannot be a message."""
    v2 = bool((form.get("flags") or 0) & IS_V2) or bool(had and had["flags"] & IS_V2)
    content = form.get("content") or ""
    if len(content) > MESSAGE_CHARACTERS:
        raise invalid("content", f"Must be {MESSAGE_CHARACTERS} or fewer in length.")
    if v2 and (content or form.get("embeds") or form.get("poll")):
        raise invalid("content", "cannot be used with components V2")
    if "allowed_mentions" not in form or form["allowed_mentions"].get("parse") != []:
        raise invalid("allowed_mentions", "this server insists that nobody is ever pinged")
    for described in form.get("attachments") or []:
        if len(described.get("description") or "") > ALT_CHARACTERS:
            raise invalid("attachments", f"description is over {ALT_CHARACTERS}")
    components = form.get("components") or []
    if had is None and not (content.strip() or components or files or form.get("embeds")):
        raise invalid("content", "Cannot send an empty message")
    check_components(components, v2)


def check_components(components: list[Json], v2: bool) -> None:
    every = list(walk(components))
    if len(every) > COMPONENTS:
        raise invalid("components", f"{len(every)} are over {COMPONENTS}")
    if not v2 and any(part["type"] != ROW for part in components):
        raise invalid("components", "only rows without the flag of V2")
    if sum(len(part.get("content") or "") for part in every if part["type"] == TEXT) > V2_CHARACTERS:
        raise invalid("components", f"texts are over {V2_CHARACTERS} together")
    ids = [part["custom_id"] for part in every if part.get("custom_id")]
    if len(ids) != len(set(ids)) or any(len(one) > 100 for one in ids):
        raise invalid("components", "custom ids must be unique and short")
    for part in every:
        check_part(part)


def check_part(part: Json) -> None:
    inner = part.get("components") or []
    if part["type"] == ROW and not 1 <= len(inner) <= 5:
        raise invalid("components", "a row holds 1 to 5")
    if part["type"] == BUTTON and not 1 <= len(part.get("label") or "x") <= 80:
        raise invalid("components", "a label has 1 to 80 characters")
    if part["type"] == SELECT and not 1 <= len(part.get("options") or []) <= 25:
        raise invalid("components", "a select has 1 to 25 options")
    if part["type"] == TEXT and not part.get("content"):
        raise invalid("components", "a text is empty")
    if part["type"] == GALLERY:
        for item in part["items"]:
            if len(item.get("description") or "") > ALT_CHARACTERS:
                raise invalid("components", "alt text is too long")


def walk(components: list[Json]) -> Iterator[Json]:
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        if part.get("accessory"):
            yield part["accessory"]


def check_hook_name(name: str) -> None:
    bad = re.search(r"discord|clyde", name, re.IGNORECASE) or name.lower() in ("here", "everyone")
    if bad or not 1 <= len(name) <= 80:
        raise invalid("name", f"Webhook name {name!r} cannot be used.")
