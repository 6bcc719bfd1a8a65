"""The law of one bar: what happens to one asset between two moments of the market, in either arithmetic.

In a bar the crowd and the traders hit the dealer's quotes; the fair price takes its drift, a Heston step, a
jump if one comes, and the permanent part of the impact; excitement, inventory and the passing part of the
impact decay; and the dealer quotes anew. Time is in bars, prices are logs of cents, variance is per bar.

- Variance: Heston's, by an Euler step cut off at a small floor. Where Feller's condition holds and a step is
  a fiftieth of the half-life, as here, the cut is hardly ever met and differs from full truncation (Lord,
  Koekkoek & van Dijk 2010) by less than the sampling error of a night.
- Jumps: Hawkes (1971) with an exponential kernel; at most one a bar, so its chance is 1 - exp(-intensity).
- Impact: of what nobody could expect (Madhavan, Richardson & Roomans 1997): the traders' orders, and the
  crowd beyond its mean. What comes because the dealer leans, or because others came, is no news. What the
  informed bring on average is the regime's drift, and is counted there.
- The crowd: buyers and sellers excite themselves and each other, come in numbers that follow volatility, and
  come less the worse the quote is, exp(-k distance); what the crowd itself brings along does not look at the
  price. Some of them are informed (Glosten & Milgrom 1985): they know the regime, take its side, and do not
  mind the quote, because what they know is worth more than a spread.
- Inventory: what the dealer does not get rid of by leaning is laid off at other dealers, who are not on this
  floor. If nothing were, sellers drawn by the lean would soon balance every informed buyer, and the flow
  would be even however much is known.
- High and low: the extremes of a Brownian bridge from open to close, each drawn from its exact law.
"""

from __future__ import annotations

import math
from typing import Generic, NamedTuple

from show.ledger import LOTS_PER_UNIT
from show.market.arithmetic import Arithmetic, N
from show.market.dealer import (
    ECHO_STAYS,
    IMPACT_UNIT,
    JUMP_PREMIUM,
    MOST_INVENTORY,
    MOST_PRESSURE,
    PRICE_FLOOR,
    quotes,
)

FLOOR = math.log(PRICE_FLOOR)
CENT_LOTS = float(LOTS_PER_UNIT * IMPACT_UNIT)
BRANCHING = 0.55
"""How many jumps a jump brings about, its own children only: below one, or no storm would ever end."""
JUMP_STAYS = 0.5 ** (1 / 15)
"""The excitement left after a bar: half of it is gone after fifteen."""
SELF, ACROSS = 0.35, 0.15
"""How many trades of the crowd a trade brings about on its own side, and on the other."""
CROWD_STAYS = 0.5 ** (1 / 4)
INVENTORY_STAYS = 0.5 ** (1 / 5)
"""The inventory left after a bar: half is laid off after five, ten minutes on the floor (Lyons 1998)."""
LEAST_VARIANCE = 0.01
"""The floor of the variance, as a share of its long-run level."""
MOST_VARIANCE = 0.04
"""Its ceiling, a volatility of a fifth of the price per bar: a guard, not a part of the law."""
CEILING = 16.0
"""The highest log price, $88,861: a guard as well."""
DEPTH_TRADES, DEPTH_INVENTORY = 5.0, 60.0
"""How many trades of the crowd the dealer offers in a usual market, and the inventory that would stop it."""
FAR = 1.5
"""The farthest a quote may be off, in units of 1 / k, for the crowd to notice more."""


class Law(NamedTuple, Generic[N]):
    """What one regime means for one asset. `kappa` and the rest of Heston's figures are per bar."""

    drift: N
    kappa: N
    theta: N
    xi: N
    rho: N
    rest: N
    """sqrt(1 - rho^2)."""
    rate: N
    """Jumps per bar when nothing has excited them."""
    jump_mean: N
    jump_sd: N
    jump_growth: N
    """E[exp(jump)] - 1, which the drift pays back."""
    tilt: N
    """How many informed buyers come for each usual one, and as many fewer sellers; negative: they sell."""
    usual: N
    """The volatility per root bar at which a usual number of trades comes."""
    anchor: N
    pull: N
    least_half: N
    per_volatility: N
    lean: N
    impact: N
    echo: N
    clip: N
    """Lots of one trade of the crowd."""
    trades: N


class Hidden(NamedTuple, Generic[N]):
    """What nobody on the floor can see of an asset, and all that its next bar needs."""

    fair: N
    """The log of the price without the dealer's answer to what was traded lately."""
    variance: N
    excited: N
    """The jump intensity above the regime's own."""
    inventory: N
    """The dealer's, in trades of the crowd."""
    echo: N
    """The passing part of the impact, a log price."""
    buying: N
    """How many buyers beyond the usual the excitement of the crowd will bring."""
    selling: N


class Chance(NamedTuple, Generic[N]):
    """The dice of a bar: standard normals, and uniforms in (0, 1)."""

    shock: N
    """Normal, of the return; correlated across assets."""
    turbulence: N
    """Normal, of the variance."""
    jump: N
    """Uniform: whether a jump comes."""
    leap: N
    """Normal: how large it is."""
    buyers: N
    """Normal."""
    sellers: N
    """Normal."""
    above: N
    """Uniform: the high."""
    below: N
    """Uniform: the low."""


class Bar(NamedTuple, Generic[N]):
    """What everyone sees: prices in cents, lots taken from the dealer. `jumped` is 1 if a jump came."""

    bid: N
    ask: N
    high: N
    low: N
    bought: N
    sold: N
    jumped: N


def quoted(of: Arithmetic[N], law: Law[N], hidden: Hidden[N]) -> tuple[N, N, N]:
    """Return the fair log price, how far the dealer's mid is above it, and half the spread, as log prices."""
    volatility = of.sqrt(hidden.variance)
    danger = (law.rate + hidden.excited) * law.jump_sd
    half = law.least_half + law.per_volatility * volatility + JUMP_PREMIUM * danger
    return hidden.fair, hidden.echo - law.lean * volatility * hidden.inventory, half


def advance(
    of: Arithmetic[N], law: Law[N], hidden: Hidden[N], chance: Chance[N], bought: N, sold: N, wave: N
) -> tuple[Hidden[N], Bar[N]]:
    """Return the hidden state after a bar, and the bar.

    `bought` and `sold` are the traders' own lots. `wave` is a jump that comes whatever the dice say, as a log
    return; zero is none.
    """
    opened, shift, half = quoted(of, law, hidden)
    buyers, sellers, expected = _crowd(of, law, hidden, chance, (shift - hidden.echo) / half)
    bought, sold = bought + law.clip * buyers, sold + law.clip * sellers
    net = bought - sold
    news = (net - law.clip * expected) * of.exp(opened) / CENT_LOTS
    push = of.between(-MOST_PRESSURE, news, MOST_PRESSURE)
    change, jumped = _change(of, law, hidden, chance, wave)
    excite, kept = 1 - CROWD_STAYS, INVENTORY_STAYS * hidden.inventory
    after = Hidden(
        fair=of.between(FLOOR, opened + change + law.impact * push, CEILING),
        variance=_variance(of, law, hidden.variance, chance),
        excited=JUMP_STAYS * hidden.excited + BRANCHING * (1 - JUMP_STAYS) * jumped,
        inventory=of.between(-MOST_INVENTORY, kept - net / law.clip, MOST_INVENTORY),
        echo=ECHO_STAYS * hidden.echo + law.echo * push,
        buying=CROWD_STAYS * hidden.buying + excite * (SELF * buyers + ACROSS * sellers),
        selling=CROWD_STAYS * hidden.selling + excite * (SELF * sellers + ACROSS * buyers),
    )
    path = opened + shift, hidden.variance
    return after, _print(of, law, path, after, chance, bought, sold, jumped)


def _crowd(of: Arithmetic[N], law: Law[N], hidden: Hidden[N], chance: Chance[N], off: N) -> tuple[N, N, N]:
    """How many buy, how many sell, and the difference to be expected; `off` is the dealer's lean up, in half
    spreads.
    """
    usual = law.trades * of.sqrt(hidden.variance) / law.usual
    care = of.between(-FAR, off, FAR)
    buy = usual * (of.exp(-care) + law.tilt) + hidden.buying
    sell = usual * (of.exp(care) - law.tilt) + hidden.selling
    return _count(of, buy, chance.buyers), _count(of, sell, chance.sellers), buy - sell


def _count(of: Arithmetic[N], mean: N, normal: N) -> N:
    """A Poisson count by its root, which is nearly normal with deviation 1/2 (Anscombe 1948).

    It is right in the mean and, but for a fifth, in the variance.
    """
    root = of.most(0.0, of.sqrt(mean) + 0.5 * normal)
    return of.floor(root * root + 0.25)


def _change(of: Arithmetic[N], law: Law[N], hidden: Hidden[N], chance: Chance[N], wave: N) -> tuple[N, N]:
    """The log return without any impact, and whether a jump is in it."""
    likely = 1 - of.exp(-(law.rate + hidden.excited))
    comes = of.number(chance.jump < likely)
    leap = comes * (law.jump_mean + law.jump_sd * chance.leap)
    paid = law.drift - 0.5 * hidden.variance - law.jump_growth * likely
    back = law.pull * (law.anchor - hidden.fair)
    shaken = of.sqrt(hidden.variance) * chance.shock
    return paid + back + shaken + leap + wave, of.most(comes, of.number(wave != 0))


def _variance(of: Arithmetic[N], law: Law[N], variance: N, chance: Chance[N]) -> N:
    noise = law.rho * chance.shock + law.rest * chance.turbulence
    moved = variance + law.kappa * (law.theta - variance) + law.xi * of.sqrt(variance) * noise
    return of.least(of.most(moved, LEAST_VARIANCE * law.theta), MOST_VARIANCE)


def _print(
    of: Arithmetic[N], law: Law[N], path: tuple[N, N], after: Hidden[N], chance: Chance[N],
    bought: N, sold: N, jumped: N,
) -> Bar[N]:  # fmt: skip
    """The bar in cents. `path` is the log price it opens at and the variance on its way."""
    opened, variance = path
    fair, shift, half = quoted(of, law, after)
    closed = fair + shift
    mid = of.exp(closed)
    bid, ask = quotes(of, mid, half)
    middle, span = 0.5 * (opened + closed), (opened - closed) * (opened - closed)
    high = middle + 0.5 * of.sqrt(span - 2 * variance * of.log(chance.above))
    low = middle - 0.5 * of.sqrt(span - 2 * variance * of.log(chance.below))
    close, first = 0.5 * (bid + ask), of.exp(opened)
    return Bar(
        bid=bid,
        ask=ask,
        high=of.ceil(of.most(of.exp(high), of.most(close, first))),
        low=of.most(PRICE_FLOOR, of.floor(of.least(of.exp(low), of.least(close, first)))),
        bought=bought,
        sold=sold,
        jumped=jumped,
    )


def depth(law: Law[float], hidden: Hidden[float]) -> tuple[int, int]:
    """Return the lots that the dealer offers at the bid and at the ask.

    Less in a wild market, and less on the side that would add to the inventory.
    """
    calm = min(2.0, law.usual / math.sqrt(hidden.variance))
    lean = max(-0.8, min(0.8, hidden.inventory / DEPTH_INVENTORY))
    size = DEPTH_TRADES * law.clip * calm
    return round(size * (1 - lean)), round(size * (1 + lean))
