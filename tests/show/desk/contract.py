"""What every analyst must keep, whatever it reads. Each fact takes a way to make a fresh analyst.

Parametrise a test over `FACTS` and the analysts: `fact(make)`. A fact that is broken raises AssertionError.
`silent_on` names the troubles of `TROUBLES` that an analyst cannot have an opinion on.
"""

from __future__ import annotations

import dataclasses
import inspect
import math
import pickle
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from show.desk.analyst import WINDOW_BARS, Analyst, Figures, House, Opinion, View
from show.market.chain import Chain
from show.market.tape import BARS_PER_TICK, Tape
from show.words import ASSETS, Asset
from tests.show.desk.tapes import Tapes, alone, chain, cut, market, spoiled, tape, view_of

Make = Callable[[], Analyst]
Fact = Callable[[Make], None]

BARS = 700
MARKET = market(BARS, seed=3)
SERVICES: Mapping[str, Figures] = {
    "hmm": {"p_stress": 0.2},
    "hawkes": {"intensity": 0.02, "usual": 0.01, "branching": 0.4, "cox": 0.02},
    "perm_entropy": {"entropy": 0.95},
    "heston": {"v0": 4e-6, "theta": 4e-6, "kappa": 0.01, "xi": 2e-4, "rho": -0.5},
}
HOUSE = House(direction=0.4, risk=0.3, execution=0.1, disagreement=0.2, drawdown=0.05, concentration=0.5)


def look(
    end: int | None = BARS,
    asset: Asset = "Tech",
    fit: Figures | None = None,
    start: int = 0,
    tapes: Tapes | None = None,
) -> View:
    """A view with everything an analyst could want."""
    shown = {
        name: one.since(start).upto(BARS if end is None else end)
        for name, one in (tapes or MARKET.tapes).items()
    }
    close = shown[asset].close
    forward = float(close[-1]) if len(close) and math.isfinite(close[-1]) else 10_000.0
    return view_of(
        shown, asset, chain=chain(asset, shown[asset].end, forward), fit=fit, services=SERVICES, house=HOUSE
    )


@cache
def fit_of(make: Make, asset: Asset = "Tech") -> Figures:
    """The analyst's own fit on the first bars of the market; empty if it fits nothing."""
    analyst = make()
    fitter = type(analyst).fitter
    return fitter(look(BARS - 100, asset), parameters(analyst)) if fitter else {}


def parameters(analyst: Analyst) -> dict[str, float]:
    """What research may change, with the values of this analyst."""
    return {name: float(getattr(analyst, name)) for name in analyst.grid}


def check(analyst: Analyst, opinions: tuple[Opinion, ...], asof: int) -> None:
    """Fail unless these opinions keep to the bounds."""
    assert tuple(one.kind for one in opinions) == analyst.kinds
    for one in opinions:
        assert -1.0 <= one.signal <= 1.0, one
        assert 0.0 <= one.confidence <= 1.0, one
        assert 0 < len(one.evidence) <= 120, one
        assert "nan" not in one.evidence and "inf" not in one.evidence.split(), one
        assert one.asof == asof
        assert all(type(value) is float or isinstance(value, float) for value in one.figures.values()), one
        assert all(map(math.isfinite, one.figures.values())), one


def silent(opinions: tuple[Opinion, ...]) -> bool:
    return all(one.confidence == 0.0 for one in opinions)


# --- facts ----------------------------------------------------------------------------------------------


def it_says_who_it_is(make: Make) -> None:
    analyst = make()
    assert analyst.name.isidentifier() and analyst.title and analyst.kinds
    assert analyst.horizon >= 1 and analyst.every >= 1
    fitter = inspect.getattr_static(type(analyst), "fitter")
    assert (fitter is not None) == (analyst.fit_every > 0)
    assert fitter is None or isinstance(fitter, staticmethod), (
        "else an instance would pass itself as the view"
    )
    fields = {field.name for field in dataclasses.fields(analyst) if field.init}  # type: ignore[arg-type]  # an analyst is a dataclass
    for name, values in analyst.grid.items():
        assert name in fields and len(values) >= 2 and getattr(analyst, name) in values, name


def it_speaks_within_its_bounds(make: Make) -> None:
    analyst, heard = make(), 0
    for end in range(WINDOW_BARS, BARS + 1, 4 * BARS_PER_TICK):
        opinions = analyst.read(look(end, fit=fit_of(make)))
        check(analyst, opinions, end)
        heard += not silent(opinions)
    assert heard, "an analyst with all it needs must say something"


def it_says_the_same_twice(make: Make) -> None:
    fit = fit_of(make)
    assert make().read(look(fit=fit)) == make().read(look(fit=fit))


def it_reads_in_pieces_as_in_one_go(make: Make) -> None:
    fit, start = fit_of(make), BARS - 100 - WINDOW_BARS
    slow, whole = make(), make()
    said = None
    for end in range(BARS - 100, BARS + 1, BARS_PER_TICK):
        said = slow.read(look(end, fit=fit, start=start))
    assert said == whole.read(look(BARS, fit=fit, start=start))


def it_takes_up_a_new_fit_as_if_it_had_always_known_it(make: Make) -> None:
    fit, start = fit_of(make), BARS - 100 - WINDOW_BARS
    slow, whole = make(), make()
    for end in range(BARS - 100, BARS, BARS_PER_TICK):
        slow.read(look(end, start=start))
    assert slow.read(look(BARS, fit=fit, start=start)) == whole.read(look(BARS, fit=fit, start=start))


def it_forgets(make: Make) -> None:
    fit = fit_of(make)
    old = make()
    for end in range(BARS - 200, BARS - 100, BARS_PER_TICK):
        old.read(look(end, fit=fit))
    old.forget("Tech")
    late = look(fit=fit, start=150)
    assert old.read(late) == make().read(late)


def it_keeps_the_assets_apart(make: Make) -> None:
    both, one = make(), make()
    said = None
    for end in range(WINDOW_BARS, BARS + 1, 10 * BARS_PER_TICK):
        for asset in ASSETS:
            opinions = both.read(look(end, asset, fit_of(make)))
            said = opinions if asset == "Crypto" else said
        alone_said = one.read(look(end, "Crypto", fit_of(make)))
        assert said == alone_said


def it_starts_over_when_the_tape_went_back(make: Make) -> None:
    fit = fit_of(make)
    analyst = make()
    analyst.read(look(fit=fit))
    assert analyst.read(look(BARS - 60, fit=fit)) == make().read(look(BARS - 60, fit=fit))


def it_is_silent_without_its_fit(make: Make) -> None:
    analyst = make()
    if type(analyst).fitter is None:
        return
    opinions = analyst.read(look())
    check(analyst, opinions, BARS)
    assert silent(opinions) and "fit" in opinions[0].evidence.lower()
    absurd = analyst.read(look(fit=dict.fromkeys(fit_of(make), math.nan)))
    check(analyst, absurd, BARS)
    assert silent(absurd)


def it_survives_an_absurd_fit(make: Make) -> None:
    names = list(fit_of(make))
    for value in (0.0, -1.0, 1e308, -1e308, 1e-300, math.inf):
        analyst = make()
        check(analyst, analyst.read(look(fit=dict.fromkeys(names, value))), BARS)
    for name in names:
        analyst = make()
        check(analyst, analyst.read(look(fit={**fit_of(make), name: math.nan})), BARS)


def its_fit_is_a_plain_function_of_what_it_is_shown(make: Make) -> None:
    analyst = make()
    fitter = type(analyst).fitter
    if fitter is None:
        return
    assert inspect.isfunction(fitter) and pickle.loads(pickle.dumps(fitter)) is fitter
    fit = fitter(look(BARS - 100), parameters(analyst))
    assert fit and fit == fit_of(make)
    assert all(type(value) is float and math.isfinite(value) for value in fit.values()), fit
    again = fitter(look(BARS, fit=fit), parameters(analyst))
    assert all(type(value) is float and math.isfinite(value) for value in again.values()), again


def its_fit_survives_every_trouble(make: Make) -> None:
    analyst = make()
    fitter = type(analyst).fitter
    if fitter is None:
        return
    for trouble in TROUBLES.values():
        fit = fitter(trouble, parameters(analyst))
        assert all(type(value) is float and math.isfinite(value) for value in fit.values()), fit


def it_survives_every_trouble(make: Make) -> None:
    for name, trouble in TROUBLES.items():
        for fit in (fit_of(make), {}):
            analyst = make()
            opinions = analyst.read(dataclasses.replace(trouble, fit=fit))
            check(analyst, opinions, trouble.tape.end)
            assert opinions == make().read(dataclasses.replace(trouble, fit=fit)), name


def it_gets_over_trouble(make: Make) -> None:
    """A bar that cannot be read passes through; the analyst goes on and is not poisoned for good."""
    fit = fit_of(make)
    tapes = {name: spoiled(one, "close", slice(150, 153), math.nan) for name, one in MARKET.tapes.items()}
    analyst = make()
    for end in range(140, BARS + 1, BARS_PER_TICK):
        opinions = analyst.read(look(end, fit=fit, tapes=tapes))
        check(analyst, opinions, end)
    assert silent(opinions) == silent(make().read(look(fit=fit)))


def every_value_research_may_try_can_be_read(make: Make) -> None:
    for name, values in make().grid.items():
        for value in values:
            analyst = dataclasses.replace(make(), **{name: value})  # type: ignore[type-var]  # an analyst is a dataclass
            check(analyst, analyst.read(look(fit=fit_of(make))), BARS)


FACTS: tuple[Fact, ...] = (
    it_says_who_it_is, it_speaks_within_its_bounds, it_says_the_same_twice, it_reads_in_pieces_as_in_one_go,
    it_takes_up_a_new_fit_as_if_it_had_always_known_it, it_forgets, it_keeps_the_assets_apart,
    it_starts_over_when_the_tape_went_back, it_is_silent_without_its_fit, it_survives_an_absurd_fit,
    its_fit_is_a_plain_function_of_what_it_is_shown, its_fit_survives_every_trouble,
    it_survives_every_trouble, it_gets_over_trouble, every_value_research_may_try_can_be_read,
)  # fmt: skip


# --- troubles -------------------------------------------------------------------------------------------


def silent_on(make: Make, *names: str) -> None:
    """Fail unless the analyst is silent on these troubles and says why."""
    for name in names:
        analyst = make()
        opinions = analyst.read(dataclasses.replace(TROUBLES[name], fit=fit_of(make)))
        assert silent(opinions), f"{analyst.name} has an opinion on {name}: {opinions}"


def _holes(whole: Chain) -> Chain:
    holes = np.array(whole.bid_iv)
    holes[::2, 1::2] = math.nan
    holes[1, :] = math.nan
    return dataclasses.replace(whole, bid_iv=holes, asof=BARS)


def _troubles() -> dict[str, View]:
    sound = MARKET.tapes["Tech"]
    flat = tape(np.zeros(BARS))
    late = np.random.default_rng(8).normal(0.0, 0.001, BARS)
    fall = np.where(np.arange(BARS) == BARS - 1, math.log(0.1), late)
    old_fall = np.where(np.arange(BARS) == BARS - 40, math.log(0.1), late)
    rise = np.where(np.arange(BARS) == BARS - 2, math.log(1.9), late)
    crossed = dataclasses.replace(sound, bid=sound.ask, ask=sound.bid)
    always, newest = slice(None), slice(-5, None)
    whole = chain()
    unmade = np.full_like(whole.bid_iv, math.nan)
    made: dict[str, Tape] = {
        "flat": flat,
        "one price": sound.upto(1),
        "no price": sound.upto(0),
        "two prices": sound.upto(2),
        "few bars": sound.upto(9),
        "newest is nan": spoiled(sound, "close", -1, math.nan),
        "all nan": spoiled(sound, "close", slice(None), math.nan),
        "some nan": spoiled(sound, "close", slice(BARS - 30, BARS, 7), math.nan),
        "infinite": spoiled(sound, "close", -2, math.inf),
        "zero price": spoiled(sound, "close", -1, 0.0),
        "below zero": spoiled(sound, "close", -3, -5.0),
        "fall of 90 %": tape(fall),
        "old fall of 90 %": tape(old_fall),
        "rise of 90 %": tape(rise),
        "one move in a flat market": tape(np.where(np.arange(BARS) == BARS - 9, 0.01, 0.0)),
        "crossed": crossed,
        "quotes nan": spoiled(spoiled(sound, "bid", newest, math.nan), "ask", newest, math.nan),
        "no flow": spoiled(spoiled(sound, "bought", always, 0.0), "sold", always, 0.0),
        "flow nan": spoiled(sound, "bought", slice(-5, None), math.nan),
        "flow below zero": spoiled(sound, "sold", slice(None), -3.0),
    }  # fmt: skip
    views = {name: look(None, tapes=alone(one)) for name, one in made.items()}
    views = {name: dataclasses.replace(view, services={}) for name, view in views.items()}
    chains: dict[str, Chain | None] = {
        "no chain": None, "chain of holes": _holes(whole),
        "chain not made": dataclasses.replace(whole, bid_iv=unmade, ask_iv=unmade),
        "chain crossed": dataclasses.replace(whole, bid_iv=whole.ask_iv, ask_iv=whole.bid_iv),
        "chain of zeros": dataclasses.replace(whole, bid_iv=0 * whole.bid_iv, ask_iv=0 * whole.ask_iv),
        "stale chain": dataclasses.replace(whole, asof=10),
    }  # fmt: skip
    views |= {name: dataclasses.replace(look(), chain=one) for name, one in chains.items()}
    views["no services, no house"] = dataclasses.replace(look(), services={}, house=None)
    broken = {speaker: dict.fromkeys(figures, math.nan) for speaker, figures in SERVICES.items()}
    views["services nan"] = dataclasses.replace(look(), services=broken)
    views["house nan"] = dataclasses.replace(look(), house=House(math.nan, math.nan, math.nan, math.nan))
    views["shorter tape elsewhere"] = view_of({**MARKET.tapes, "Bonds": cut(MARKET.tapes, 3)["Bonds"]})
    return views


TROUBLES: Mapping[str, View] = _troubles()
