"""The chain as an analyst may use it: there, fresh, and with smiles in it."""

from __future__ import annotations

import math

from show.desk.analyst import View
from show.desk.candour import CannotSay
from show.desk.pricing.smile import Smile, smiles
from show.market.chain import Chain
from show.market.tape import BARS_PER_TICK
from show.words import Asset

STALE_BARS = 32 * BARS_PER_TICK
"""More than a chain ages before the next one is quoted, so that nobody falls silent in between."""

_READ: dict[Asset, tuple[Chain, tuple[Smile, ...]]] = {}
"""The smiles of the chain seen last, since four analysts look at the same one. A chain never changes."""


def fresh_chain(view: View) -> Chain:
    """Return the view's options chain.

    Raises:
        CannotSay: there is none, it is older than thirty-two ticks, or its forward is no price.
    """
    chain = view.chain
    if chain is None:
        raise CannotSay("Nobody quotes options on this one")
    age = view.tape.end - chain.asof
    if age > STALE_BARS:
        raise CannotSay(f"The options were quoted {age} bars ago, too long to go by")
    if not (math.isfinite(chain.forward) and chain.forward > 0):
        raise CannotSay("The options are quoted on a price that is none")
    return chain


def fresh_smiles(view: View, fewest: int) -> tuple[Smile, ...]:
    """Return the smiles of the chain, the nearest expiry first.

    Raises:
        CannotSay: see `fresh_chain`; or fewer than `fewest` expiries have quotes enough.
    """
    chain = fresh_chain(view)
    known = _READ.get(chain.asset)
    if known is None or known[0] is not chain:
        known = _READ[chain.asset] = chain, smiles(chain)
    found = known[1]
    if len(found) < fewest:
        raise CannotSay(f"Only {len(found)} of the options' smiles can be read, {fewest} needed")
    return found
