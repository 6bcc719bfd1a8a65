"""The season's written rules of money. Each number on screen comes from here; `!rules` reads them aloud."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class SeasonRules(BaseModel):
    """What a trader may do this season. Money in cents, shares in whole percent, the fee in basis points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(default=1_000_000, gt=0)
    """What each trader starts a season with."""
    leverage_pct: int = Field(default=200, ge=100, le=1000)
    """The most exposure an order may lead to, in percent of the account's value."""
    shorts: bool = True
    fee_bps: int = Field(default=10, ge=0, le=500)
    """What the exchange takes of each fill; never less than one cent."""
    least_order: int = Field(default=100, ge=1)
    """The smallest order. Closing a position is always allowed."""
    tolerance_pct: int = Field(default=2, ge=0, le=50)
    """An order that would move the position by no more than this much of the account is not sent."""
    order_limit: int = Field(default=5_000_000, gt=0)
    """The most the dealer trades at one quote. It keeps money from compounding without end."""
    position_limit: int = Field(default=10_000_000, gt=0)
    """The largest position in one asset."""
    maintenance_pct: int = Field(default=25, ge=1, le=99)
    """A margin call comes when the account's value falls under this share of its exposure."""
    restored_pct: int = Field(default=40, ge=1, le=100)
    """A forced sale goes on to this share, above the line of the call, or the next tick would call again."""
    bankruptcy_floor: int = Field(default=25_000, ge=0)
    intern_ticks: int = Field(default=12, ge=1)
    comeback: int = Field(default=250_000, gt=0)
    """The house lends a broke trader what is missing to this."""

    @property
    def leverage(self) -> float:
        """Return the leverage limit as a multiple of the account's value."""
        return self.leverage_pct / 100


def sentences(rules: SeasonRules) -> list[str]:
    """Return the rules in plain words, their numbers from the data."""
    raise NotImplementedError
