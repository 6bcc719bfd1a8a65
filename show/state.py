"""The state of the show: a fold of the log, and nothing else. Restart and replay are this one function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from show.audience.crowd import Crowd
from show.audience.intents import UNATTENDED
from show.cast import HISTORY_KEPT, LINES_KEPT, Trader, new_cast
from show.desk.standing import HANDLERS as DESK_HANDLERS
from show.desk.standing import Desk
from show.events import (
    GENESIS,
    AnswerFailed,
    BellRang,
    ChaosBacked,
    ChaosPassed,
    ChaosStruck,
    DecisionMade,
    Entry,
    Event,
    HeadlineBroke,
    HouseTraded,
    IntentAccepted,
    IntentRefused,
    LineSpoken,
    LoanGranted,
    MarginCalled,
    MarginMet,
    OrderBlocked,
    OrderClipped,
    OrderFilled,
    PhantomOpened,
    Place,
    PollCounted,
    PricesMoved,
    SeasonClosed,
    SeasonOpened,
    ShowOpened,
    ShowPanicked,
    ShowPaused,
    ShowResumed,
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
    TruthSealed,
    TurnSkipped,
    ViewersLinked,
    VoteCast,
    VoteClosed,
    VoteOpened,
)
from show.facts import Standing
from show.ledger import Books
from show.market.board import Board
from show.market.reel import FIGURES
from show.office import Office
from show.spotlight import Spotlight
from show.wire import Wire
from show.words import ASSETS, TRADERS, Asset, SoundPart, Status, TraderId

Handler = Callable[["State", Any], None]
Phase = Literal["between", "prices", "turns"]


@dataclass(slots=True)
class Programme:
    """Where in the show we are."""

    seed: int = 0
    mind: str = ""
    season: int = 0
    season_tick: int = 0
    """The tick at which the season began."""
    episode: int = 0
    on_air: bool = False
    """Between an opening and a closing bell."""
    phase: Phase = "between"
    turns: list[TraderId] = field(default_factory=list)
    """Who has yet to take a turn in this tick, in order."""
    paused: bool = False
    paused_by: str = ""
    """Who stopped the clock; empty while it runs."""
    generation: int = 0
    """Raised whenever a prompt that was built before is no longer true; a late answer then is stale."""
    panicked: bool = False
    speed: float | None = None
    """What a moderator set; None is the owner's setting."""
    sound: dict[SoundPart, bool] = field(default_factory=dict)
    """What a moderator switched; of all else the owner's settings are true."""
    skips: int = 0
    champions: list[Place] = field(default_factory=list)
    """The winner of each closed season, oldest first."""
    speaker: TraderId | None = None


@dataclass(slots=True)
class State:
    """All that the log says, at one entry of it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(defer_build=True)  # only checkpoints need it
    seq: int = 0
    head: str = GENESIS
    beat: int = 0
    tick: int = 0
    at: int = 0
    programme: Programme = field(default_factory=Programme)
    cast: dict[TraderId, Trader] = field(default_factory=new_cast)
    office: Office = field(default_factory=Office)
    books: Books = field(default_factory=Books)
    board: Board = field(default_factory=Board)
    wire: Wire = field(default_factory=Wire)
    crowd: Crowd = field(default_factory=Crowd)
    desk: Desk = field(default_factory=Desk)
    spotlight: Spotlight = field(default_factory=Spotlight)

    def equity(self, trader: TraderId) -> int:
        """Return what a trader would be left with at today's prices, in cents, net of loans."""
        return self.books.equity(trader, self.board.quotes)

    def last_close(self) -> tuple[Standing, ...]:
        """Return the leaderboard as it stood when the last tick of the season ended, best first."""
        places = [Standing(who, self._equity_at_close(who)) for who in TRADERS]
        return tuple(sorted(places, key=lambda place: -place.equity))

    def _equity_at_close(self, trader: TraderId) -> int:
        who = self.cast[trader]
        return who.history[-1] if who.history else who.opening or self.equity(trader)

    def standings(self) -> tuple[Standing, ...]:
        """Return the leaderboard, best first; equal equity keeps the order of the cast."""
        places = [Standing(who, self.equity(who)) for who in TRADERS]
        return tuple(sorted(places, key=lambda place: -place.equity))


STATE: TypeAdapter[State] = TypeAdapter(State)


def fold(state: State, entry: Entry) -> None:
    """Apply one entry. Nothing here draws dice, reads a clock or can fail on an honest log."""
    state.seq, state.head, state.beat = entry.seq, entry.hash, entry.beat
    state.tick, state.at = entry.tick, entry.at
    event = entry.event
    handler = HANDLERS.get(type(event))
    if handler is not None:
        handler(state, event)


def _season_opened(state: State, event: SeasonOpened) -> None:
    programme = state.programme
    programme.season, programme.season_tick, programme.episode = event.season, state.tick, 0
    programme.phase, programme.turns, programme.on_air = "between", [], False
    programme.generation += 1
    # What was said stays said: a joke is not new again because the money is.
    said = {trader: who.lines for trader, who in state.cast.items()}
    state.cast, state.office, state.books = new_cast(said), Office(), Books()
    state.board = Board(chaos_count=state.board.chaos_count)
    state.crowd.ballot = None
    state.crowd.discharge()
    state.spotlight = Spotlight()
    state.books.apply(event, state.tick)
    state.desk.open_season(event.start)


def _season_closed(state: State, event: SeasonClosed) -> None:
    state.programme.champions.append(event.standings[0])


def _bell(state: State, event: BellRang) -> None:
    state.programme.episode = event.episode
    state.programme.on_air = event.bell == "opening"
    if event.bell == "opening":
        for who, trader in state.cast.items():
            trader.opening = state.equity(who)


def _tick_began(state: State, event: TickBegan) -> None:
    state.programme.phase = "prices"
    state.programme.turns = list(event.order)


def _tick_ended(state: State, event: TickEnded) -> None:
    state.programme.phase, state.programme.turns = "between", []
    for who, trader in state.cast.items():
        trader.history.append(state.equity(who))
        del trader.history[:-HISTORY_KEPT]
    _note_money(state)


def _note_money(state: State) -> None:
    """Tell the desk how the traders stand: its risk officer hears of it at the next sitting."""
    quotes = state.board.quotes
    exposure: dict[Asset, int] = dict.fromkeys(ASSETS, 0)
    for account in state.books.accounts.values():
        for asset, position in account.positions.items():
            exposure[asset] += abs(position.value(quotes[asset]))
    equity = sum(trader.history[-1] for trader in state.cast.values())
    state.desk.tick_ended(equity, exposure, quotes)


def _prices(state: State, event: PricesMoved) -> None:
    state.board.move(event)
    state.desk.bars_came(len(next(iter(event.bars.values()), ())) // FIGURES)
    if state.programme.phase == "prices":
        state.programme.phase = "turns"
        state.desk.prices_moved(state.tick)


def _struck(state: State, event: ChaosStruck) -> None:
    state.board.strike(event, state.tick)
    state.crowd.discharge()
    state.programme.generation += 1


def _decided(state: State, event: DecisionMade) -> None:
    trader = state.cast[event.trader]
    trader.mood, trader.trade, trader.size = event.mood, event.trade, event.size
    state.spotlight.turn()
    trader.turns += 1
    trader.canned += event.canned
    trader.last_canned = event.canned
    if event.trader in state.programme.turns:
        state.programme.turns.remove(event.trader)


def _thought(state: State, event: ThoughtKept) -> None:
    trader = state.cast[event.trader]
    trader.thought, trader.thought_tick = event.text, state.tick


def _said(state: State, event: LineSpoken) -> None:
    lines = state.cast[event.trader].lines
    lines.insert(0, event.text)
    del lines[LINES_KEPT:]
    state.programme.speaker = state.spotlight.voice = event.trader
    state.office.say(event, state.tick)


def _filled(state: State, event: OrderFilled) -> None:
    state.books.apply(event, state.tick)
    state.board.fill(event)
    state.spotlight.fill(event)


def _status(trader: Trader, status: Status, due: int | None) -> None:
    trader.status, trader.due = status, due


def _broke(state: State, event: TraderBankrupted) -> None:
    state.books.apply(event, state.tick)
    state.cast[event.trader].bankruptcies += 1
    _status(state.cast[event.trader], "intern", event.until)
    state.spotlight.fall(event.trader)


def _lent(state: State, event: LoanGranted) -> None:
    state.books.apply(event, state.tick)
    _status(state.cast[event.trader], "trading", None)


def _answered(state: State, event: IntentAccepted | IntentRefused) -> None:
    state.crowd.notice(event.viewer, event.intent, state.tick, event.what not in UNATTENDED)


def _pause(state: State, event: ShowPaused | ShowPanicked) -> None:
    programme = state.programme
    programme.paused, programme.panicked = True, isinstance(event, ShowPanicked)
    programme.paused_by = event.by
    if programme.panicked:
        state.spotlight = Spotlight()


def _resume(state: State, event: ShowResumed) -> None:
    state.programme.paused, state.programme.panicked, state.programme.paused_by = False, False, ""


def _headline(state: State, event: HeadlineBroke) -> None:
    state.wire.carry(event, state.tick)
    if event.source == "lobby":
        state.crowd.arrived = state.tick


def _speed(state: State, event: SpeedSet) -> None:
    state.programme.speed = event.speed


def _muted(state: State, event: TraderMuted | TraderUnmuted, muted: bool) -> None:
    state.cast[event.trader].muted = muted


def _skipped(state: State, event: TurnSkipped) -> None:
    programme = state.programme
    programme.skips += 1
    programme.generation += 1
    if event.trader is not None:
        programme.turns.remove(event.trader)


def _failed(state: State, event: AnswerFailed) -> None:
    trader = state.cast[event.trader]
    trader.failed += event.reason != "stale"
    trader.late += event.reason == "late"


def _opened(state: State, event: ShowOpened) -> None:
    state.programme.seed, state.programme.mind = event.seed, event.mind


def _called(state: State, event: MarginCalled) -> None:
    _status(state.cast[event.trader], "margin call", event.due)
    state.spotlight.fall(event.trader)


def _margin_met(state: State, event: MarginMet) -> None:
    _status(state.cast[event.trader], "trading", None)


def _refused(state: State, event: OrderBlocked | OrderClipped) -> None:
    state.desk.shadow.refused(event, state.tick)


def _blocked(state: State, event: OrderBlocked) -> None:
    _refused(state, event)
    state.spotlight.block(event)


def _followed(state: State, event: PhantomOpened) -> None:
    state.desk.shadow.begin(event, state.tick)


def _house_traded(state: State, event: HouseTraded) -> None:
    state.desk.book.trade(event, state.board.quotes[event.asset])


def _for_the_desk(state: State, event: Event) -> None:
    state.desk.apply(event)


def _truth(state: State, event: TruthSealed) -> None:
    state.board.truth = event
    state.desk.truth_sealed(state.tick, event)


# mypy cannot see that each handler takes the event type of its own key, hence the plain `Any` there.
HANDLERS: dict[type[Event], Handler] = {
    ShowOpened: _opened,
    SeasonOpened: _season_opened,
    SeasonClosed: _season_closed,
    BellRang: _bell,
    TickBegan: _tick_began,
    TickEnded: _tick_ended,
    ShowPaused: _pause,
    ShowResumed: _resume,
    ShowPanicked: _pause,
    SoundSwitched: lambda state, event: state.programme.sound.update({event.part: event.on}),
    SpeedSet: _speed,
    TraderMuted: lambda state, event: _muted(state, event, True),
    TraderUnmuted: lambda state, event: _muted(state, event, False),
    TurnSkipped: _skipped,
    PricesMoved: _prices,
    TruthSealed: _truth,
    HeadlineBroke: _headline,
    ChaosStruck: _struck,
    ChaosPassed: lambda state, event: state.board.calm(event, state.tick),
    DecisionMade: _decided,
    AnswerFailed: _failed,
    ThoughtKept: _thought,
    LineSpoken: _said,
    TraderMoved: lambda state, event: state.office.walk(event),
    OrderFilled: _filled,
    ThoughtRevealed: lambda state, event: state.spotlight.reveal(event.trader, event.text),
    MarginCalled: _called,
    MarginMet: _margin_met,
    TraderBankrupted: _broke,
    LoanGranted: _lent,
    IntentAccepted: _answered,
    IntentRefused: _answered,
    ChaosBacked: lambda state, event: state.crowd.back(event, state.tick),
    VoteOpened: lambda state, event: state.crowd.open(event, state.tick),
    VoteCast: lambda state, event: state.crowd.cast(event),
    VoteClosed: lambda state, event: state.crowd.close(event, state.tick),
    PollCounted: lambda state, event: state.crowd.poll(event),
    ViewersLinked: lambda state, event: state.crowd.link(event),
    OrderBlocked: _blocked,
    OrderClipped: _refused,
    PhantomOpened: _followed,
    HouseTraded: _house_traded,
    **dict.fromkeys(DESK_HANDLERS, _for_the_desk),
}
