"""A made-up night, event by event: every kind of event happens in it, and its words are easy to find again.

`python -m tests.bot.stories` writes the golden transcript anew; look at what changed before it is committed.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.terminal.headless import HeadlessHost
from show.events import (
    AnswerFailed,
    AnyEvent,
    AssetView,
    BellRang,
    ChaosBacked,
    ChaosPassed,
    ChaosStruck,
    CohortsWeighed,
    Count,
    DebateHeld,
    DecisionMade,
    DeskFellSilent,
    DeskOpened,
    DeskSpoke,
    Entry,
    FitMade,
    HeadlineBroke,
    HouseSettled,
    HouseTraded,
    IntentAccepted,
    IntentRefused,
    LineSpoken,
    LineWithheld,
    LoanGranted,
    MarginCalled,
    MarginMet,
    Option,
    OrderBlocked,
    OrderClipped,
    OrderFilled,
    PhantomClosed,
    PhantomOpened,
    Place,
    PollCounted,
    PricesMoved,
    Quote,
    ReflectionWritten,
    SeasonClosed,
    SeasonOpened,
    Seat,
    ShowOpened,
    ShowPanicked,
    ShowPaused,
    ShowResumed,
    Slot,
    SoundSwitched,
    SpeedSet,
    ThoughtKept,
    ThoughtRevealed,
    TickBegan,
    TickEnded,
    TraderBankrupted,
    TraderMoved,
    TraderMuted,
    TraderUnmuted,
    TrialBegan,
    TrialEnded,
    TruthSealed,
    TurnSkipped,
    ViewersLinked,
    VoteCast,
    VoteClosed,
    VoteOpened,
    WeightsSet,
    linked,
)
from show.state import State, fold
from show.words import ASSETS, TRADERS, Asset

GOLDEN = Path(__file__).with_name("golden") / "transcript.txt"
PRICES: tuple[tuple[int, int, int], ...] = (
    (25_000, 4_000, 10_000),
    (25_250, 3_900, 10_010),
    (20_000, 3_000, 10_100),
)
BEFORE_CHAOS: dict[Asset, int] = {"Tech": 25_250, "Crypto": 3_900, "Bonds": 10_010}


def quotes(tech: int, crypto: int, bonds: int) -> PricesMoved:
    mids: dict[Asset, int] = {"Tech": tech, "Crypto": crypto, "Bonds": bonds}
    return PricesMoved(quotes={asset: Quote(bid=mid - 5, ask=mid + 5) for asset, mid in mids.items()})


def places(*cents: int) -> tuple[Place, ...]:
    return tuple(Place(who=who, equity=equity) for who, equity in zip(TRADERS, cents, strict=True))


def beats() -> list[list[AnyEvent]]:
    """Return the night as lists of events, each a beat."""
    return [
        *opening_beats(), *turn_beats(), *chaos_beats(), *vote_beats(),
        *second_tick_beats(), *moderated_beats(), *desk_beats(), *closing_beats(),
    ]  # fmt: skip


def opening_beats() -> list[list[AnyEvent]]:
    """Return how the show, a season, an episode and its first tick open."""
    truth = TruthSealed(regime="Crash", ticks_left=3, fair={}, variance={})
    return [
        [
            ShowOpened(seed=7, mind="house"),
            SeasonOpened(season=1, start=1_000_000),
            quotes(*PRICES[0]),
            truth,
        ],
        [
            BellRang(bell="opening", episode=1, line="Four traders, one office."),
            TickBegan(tick=1, order=TRADERS),
            HeadlineBroke(
                headline=1, text="Napkin Dynamics folds", about="Tech", tone="bad", unverified=True
            ),
        ],
        [quotes(*PRICES[1])],
    ]


def turn_beats() -> list[list[AnyEvent]]:
    """Return four turns: an order that is clipped, a short, an answer that fails, an order blocked."""
    return [
        [
            DecisionMade(
                trader="alex",
                trade="Crypto",
                size="large",
                location="Coffee Shop",
                mood="greedy",
                mind="house",
            ),
            ThoughtKept(trader="alex", text="I have no idea what I am doing."),
            OrderClipped(
                trader="alex",
                asset="Crypto",
                check="leverage",
                sentence="Twice the account is the most.",
                wanted=200,
                allowed=100,
            ),
            OrderFilled(trader="alex", asset="Crypto", lots=100_000, price=3_905, notional=390_500, fee=391),
            LineSpoken(trader="alex", room="Startup Offices", text="We are so early.", heard_by=()),
            TraderMoved(trader="alex", origin="Startup Offices", room="Coffee Shop"),
        ],
        [
            DecisionMade(
                trader="sarah", trade="Tech", size="short", location="VC Office", mood="smug", mind="house"
            ),
            LineWithheld(trader="sarah", field="speech", rule="repeat"),
            OrderFilled(trader="sarah", asset="Tech", lots=-12_500, price=25_245, notional=315_562, fee=316),
        ],
        [
            AnswerFailed(trader="alice", mind="house", reason="late", detail="20 seconds were not enough"),
            DecisionMade(
                trader="alice",
                trade="Hold",
                size="out",
                location="Coffee Shop",
                mood="nervous",
                mind="house",
                canned=True,
            ),
        ],
        [
            DecisionMade(
                trader="mike", trade="Bonds", size="small", location="News Room", mood="calm", mind="house"
            ),
            OrderBlocked(
                trader="mike", asset="Bonds", check="least order", sentence="That is less than $1.00."
            ),
        ],
    ]


def chaos_beats() -> list[list[AnyEvent]]:
    """Return what two viewers do: they call chaos down, and one asks for what is not there."""
    return [
        [
            IntentAccepted(
                intent=1, viewer="page:4f2a9c81d0", what="chaos", answer="The charge stands at 1 of 2."
            ),
            ChaosBacked(viewer="page:4f2a9c81d0", headline="Coffee runs out", backers=1, needed=2),
        ],
        [
            IntentAccepted(intent=2, viewer="terminal:host", what="chaos", answer="Chaos strikes."),
            ChaosBacked(viewer="terminal:host", headline="Coffee runs out", backers=2, needed=2),
            ChaosStruck(
                chaos=1,
                owner="terminal:host",
                backers=2,
                headline="Coffee runs out",
                ticks=6,
                before=BEFORE_CHAOS,
            ),
            HeadlineBroke(headline=2, text="Coffee runs out", about=None, tone="bad", source="chaos"),
            quotes(*PRICES[2]),
        ],
        [
            IntentRefused(
                intent=3, viewer="page:4f2a9c81d0", what="vote", reason="There is nothing to vote on."
            )
        ],
    ]


def vote_beats() -> list[list[AnyEvent]]:
    """Return the end of the first tick, and the votes on the ballot that opens with it."""
    options = (
        Option(key="1", label="Alex", effect="spotlight", target="alex"),
        Option(key="2", label="Sarah", effect="spotlight", target="sarah"),
    )
    return [
        [
            MarginCalled(trader="alex", equity=100_000, exposure=900_000, due=2),
            VoteOpened(vote=1, question="Whose thought gets read out?", options=options, closes=2),
            TickEnded(tick=1),
        ],
        [
            VoteCast(vote=1, viewer="page:4f2a9c81d0", key="1"),
            VoteCast(vote=1, viewer="terminal:host", key="2"),
            PollCounted(
                vote=1, source="twitch:poll", counts=(Count(key="1", votes=3), Count(key="2", votes=2))
            ),
            ViewersLinked(viewer="twitch:2000", person="page:4f2a9c81d0"),
        ],
    ]


def second_tick_beats() -> list[list[AnyEvent]]:
    """Return a tick that is cut short, the end of chaos, a bankruptcy and the end of the vote."""
    return [
        [TickBegan(tick=2, order=("sarah", "alex"))],
        [
            SpeedSet(speed=2.5, by="terminal:host"),
            SoundSwitched(part="music", on=False, by="terminal:host"),
            TurnSkipped(trader="alex", by="terminal:host"),
        ],
        [OrderFilled(trader="sarah", asset="Tech", lots=12_500, price=20_005, notional=250_062, fee=251)],
        [
            ChaosPassed(
                chaos=1,
                owner="terminal:host",
                before=BEFORE_CHAOS,
                after={"Tech": 20_000, "Crypto": 3_000, "Bonds": 10_100},
            )
        ],
        [
            OrderFilled(
                trader="alex",
                asset="Crypto",
                lots=-100_000,
                price=2_995,
                notional=299_500,
                fee=300,
                reason="margin call",
            ),
            MarginMet(trader="alex", forced=True),
            TraderBankrupted(trader="alex", equity=-1_250, shortfall=1_250, until=14),
            VoteClosed(
                vote=1,
                winner="1",
                label="Alex",
                counts=(Count(key="1", votes=1), Count(key="2", votes=1)),
                tied=True,
            ),
            ThoughtRevealed(trader="alex", text="I have no idea what I am doing."),
            TickEnded(tick=2),
        ],
    ]


def moderated_beats() -> list[list[AnyEvent]]:
    """Return what moderators do to the show, and how a broke trader comes back."""
    return [
        [ShowPaused(by="terminal:host", reason="tea")],
        [ShowPanicked(by="page:4f2a9c81d0", reason="somebody swore")],
        [ShowResumed(by="terminal:host")],
        [TraderMuted(trader="mike", by="terminal:host", reason="shouting")],
        [TraderUnmuted(trader="mike", by="terminal:host")],
        [
            HeadlineBroke(
                headline=3,
                text="Lunch is late",
                about=None,
                tone="mixed",
                source="moderator",
                unverified=True,
            )
        ],
        [LoanGranted(trader="alex", amount=251_250)],
    ]


def closing_beats() -> list[list[AnyEvent]]:
    """Return the closing bell and the end of the season."""
    final = places(1_060_000, 1_000_000, 990_000, 1)
    return [
        [
            BellRang(bell="closing", episode=1, line="Sarah had the best day.", standings=final),
            ReflectionWritten(trader="mike", episode=1, text="I shall read the news before I say it."),
        ],
        [SeasonClosed(season=1, by="bell", reason="The season is over.", standings=final)],
    ]


def desk_beats() -> list[list[AnyEvent]]:
    """Return what the desk does: two analysts argue, one is tried, a stopped order is followed."""
    seats = (
        Seat(name="rollvol", title="Rolling volatility", layer="regime", horizon=20),
        Seat(name="kalman", title="Kalman trend", layer="regime", horizon=15),
    )
    slots = (
        Slot(who="rollvol", kind="risk", horizon=20),
        Slot(who="kalman", kind="direction", horizon=15),
    )
    views: dict[Asset, tuple[int, ...]] = dict.fromkeys(ASSETS, (-40, 80, 60, 50))
    argued = AssetView(
        asset="Tech", direction=0.6, risk=-0.4, execution=0.0, disagreement=0.41, subject="risk",
        challenged=True, champion="rollvol", dissenter="kalman", loser="kalman", wanted=0.2,
        shares=(0, 200_000),
    )  # fmt: skip
    trial: dict[str, Any] = {"analyst": "kalman", "parameter": "horizon", "old": 15.0, "new": 30.0}
    return [
        [
            DeskOpened(seats=seats, slots=slots),
            DeskSpoke(tick=2, bar=40, stormy=(False, True, False), views=views),
            DebateHeld(
                tick=2, views=(argued,), sharpest="Tech", claim="Volatility is 2.1 times its usual size",
                objection="The slope is 3.0 of its errors and steady", voices=2,
            ),
            FitMade(tick=2, analyst="kalman", asset="Tech", figures={"q": 0.25}),
            WeightsSet(tick=2, weights=(1050, 950), scores=(310, -120), ranked=(0, 1), low=700, high=1400),
            CohortsWeighed(tick=2, calm=1000, stress=1050, mixed=950, lead=49, regime="calm"),
            TrialBegan(tick=2, **trial),
        ],
        [
            HouseTraded(asset="Tech", lots=8_000, price=20_005, notional=160_040, fee=161),
            HouseSettled(tick=2, earned=(0, 0), constraint=0, cost=0, gained=0),
            PhantomOpened(
                phantom=1, trader="mike", asset="Bonds", check="least order", lots=5, price=10_105, fee=1
            ),
            PhantomClosed(phantom=1, price=10_095, fee=1, profit=-4, reason="time"),
            TrialEnded(tick=2, **trial, calls=60, better=0.012, t=1.4, verdict="keep"),
            DeskFellSilent(tick=3, reason="The analysts did not come back from lunch."),
        ],
    ]  # fmt: skip


def entries(told: Sequence[Sequence[AnyEvent]], state: State | None = None) -> Iterator[tuple[Entry, State]]:
    """Give each event as an entry of a log, with one state that is folded on and on."""
    state = state or State()
    for beat, events in enumerate(told, state.beat + 1):
        for event in events:
            tick = event.tick if isinstance(event, TickBegan) else state.tick
            entry = linked(state.head, event, seq=state.seq + 1, beat=beat, tick=tick, at=0)
            fold(state, entry)
            yield entry, state


def calm() -> list[list[AnyEvent]]:
    """Return the night without the moment in which it was blanked."""
    return [[event for event in beat if not isinstance(event, ShowPanicked)] for beat in beats()]


def night() -> Iterator[tuple[Entry, State]]:
    """Give the whole made-up night, sealed events left out, as a follower hands it to a host."""
    return ((entry, state) for entry, state in entries(beats()) if not entry.event.sealed)


async def transcript() -> str:
    """Return what the headless host writes of the night."""
    stream = io.StringIO()
    host = HeadlessHost(stream, on_quit=lambda: None)
    for entry, state in night():
        await host.show(entry, state)
    return stream.getvalue()


if __name__ == "__main__":
    GOLDEN.parent.mkdir(exist_ok=True)
    GOLDEN.write_text(asyncio.run(transcript()), encoding="utf-8")
