"""Facts: what a prompt is made of, and the desk's part of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from show.words import Asset


class Fact(BaseModel):
    """A frozen piece of what a trader may know. Nothing in it comes from another trader's private part."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DeskFact(Fact):
    """The desk's view of one asset: direction and risk in [-1, 1], +1 is up and calm."""

    asset: Asset
    direction: float
    risk: float


class DeskView(Fact):
    """What the desk of analysts thought at its last sitting, and the two who argued most, over what."""

    views: tuple[DeskFact, ...]
    over: Asset | None = None
    champion: str = ""
    dissenter: str = ""
