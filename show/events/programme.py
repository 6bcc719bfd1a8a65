"""Events of the programme: seasons, episodes, ticks, and what moderators do to them."""

from __future__ import annotations

from typing import Literal

from show.events.parts import Event, Place, Public, Token
from show.words import SoundPart, TraderId


class ShowOpened(Event):
    """The first event of every log."""

    kind: Literal["ShowOpened"] = "ShowOpened"
    seed: int
    mind: Token = ""


class SeasonOpened(Event):
    """Every trader starts again with `start` cents; memories stay."""

    kind: Literal["SeasonOpened"] = "SeasonOpened"
    season: int
    start: int


class SeasonClosed(Event):
    """A season is archived. `by` is the moderator of a reset, or "bell" after the last episode."""

    kind: Literal["SeasonClosed"] = "SeasonClosed"
    season: int
    by: Token
    reason: Public
    standings: tuple[Place, ...]


class BellRang(Event):
    """An episode began or ended; the closing bell carries the recap's one line and the standings."""

    kind: Literal["BellRang"] = "BellRang"
    bell: Literal["opening", "closing"]
    episode: int
    line: Public
    standings: tuple[Place, ...] = ()


class TickBegan(Event):
    """A round of the floor began; the traders take turns in this order."""

    kind: Literal["TickBegan"] = "TickBegan"
    tick: int
    order: tuple[TraderId, ...]


class TickEnded(Event):
    """A round of the floor is over."""

    kind: Literal["TickEnded"] = "TickEnded"
    tick: int


class ShowPaused(Event):
    """A moderator stopped the clock."""

    kind: Literal["ShowPaused"] = "ShowPaused"
    by: Token
    reason: Public = ""


class ShowResumed(Event):
    """A moderator started the clock again."""

    kind: Literal["ShowResumed"] = "ShowResumed"
    by: Token
    reason: Public = ""


class ShowPanicked(Event):
    """A moderator blanked the show to a test card. It is paused until it is resumed."""

    kind: Literal["ShowPanicked"] = "ShowPanicked"
    by: Token
    reason: Public = ""


class SpeedSet(Event):
    """A moderator changed how fast the show plays; 1 is full length."""

    kind: Literal["SpeedSet"] = "SpeedSet"
    speed: float
    by: Token
    reason: Public = ""


class SoundSwitched(Event):
    """A moderator switched the stream's sound, or one part of it. Captions stay."""

    kind: Literal["SoundSwitched"] = "SoundSwitched"
    part: SoundPart
    on: bool
    by: Token
    reason: Public = ""


class TraderMuted(Event):
    """A moderator took a trader's voice: they go on trading, and nothing they say is heard."""

    kind: Literal["TraderMuted"] = "TraderMuted"
    trader: TraderId
    by: Token
    reason: Public = ""


class TraderUnmuted(Event):
    """A moderator gave a trader their voice back."""

    kind: Literal["TraderUnmuted"] = "TraderUnmuted"
    trader: TraderId
    by: Token
    reason: Public = ""


class TurnSkipped(Event):
    """A moderator moved the show on: the line on screen is over, and a waiting trader loses this turn."""

    kind: Literal["TurnSkipped"] = "TurnSkipped"
    trader: TraderId | None
    by: Token
    reason: Public = ""
