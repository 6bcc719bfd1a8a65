"""The reporter: turns entries of the log into lines, and remembers why a move was canned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.phrases import name
from bot.plain import one_line
from bot.transcript import crowd, desk, floor, moderation, money, programme
from bot.transcript.line import Line, Told
from show.events import (
    AnswerFailed,
    BellRang,
    ChaosBacked,
    ChaosPassed,
    ChaosStruck,
    CohortsWeighed,
    DebateHeld,
    DecisionMade,
    DeskFellSilent,
    DeskOpened,
    DeskSpoke,
    Entry,
    Event,
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
    OrderBlocked,
    OrderClipped,
    OrderFilled,
    PhantomClosed,
    PhantomOpened,
    PollCounted,
    PricesMoved,
    ReflectionWritten,
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
    TrialBegan,
    TrialEnded,
    TurnSkipped,
    ViewersLinked,
    VoteCast,
    VoteClosed,
    VoteOpened,
    WeightsSet,
)
from show.money import dollars
from show.state import State
from show.words import TraderId

# mypy cannot see that each teller takes the event type of its own key, hence the plain `Any` there.
TELLERS: dict[type[Event], Callable[[Any, State], Told | None]] = {
    ShowOpened: programme.show_opened,
    SeasonOpened: programme.season_opened,
    SeasonClosed: programme.season_closed,
    BellRang: programme.bell_rang,
    TickBegan: programme.tick_began,
    TickEnded: programme.tick_ended,
    ShowPaused: moderation.show_paused,
    ShowResumed: moderation.show_resumed,
    ShowPanicked: moderation.show_panicked,
    SoundSwitched: moderation.sound_switched,
    SpeedSet: moderation.speed_set,
    TraderMuted: moderation.trader_muted,
    TraderUnmuted: moderation.trader_unmuted,
    TurnSkipped: moderation.turn_skipped,
    PricesMoved: programme.prices_moved,
    HeadlineBroke: programme.headline_broke,
    ChaosStruck: programme.chaos_struck,
    ChaosPassed: programme.chaos_passed,
    DecisionMade: floor.decision_made,
    AnswerFailed: floor.answer_failed,
    ThoughtKept: floor.thought_kept,
    ThoughtRevealed: floor.thought_revealed,
    LineSpoken: floor.line_spoken,
    LineWithheld: floor.line_withheld,
    TraderMoved: floor.trader_moved,
    ReflectionWritten: floor.reflection_written,
    OrderFilled: money.order_filled,
    OrderClipped: money.order_clipped,
    OrderBlocked: money.order_blocked,
    MarginCalled: money.margin_called,
    MarginMet: money.margin_met,
    TraderBankrupted: money.trader_bankrupted,
    LoanGranted: money.loan_granted,
    IntentAccepted: crowd.intent_accepted,
    IntentRefused: crowd.intent_refused,
    ChaosBacked: crowd.chaos_backed,
    VoteOpened: crowd.vote_opened,
    VoteCast: crowd.vote_cast,
    VoteClosed: crowd.vote_closed,
    PollCounted: crowd.poll_counted,
    ViewersLinked: crowd.viewers_linked,
    DeskOpened: desk.desk_opened,
    DeskSpoke: desk.figures_only,
    DebateHeld: desk.debate_held,
    FitMade: desk.figures_only,
    WeightsSet: desk.figures_only,
    CohortsWeighed: desk.figures_only,
    TrialBegan: desk.trial_began,
    TrialEnded: desk.trial_ended,
    HouseTraded: desk.house_traded,
    HouseSettled: desk.figures_only,
    PhantomOpened: desk.phantom_opened,
    PhantomClosed: desk.phantom_closed,
    DeskFellSilent: desk.desk_fell_silent,
}
"""Every event that is not sealed has a teller; a test counts them."""

CLOSING = (OrderFilled, TraderBankrupted, SeasonOpened)
"""The events that change what a trader's closed positions have brought."""

LONGEST_LINE = 600


class Reporter:
    """One host's reporter. Give it each entry once, in order, with the state after it."""

    def __init__(self) -> None:
        self._failures: dict[TraderId, str] = {}
        self._realised: dict[TraderId, int] = {}

    def report(self, entry: Entry, state: State) -> Line | None:
        """Return the line of an entry, or None if it is private or sealed."""
        event = entry.event
        if isinstance(event, AnswerFailed):
            self._failures[event.trader] = event.reason
        teller = TELLERS.get(type(event))
        told = teller(event, state) if teller is not None else None
        if told is None:
            return None
        return Line(
            seq=entry.seq,
            tick=entry.tick,
            kind=told.kind,
            text=one_line(told.text + self._profit(event, state), LONGEST_LINE),
            who=told.who,
            room=told.room,
            quiet=told.quiet,
            more=tuple(one_line(part, LONGEST_LINE) for part in told.more) if told.more else (),
            canned=self._mark(event),
        )

    def _profit(self, event: Event, state: State) -> str:
        """What a closing fill brought; nothing for the first fill after a start, whose before is unknown."""
        before = self._realised
        if before and not isinstance(event, CLOSING):
            return ""
        self._realised = {who: account.realised for who, account in state.books.accounts.items()}
        if not isinstance(event, OrderFilled) or event.trader not in before:
            return ""
        profit = self._realised[event.trader] - before[event.trader]
        word = "Profit" if profit > 0 else "Loss"
        return f" {word} {dollars(abs(profit))}." if profit else ""

    def _mark(self, event: Event) -> str:
        if not isinstance(event, DecisionMade):
            return ""
        reason = self._failures.pop(event.trader, "")
        if not event.canned:
            return ""
        return f"canned: {reason}" if reason else "canned"


def written(line: Line) -> str:
    """Return a line as plain text, as a log or a chat shows it: who, and what the mark is."""
    text = line.text
    match line.kind:
        case "speech" if line.who is not None:
            text = f'{name(line.who)}: "{text}"'
        case "thought" if line.who is not None:
            text = f'{name(line.who)}, secretly: "{text}"'
        case _ if line.who is not None:
            text = f"{name(line.who)} {text}"
        case _:
            pass
    if line.more:
        text = " | ".join((text, *line.more))
    return f"{text} [{line.canned}]" if line.canned else text
