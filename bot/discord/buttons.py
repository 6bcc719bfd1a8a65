"""The controls of the card. Each carries what it means in its id, so it works after any restart."""

from __future__ import annotations

import re
from typing import Any, Protocol, Self

import discord
from discord import ui

from bot.discord.talk import InteractionTalk, Talk
from bot.phrases import name
from show.words import TRADERS


class ButtonDesk(Protocol):
    """Where presses are handed in: `bot.discord.desk.Desk`."""

    async def serve(self, talk: Talk, typed: str) -> None:
        """Answer a command as viewers type it."""
        ...

    async def vote(self, talk: Talk, vote: int, key: str) -> None:
        """Take the press of a vote button."""
        ...

    async def confirm_reset(self, talk: Talk, season: int, asked_by: int) -> None:
        """Reset once, however many moderators press at the same moment."""
        ...


def desk_of(interaction: Any) -> ButtonDesk:
    """Return the desk behind the client that an interaction came to."""
    desk: ButtonDesk = interaction.client.desk
    return desk


class VoteButton(ui.DynamicItem[ui.Button[Any]], template=r"wsl:vote:(?P<vote>\d{1,9}):(?P<key>[\w-]{1,20})"):
    """Votes for one option of one ballot."""

    def __init__(self, vote: int, key: str, label: str = "") -> None:
        super().__init__(ui.Button(label=label or key, custom_id=f"wsl:vote:{vote}:{key}"))
        self.vote, self.key = vote, key

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read the ballot and the option from the id."""
        return cls(int(match["vote"]), match["key"])

    async def callback(self, interaction: Any) -> None:
        """Hand the vote in."""
        await desk_of(interaction).vote(InteractionTalk(interaction), self.vote, self.key)


class ChaosButton(ui.DynamicItem[ui.Button[Any]], template="wsl:chaos"):
    """Backs chaos."""

    def __init__(self) -> None:
        super().__init__(ui.Button(label="Chaos!", style=discord.ButtonStyle.danger, custom_id="wsl:chaos"))

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make it again."""
        return cls()

    async def callback(self, interaction: Any) -> None:
        """Hand it in."""
        await desk_of(interaction).serve(InteractionTalk(interaction), "!chaos")


class ThoughtsSelect(ui.DynamicItem[ui.Select[Any]], template="wsl:thoughts"):
    """Opens one trader's inner voice, for whoever asks alone."""

    def __init__(self, chosen: str = "") -> None:
        options = [discord.SelectOption(label=name(who), value=who) for who in TRADERS]
        super().__init__(
            ui.Select(placeholder="What are they not saying?", options=options, custom_id="wsl:thoughts")
        )
        self.chosen = chosen

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make it again, with what was chosen."""
        return cls(chosen_in(interaction))

    async def callback(self, interaction: Any) -> None:
        """Say the thought."""
        await desk_of(interaction).serve(
            InteractionTalk(interaction), f"!thoughts {self.chosen or chosen_in(interaction)}"
        )


def chosen_in(interaction: Any) -> str:
    """Return what was chosen in a select; empty for anything odd."""
    values = (interaction.data or {}).get("values") or [""]
    return str(values[0])


class ResetButton(
    ui.DynamicItem[ui.Button[Any]], template=r"wsl:reset:(?P<season>\d{1,9}):(?P<who>\d{1,20})"
):
    """Confirms the reset of one season, by the moderator who asked for it."""

    def __init__(self, season: int, who: int) -> None:
        label = f"Close season {season} and open the next"
        style = discord.ButtonStyle.danger
        super().__init__(ui.Button(label=label, style=style, custom_id=f"wsl:reset:{season}:{who}"))
        self.season, self.who = season, who

    @classmethod
    async def from_custom_id(cls, interaction: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Read the season and the moderator from the id."""
        return cls(int(match["season"]), int(match["who"]))

    async def callback(self, interaction: Any) -> None:
        """Reset, if it still means the same."""
        await desk_of(interaction).confirm_reset(InteractionTalk(interaction), self.season, self.who)


ITEMS = (VoteButton, ChaosButton, ThoughtsSelect, ResetButton)
