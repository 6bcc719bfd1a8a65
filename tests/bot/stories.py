"""A made-up night, event by event: every kind of event happens in it, and its words are easy to find again.

`python -m tests.bot.stories` writes the golden transcript anew; look at what changed before it is committed.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.terminal.headless import HeadlessHost
from show.events import (
    AnswerFailed,
    AnyEvent,
    BellRang,
    ChaosBacked,
    ChaosPassed,
    ChaosStruck,
    Count,
    DecisionMade,
    Entry,
    HeadlineBroke,
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
    Place,
    PollCounted,
    PricesMoved,
    Quote,
    ReflectionWritten,
    SeasonClosed,
    SeasonOpened,
    ShowOpened,
    ShowPanicked,
    ShowPaused,
    ShowResumed,
    SpeedSet,
    ThoughtKept,
    ThoughtRevealed,
    TickBegan,
    TickEnded,
    TraderBankrupted,
    TraderMoved,
    TraderMuted,
    TraderUnmuted,
    TruthSealed,
    TurnSkipped,
    ViewersLinked,
    VoteCast,
    VoteClosed,
    VoteOpened,
)
from show.state import State, fold
from show.words import TRADERS, Asset

GOLDEN = Path(__file__).with_name("golden") / "transcript.txt"
PRICES: tuple[tuple[int, int, int], ...] = (
    (25_000, 4_000, 10_000),
    (25_250, 3_900, 10_010),
    (20_000, 3_000, 10_100),
)


def quotes(tech: int, crypto: int, bonds: int) -> PricesMoved:
    mids: dict[Asset, int] = {"Tech": tech, "Crypto": crypto, "Bonds": bonds}
    return PricesMoved(quotes={asset: Quote(bid=mid - 5, ask=mid + 5) for asset, mid in mids.items()})


def places(*cents: int) -> tuple[Place, ...]:
    return tuple(Place(who=who, equity=equity) for who, equity in zip(TRADERS, cents, strict=True))


def beats() -> list[list[AnyEvent]]:
    """Return the night as lists of events, each a beat."""
    final = places(1_060_000, 1_000_000, 990_000, 1)
    truth = TruthSealed(regime="Crash", ticks_left=3, fair={}, variance={})
    options = (
        Option(key="1", label="Alex", effect="spotlight", target="alex"),
        Option(key="2", label="Sarah", effect="spotlight", target="sarah"),
    )
    mids: dict[Asset, int] = {"Tech": 25_250, "Crypto": 3_900, "Bonds": 10_010}
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
                chaos=1, owner="terminal:host", backers=2, headline="Coffee runs out", ticks=6, before=mids
            ),
            HeadlineBroke(headline=2, text="Coffee runs out", about=None, tone="bad", source="chaos"),
            quotes(*PRICES[2]),
        ],
        [
            IntentRefused(
                intent=3, viewer="page:4f2a9c81d0", what="vote", reason="There is nothing to vote on."
            )
        ],
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
        [TickBegan(tick=2, order=("sarah", "alex"))],
        [SpeedSet(speed=2.5, by="terminal:host"), TurnSkipped(trader="alex", by="terminal:host")],
        [OrderFilled(trader="sarah", asset="Tech", lots=12_500, price=20_005, notional=250_062, fee=251)],
        [
            ChaosPassed(
                chaos=1,
                owner="terminal:host",
                before=mids,
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
        [
            BellRang(bell="closing", episode=1, line="Sarah had the best day.", standings=final),
            ReflectionWritten(trader="mike", episode=1, text="I shall read the news before I say it."),
        ],
        [SeasonClosed(season=1, by="bell", reason="The season is over.", standings=final)],
    ]


def entries(told: Sequence[Sequence[AnyEvent]], state: State | None = None) -> Iterator[tuple[Entry, State]]:
    """Give each event as an entry of a log, with one state that is folded on and on."""
    state = state or State()
    for beat, events in enumerate(told, state.beat + 1):
        for event in events:
            tick = event.tick if isinstance(event, TickBegan) else state.tick
            draft = Entry(seq=state.seq + 1, beat=beat, tick=tick, at=0, event=event)
            entry = draft.after(state.head)
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
