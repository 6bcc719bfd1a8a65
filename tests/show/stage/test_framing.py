"""What the newest turn put in the spotlight, and when the camera goes close: both follow from the log."""

from __future__ import annotations

from collections import Counter

import pytest

from show.events import (
    AnyEvent,
    BellRang,
    ChaosStruck,
    Count,
    DecisionMade,
    HeadlineBroke,
    LineSpoken,
    MarginCalled,
    Option,
    OrderBlocked,
    OrderFilled,
    PricesMoved,
    Quote,
    SeasonOpened,
    ShowOpened,
    ShowPanicked,
    ShowPaused,
    ShowResumed,
    ThoughtRevealed,
    TickBegan,
    TraderBankrupted,
    TraderMoved,
    VoteCast,
    VoteClosed,
    VoteOpened,
)
from show.events.desk import Seat
from show.stage.layout import layout
from show.stage.scene import ConfessionView, DealView, Scene, SeatView, VerdictView
from show.stage.view import scene
from show.state import State
from show.words import TRADERS, Room, TraderId
from tests.bot.stories import entries

QUOTES = PricesMoved(
    quotes={
        "Tech": Quote(bid=24_995, ask=25_005), "Crypto": Quote(bid=3_995, ask=4_005),
        "Bonds": Quote(bid=9_995, ask=10_005),
    }
)  # fmt: skip
OPENING: list[AnyEvent] = [
    ShowOpened(seed=1),
    SeasonOpened(season=1, start=1_000_000),
    QUOTES,
    BellRang(bell="opening", episode=1, line="Hello."),
    TickBegan(tick=1, order=TRADERS),
    QUOTES,
]


def after(*events: AnyEvent) -> Scene:
    """Return the scene after an opening and these events, each a beat of its own."""
    state = State()
    for _ in entries([OPENING, *([event] for event in events)], state):
        pass
    return scene(state)


def turn(who: TraderId) -> DecisionMade:
    return DecisionMade(trader=who, trade="Hold", size="out", location="VC Office", mood="calm", mind="house")


def walk(who: TraderId, origin: Room, room: Room) -> TraderMoved:
    return TraderMoved(trader=who, origin=origin, room=room)


def line(who: TraderId, room: Room = "VC Office") -> LineSpoken:
    return LineSpoken(trader=who, room=room, text=f"I am {who}.", heard_by=())


TALK = (walk("alex", "Startup Offices", "VC Office"), line("sarah"), line("alex"))
CALL = MarginCalled(trader="mike", equity=100_000, exposure=900_000, due=2)
BROKE = TraderBankrupted(trader="mike", equity=-500, shortfall=500, until=14)
CHAOS = ChaosStruck(
    chaos=1, owner="page:a", backers=1, headline="Toast", ticks=6,
    before={"Tech": 1, "Crypto": 1, "Bonds": 1},
)  # fmt: skip
FILL = OrderFilled(trader="sarah", asset="Tech", lots=-12_500, price=24_995, notional=312_437, fee=313)


def test_the_camera_goes_close_when_two_talk() -> None:
    assert after(*TALK).focus == "VC Office"


@pytest.mark.parametrize(
    "events",
    [
        TALK[:2],
        TALK[1:],
        (*TALK, walk("mike", "News Room", "VC Office")),
        (*TALK[:2], TickBegan(tick=2, order=TRADERS), TickBegan(tick=3, order=TRADERS), TALK[2]),
        (*TALK, CHAOS),
        (*TALK, ShowPaused(by="a")),
        (*TALK, ShowPanicked(by="a"), ShowResumed(by="a")),
    ],
)
def test_without_an_answer_alone_among_two_in_calm_it_stays_away(events: tuple[AnyEvent, ...]) -> None:
    assert after(*events).focus is None


@pytest.mark.parametrize("trouble", [CALL, BROKE])
def test_it_goes_close_on_trouble_until_the_next_turn(trouble: AnyEvent) -> None:
    seen = after(trouble)
    assert seen.focus == "News Room"
    assert [view.id for view in seen.traders if view.fallen] == ["mike"]
    later = after(trouble, turn("alex"))
    assert later.focus is None
    assert not any(view.fallen for view in later.traders)
    assert after(trouble, CHAOS).focus is None


def test_a_crash_that_takes_several_is_seen_in_the_whole_office() -> None:
    assert after(CALL, CALL.model_copy(update={"trader": "alex"})).focus is None


def test_it_goes_close_on_the_last_words_before_a_forced_sale() -> None:
    assert after(CALL, turn("mike"), line("mike", "News Room")).focus == "News Room"


def test_a_deal_is_shown_until_the_next_turn() -> None:
    assert after(turn("sarah"), FILL).deal == DealView(
        trader="sarah", asset="Tech", verb="shorts", lots=-12_500, price=24_995, notional=312_437
    )
    refusal = OrderBlocked(trader="mike", asset="Bonds", check="funds", sentence="Nothing left.")
    assert after(turn("mike"), refusal).deal == DealView(
        trader="mike", asset="Bonds", verb="shorts", refusal="Nothing left."
    )
    assert after(turn("sarah"), FILL, turn("alex")).deal is None
    assert after(turn("sarah"), FILL, ShowPanicked(by="a"), ShowResumed(by="a")).deal is None


def test_a_thought_the_audience_opened_is_shown_until_the_next_turn() -> None:
    opened = ThoughtRevealed(trader="alice", text="I guess. I always guess.")
    assert after(opened).confession == ConfessionView(trader="alice", thought="I guess. I always guess.")
    assert after(opened, turn("alex")).confession is None
    assert after(opened, ShowPanicked(by="a"), ShowResumed(by="a")).confession is None


def test_a_line_said_before_the_test_card_does_not_come_back_after_it() -> None:
    assert after(line("sarah")).speaker == "sarah"
    seen = after(line("sarah"), ShowPanicked(by="a"), ShowResumed(by="a"))
    assert seen.speaker is None
    assert not any(view.speech for view in seen.traders)


def test_a_counted_vote_is_shown_for_a_tick() -> None:
    option = Option(key="1", label="Alex", effect="spotlight", target="alex")
    ballot = VoteOpened(vote=1, question="Who?", options=(option,), closes=1)
    closed = VoteClosed(vote=1, winner="1", label="Alex", counts=(Count(key="1", votes=3),), tied=False)
    assert after(ballot).verdict is None
    assert after(ballot, closed).verdict == VerdictView(label="Alex", votes=3)
    assert after(ballot, closed, TickBegan(tick=2, order=TRADERS)).verdict is not None
    assert after(ballot, closed, TickBegan(tick=3, order=TRADERS)).verdict is None


def test_the_audience_comes_in_as_visitors_the_more_the_merrier() -> None:
    option = Option(key="1", label="Alex", effect="spotlight", target="alex")
    ballot = VoteOpened(vote=1, question="Who?", options=(option,), closes=9)
    votes = [VoteCast(vote=1, viewer=f"page:{number}", key="1") for number in range(9)]
    counts = [len(after(ballot, *votes[:number]).guests) for number in range(10)]
    assert counts == [0, 1, 2, 2, 3, 3, 3, 3, 4, 4]


def test_the_courier_brings_a_headline_for_a_tick() -> None:
    news = HeadlineBroke(headline=1, text="Toast", about=None, tone="mixed")
    assert [(one.kind, one.room) for one in after(news).guests] == [("courier", "News Room")]
    assert not after(news, TickBegan(tick=2, order=TRADERS)).guests


def test_whoever_is_asked_next_is_thinking() -> None:
    assert [view.id for view in after().traders if view.thinking] == ["alex"]
    assert [view.id for view in after(turn("alex")).traders if view.thinking] == ["sarah"]


def test_a_raid_is_all_over_the_place() -> None:
    news = HeadlineBroke(headline=1, text="A crowd is in the lobby", about=None, tone="mixed", source="lobby")
    assert Counter(guest.kind for guest in after(news).guests) == {"courier": 1, "visitor": 8}
    assert len(layout(after(news)).actors) == 13
    later = after(news, TickBegan(tick=3, order=TRADERS))
    assert not later.guests


def test_the_desk_sits_where_its_weights_put_it() -> None:
    state = State()
    state.desk.seats = [
        Seat(name="glft", title="GLFT", layer="execution", horizon=1),
        Seat(name="hmm", title="HMM", layer="regime", horizon=1),
    ]
    state.desk.ledger.seats, state.desk.ledger.weights = ["glft", "hmm"], [0.3, 2.5]
    assert scene(state).desk == (
        SeatView(name="hmm", layer="regime", weight=2.5),
        SeatView(name="glft", layer="execution", weight=0.3),
    )
