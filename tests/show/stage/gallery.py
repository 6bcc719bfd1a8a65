"""The gallery: scenes that together show everything a picture can, for golden pictures and benchmarks."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from show.stage import seating, tradecard
from show.stage.canvas import Canvas
from show.stage.cards import confession_card, stand_by_card
from show.stage.scene import (
    ChaosView,
    ConfessionView,
    DealView,
    GuestKind,
    GuestView,
    OptionView,
    PriceView,
    Scene,
    TraderView,
    VerdictView,
    VoteView,
)
from show.stage.seats import plan
from show.words import ROOMS, Mood, Room, TraderId

LONGEST_LINE = "I assign this plan a probability of four percent, and that is generous, Alexa!!!"
assert len(LONGEST_LINE) == 80

HEADLINE = "Nimbus Cloud wins the city contract; rivals call it a stitch-up in a very expensive suit"


def history(base: int, slope: float, swing: float, turn: float) -> tuple[int, ...]:
    """Return forty figures that wander."""
    return tuple(round(base + slope * tick + swing * math.sin(tick / turn)) for tick in range(40))


def trader(who: TraderId, room: Room, **changes: Any) -> TraderView:
    """Return one of the four in a room, with figures that differ from the others'."""
    figures: dict[TraderId, dict[str, Any]] = {
        "alex": {"name": "Alex", "equity": 1_234_500, "change_pct": 23.45, "rank": 1,
                 "history": history(1_000_000, 6_000, 40_000, 1.0)},
        "sarah": {"name": "Sarah", "equity": 1_044_100, "change_pct": 4.41, "rank": 2,
                  "history": history(1_000_000, 1_000, 30_000, 3.0)},
        "alice": {"name": "Alice", "equity": 1_019_800, "change_pct": 1.98, "rank": 3,
                  "history": history(1_000_000, 0, 20_000, 7.0)},
        "mike": {"name": "Mike", "equity": 829_800, "change_pct": -17.02, "rank": 4,
                 "history": history(1_000_000, -4_000, 15_000, 0.8)},
    }  # fmt: skip
    return TraderView(id=who, room=room, **{**figures[who], **changes})


PRICES = (
    PriceView(asset="Tech", price=25_120, change_pct=1.2, history=history(10_000, 60, 200, 2)),
    PriceView(asset="Crypto", price=3_780, change_pct=-6.8, history=history(10_000, 140, 900, 5)),
    PriceView(asset="Bonds", price=9_984, change_pct=0.0, history=history(10_000, -2, 0, 1)),
)

HOMES = (
    trader("alex", "Startup Offices", mood="greedy"),
    trader("sarah", "VC Office", mood="smug"),
    trader("alice", "Coffee Shop"),
    trader("mike", "News Room", mood="angry"),
)

DAY = Scene(
    tick=142, season=1, episode=7, minutes=11 * 60 + 42, traders=HOMES, prices=PRICES, headline=HEADLINE,
    backers=3, needed=8, mind="house", canned_pct=2.4,
)  # fmt: skip


def at(minutes: int, scene: Scene = DAY) -> Scene:
    """Return a scene at another time of day."""
    return replace(scene, minutes=minutes)


def says(who: TraderId, text: str, scene: Scene = DAY) -> Scene:
    """Return a scene in which somebody speaks."""
    spoken = tuple(replace(view, speech=text) if view.id == who else view for view in scene.traders)
    return replace(scene, traders=spoken, speaker=who)


def all_in(room: Room, scene: Scene = DAY) -> Scene:
    """Return a scene with all four in one room."""
    return replace(scene, traders=tuple(replace(view, room=room) for view in scene.traders))


def changed(who: TraderId, scene: Scene = DAY, **changes: Any) -> Scene:
    """Return a scene in which something is different about one trader."""
    views = tuple(replace(view, **changes) if view.id == who else view for view in scene.traders)
    return replace(scene, traders=views)


def fallen(room: Room, **changes: Any) -> Scene:
    """Return a scene in which Alex has lost everything and is last."""
    alex: dict[str, Any] = {
        "status": "intern", "equity": 0, "change_pct": -100.0, "rank": 4,
        "history": history(1_000_000, -25_000, 60_000, 2.5),
    }  # fmt: skip
    others = tuple(replace(view, rank=row) for row, view in enumerate(HOMES[1:], 1))
    return replace(DAY, traders=(trader("alex", room, **{**alex, **changes}), *others))


def moods(*row: Mood) -> Scene:
    """Return a scene with these moods, in the order of the cast."""
    views = tuple(replace(view, mood=mood) for view, mood in zip(DAY.traders, row, strict=True))
    return replace(DAY, traders=views)


KINDS: tuple[GuestKind, ...] = ("intern", "risk officer", "visitor", "courier")


def crowd() -> tuple[GuestView, ...]:
    """Return two guests in each room."""
    return tuple(
        GuestView(kind=KINDS[(index + turn) % 4], room=room)
        for index, room in enumerate(ROOMS)
        for turn in (0, 1)
    )


CHAOS = replace(
    DAY,
    minutes=15 * 60,
    chaos=ChaosView(headline="The exchange has unplugged itself to make toast", ticks_left=3),
    traders=tuple(
        replace(view, mood="panicked" if view.id in ("alex", "mike") else "nervous") for view in HOMES
    ),
)
VOTE = VoteView(
    question="Who must read the news on air tonight, with feeling?",
    options=(
        OptionView(label="Alex", votes=12),
        OptionView(label="Sarah", votes=3),
        OptionView(label="Alice, slowly and with footnotes", votes=30),
        OptionView(label="Mike"),
    ),
    ticks_left=2,
)
NOBODY = Scene(tick=0, season=0, episode=0, minutes=9 * 60 + 30, traders=())
DEAL = DealView(trader="alex", asset="Crypto", verb="buys", lots=131_755, price=3_798, notional=500_406)
FORCED = DealView(
    trader="mike", asset="Tech", verb="sells", lots=-12_500, price=25_245, notional=315_562,
    reason="margin call",
)  # fmt: skip
BLOCKED = DealView(trader="sarah", asset="Bonds", refusal="Sarah has nothing left to trade with this season.")
ANALYSTS: dict[str, tuple[str, ...]] = {
    "regime": ("hmm", "hamilton", "bocpd", "trend", "hurst", "cusum"),
    "pricing": ("heston", "merton", "sabr", "bates", "surface", "vix", "carry"),
    "dynamics": ("hawkes", "kalman", "ou", "garch", "tda", "entropy", "wavelet"),
    "execution": ("glft", "impact", "vwap", "kelly", "risk"),
}
DESK = plan(
    {
        name: (layer, (0.3, 1.0, 2.5, 0.6, 1.3, 1.0, 1.9)[(index * 3 + row) % 7])
        for row, (layer, names) in enumerate(ANALYSTS.items())
        for index, name in enumerate(names)
    }
)
SECRET = "I have no idea what a bond is. It is too late to ask anyone, so I nod and say yield."
STRANGE = "\N{ROCKET}\N{GEM STONE} né 北京 שלום a\u0300\u0301\u0302\u0303 \N{SKULL}!"

GALLERY: dict[str, Scene] = {
    "day": says("alex", "Guys. GUYS. I just put it all on Crypto!"),
    "dusk": says("mike", "BREAKING: sources say the sources are breaking!", at(17 * 60)),
    "night": says("sarah", "Everything goes to zero. I merely intend to be short.", at(22 * 60)),
    "silence": DAY,
    "four-in-startup": says("alice", LONGEST_LINE, all_in("Startup Offices")),
    "four-in-vc": says("mike", "Huge if true!", at(17 * 60, all_in("VC Office"))),
    "four-in-coffee": says("sarah", "w" * 80, all_in("Coffee Shop")),
    "four-in-news": says("alex", LONGEST_LINE, at(20 * 60, all_in("News Room"))),
    "chaos": says("alex", "SELL SELL SELL! Who unplugged the server?!", CHAOS),
    "chaos-at-night": at(21 * 60, CHAOS),
    "last-call": replace(
        says("alex", "last call. of what? don't care.", CHAOS),
        vote=replace(VOTE, ticks_left=0),
        chaos=ChaosView(headline="The exchange has unplugged itself to make toast", ticks_left=0),
    ),
    "vote": replace(says("alice", "Vote responsibly. I have priced you in."), vote=VOTE, backers=7),
    "paused": replace(says("mike", "Is this thing on?"), paused=True),
    "empty-office": NOBODY,
    "strange-signs": replace(says("alex", STRANGE), headline=STRANGE),
    "long-names": changed(
        "sarah",
        changed("alex", name="Alexander the Great", equity=123_456_700, change_pct=1_134.5),
        name="Ssssssssarah",
        equity=-1_234_567,
        change_pct=-223.4,
    ),
    "margin-call": replace(
        changed("mike", status="margin call", mood="panicked"),
        guests=(GuestView(kind="risk officer", room="News Room"),),
        traders=(
            *HOMES[:3],
            trader("mike", "News Room", status="margin call", mood="panicked", equity=101_200),
        ),
    ),
    "intern": fallen("Startup Offices", mood="sad"),
    "canned": changed("alice", mood="smug", canned=True),
    "eight-guests": replace(says("alice", LONGEST_LINE, all_in("Coffee Shop")), guests=crowd()),
    "rumour": replace(DAY, unverified=True, headline="Unconfirmed: the vault is a painting of a vault"),
    "moods-one": moods("happy", "sad", "nervous", "greedy"),
    "moods-two": moods("angry", "happy", "panicked", "smug"),
    "slump": replace(DAY, prices=tuple(replace(view, history=history(10_000, -60, 0, 1)) for view in PRICES)),
    "rally": at(
        20 * 60,
        replace(DAY, prices=tuple(replace(view, history=history(9_000, 60, 0, 1)) for view in PRICES)),
    ),
    "close-up": replace(
        says("sarah", "You bought it at the top again, did you not? I sold it to you, Alex."),
        traders=(
            trader("alex", "VC Office", mood="sad"),
            trader(
                "sarah", "VC Office", mood="smug", speech="You bought it at the top, Alex. I sold it to you."
            ),
            *HOMES[2:],
        ),
        focus="VC Office",
    ),
    "trade-filled": replace(says("alex", "131 more. My wallet weighs nothing, spiritually."), deal=DEAL),
    "trade-blocked": replace(changed("sarah", mood="calm"), deal=BLOCKED),
    "forced-sale": replace(
        changed("mike", status="margin call", mood="sad", equity=101_200),
        deal=FORCED,
        guests=(GuestView(kind="risk officer", room="News Room"),),
        focus="News Room",
    ),
    "margin-close-up": replace(
        says(
            "mike",
            "Is there a smaller room? I would like to be margin called in private.",
            changed(
                "mike", all_in("News Room"), status="margin call", mood="nervous", fallen=True, equity=101_200
            ),
        ),
        guests=(GuestView(kind="risk officer", room="News Room"),),
        focus="News Room",
    ),
    "bankrupt": replace(
        at(17 * 60, fallen("VC Office", mood="sad", fallen=True, equity=9_900, change_pct=-99.0)),
        focus="VC Office",
    ),
    "coffee-run": fallen("Coffee Shop", mood="nervous", equity=-1_250, change_pct=-100.1),
    "at-work": replace(
        moods("calm", "calm", "happy", "calm"),
        deal=replace(DEAL, trader="mike", asset="Bonds", price=9_980, lots=50_141),
        traders=tuple(replace(view, thinking=view.id == "sarah", mood="calm") for view in HOMES),
    ),
    "quarrel": replace(
        says("sarah", "Your chart is upside down, Alex.", changed("alice", all_in("Startup Offices"))),
        minutes=20 * 60,
    ),
    "public": replace(
        says("alice", "There is a queue now. I have modelled the queue."),
        vote=VOTE,
        guests=tuple(GuestView(kind="visitor", room="Coffee Shop") for _ in range(4)),
    ),
    "verdict": replace(
        says("mike", "The people have spoken, and they spoke with their feet!", at(17 * 60)),
        verdict=VerdictView(label="Sarah moves to the Coffee Shop for an hour", votes=45),
    ),
    "confession": replace(
        DAY,
        confession=ConfessionView(trader="alex", thought=SECRET),
        verdict=VerdictView(label="Alex's secret thought", votes=45),
    ),
    "confession-short": replace(
        at(20 * 60),
        confession=ConfessionView(trader="mike", thought="Nobody reads the news. I checked."),
    ),
    "crowded-shop": replace(
        says("sarah", "I came here to be alone.", all_in("Coffee Shop")),
        guests=tuple(GuestView(kind=kind, room="Coffee Shop") for kind in (*KINDS, *KINDS)),
    ),
    "seating-plan": replace(says("alice", "Row two is louder today."), desk=DESK),
    "lean-times": replace(
        at(17 * 60),
        traders=tuple(
            replace(
                view,
                mood="nervous",
                equity=950_000 - 90_000 * row,
                change_pct=-5.0 - 9.0 * row,
                history=history(1_000_000, -1_200 - 2_000 * row, 25_000, 1.5 + row),
            )
            for row, view in enumerate(HOMES)
        ),
    ),
    "two-walk": replace(
        DAY,
        traders=(
            trader("alex", "Coffee Shop", came_from="Startup Offices"),
            trader("sarah", "Startup Offices", came_from="VC Office"),
            trader("alice", "Startup Offices", came_from="Coffee Shop"),
            HOMES[3],
        ),
    ),
    "walking": replace(
        DAY, traders=tuple(replace(view, room="Coffee Shop", came_from=view.room) for view in HOMES)
    ),
}

FRAMES: dict[str, int] = {
    "chaos": 5, "chaos-at-night": 12, "walking": 17, "seating-plan": 125, "two-walk": 20, "quarrel": 9,
}  # fmt: skip
"""Frames other than the first, for the scenes that move most."""

AGES: dict[str, int] = {"walking": 21, "two-walk": 14, "quarrel": 4}
"""Scenes that are caught in the middle of their beat."""

CARDS: dict[str, Canvas] = {
    "card-stand-by": stand_by_card(),
    "card-confession": confession_card(replace(HOMES[0], mood="nervous"), SECRET),
    "card-confession-long": confession_card(HOMES[1], "w" * 160),
    "card-desk": seating.card(DESK),
    "card-trade": tradecard.card(tradecard.Trade(deal=DEAL, view=HOMES[0], asset=PRICES[1], tick=142)),
    "card-trade-blocked": tradecard.card(
        tradecard.Trade(deal=BLOCKED, view=HOMES[1], asset=PRICES[2], tick=142)
    ),
    "card-trade-forced": tradecard.card(
        tradecard.Trade(deal=FORCED, view=replace(HOMES[3], mood="panicked"), asset=PRICES[0], tick=142)
    ),
}
