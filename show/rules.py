"""The season's written rules of money. Each number on screen comes from here; `!rules` reads them aloud."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from show.money import dollars


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
    bankruptcy_floor: int = Field(default=100_000, ge=0)
    """A tenth of the start: below it a trader is no longer worth watching, and fees eat the rest slowly."""
    intern_ticks: int = Field(default=12, ge=1)
    comeback: int = Field(default=250_000, gt=0)
    """The house lends a broke trader what is missing to this."""

    @model_validator(mode="after")
    def _is_fair(self) -> Self:
        if self.restored_pct <= self.maintenance_pct:
            raise ValueError(
                f"restored_pct {self.restored_pct} must be above maintenance_pct {self.maintenance_pct}, or "
                "a forced sale is followed by the next margin call"
            )
        if self.maintenance_pct * self.leverage_pct >= 10_000:
            raise ValueError(
                f"with leverage_pct {self.leverage_pct}, maintenance_pct must be below "
                f"{10_000 // self.leverage_pct}, or the largest order allowed is a margin call at once"
            )
        if self.bankruptcy_floor >= min(self.comeback, self.start):
            raise ValueError(
                f"bankruptcy_floor {self.bankruptcy_floor} must be below start {self.start} and comeback "
                f"{self.comeback}, or nobody can stay in business"
            )
        return self

    @property
    def leverage(self) -> float:
        """Return the leverage limit as a multiple of the account's value."""
        return self.leverage_pct / 100


def sentences(rules: SeasonRules) -> list[str]:
    """Return the rules in plain words, their numbers from the data."""
    return [
        f"Each trader starts a season with {dollars(rules.start)} of play money.",
        "Buys pay the ask, sales get the bid. A long counts at the bid, a short at the ask.",
        f"The exchange takes {rules.fee_bps / 100:g} % of each trade, at least one cent.",
        _leverage(rules),
        _shorts(rules),
        f"No order is smaller than {dollars(rules.least_order)}, opens more than "
        f"{dollars(rules.order_limit)} at once, or makes a position larger than "
        f"{dollars(rules.position_limit)}. Closing is always allowed.",
        f"Margin call: an account under {rules.maintenance_pct} % of its positions. The trader has one tick "
        f"to answer; then the house sells, the largest first, until it is {rules.restored_pct} % again.",
        f"Broke at {dollars(rules.bankruptcy_floor)} or less: all is closed, the house writes off what is "
        f"missing, and the trader fetches coffee as an unpaid intern for {rules.intern_ticks} ticks.",
        f"Then the house lends what is missing to {dollars(rules.comeback)}. The loan bears no interest, "
        "and the leaderboard counts net of it.",
    ]


def brief(rules: SeasonRules) -> str:
    """Return what a newcomer wants to know of the rules, for places where lines are short."""
    shorts = "selling short is allowed" if rules.shorts else "no selling short"
    return (
        f"Everyone starts with {dollars(rules.start)} of play money; the exchange takes"
        f" {rules.fee_bps / 100:g} % of each trade; up to {rules.leverage:g}x the account at stake, {shorts};"
        f" margin call under {rules.maintenance_pct} %; broke at {dollars(rules.bankruptcy_floor)}, and then"
        f" {rules.intern_ticks} ticks of fetching coffee."
    )


def _leverage(rules: SeasonRules) -> str:
    if rules.leverage_pct <= 100:
        return "No leverage: all positions together are worth no more than the account."
    return f"Leverage: all positions together may be worth up to {rules.leverage:g}x the account."


def _shorts(rules: SeasonRules) -> str:
    return "Selling short is allowed." if rules.shorts else "Selling short is not allowed."
