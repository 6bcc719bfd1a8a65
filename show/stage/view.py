"""From the show's state to the scene that is drawn: what the audience may see, and nothing hidden."""

from __future__ import annotations

from show.audience.chaos import ChaosRules, needed
from show.cast import persona
from show.episode import clock_minutes
from show.spotlight import verb
from show.stage.framing import focus
from show.stage.scene import (
    ChaosView,
    ConfessionView,
    DealView,
    OptionView,
    PriceView,
    Scene,
    SeatView,
    TraderView,
    VerdictView,
    VoteView,
)
from show.stage.seats import plan as seating_plan
from show.stage.visitors import guests
from show.state import State
from show.words import ASSETS, Asset, TraderId

VERDICT_TICKS = 1
"""How long the count of a vote stays on screen after the tick it was made in."""


def scene(state: State, chaos: ChaosRules | None = None) -> Scene:
    """Return what a picture of the state shows. `chaos` are the rules that say how many backers it takes."""
    programme, wire = state.programme, state.wire.headlines
    newest = wire[0].event if wire else None
    return Scene(
        tick=state.tick,
        season=programme.season,
        episode=programme.episode,
        minutes=clock_minutes(state.tick, programme.season_tick),
        traders=tuple(_trader(state, rank, place.who) for rank, place in enumerate(state.standings(), 1)),
        prices=tuple(_price(state, asset) for asset in ASSETS if asset in state.board.quotes),
        headline=newest.text if newest else "",
        unverified=newest.unverified if newest else False,
        chaos=_chaos(state),
        backers=state.crowd.backing(state.tick),
        needed=needed(state, chaos or ChaosRules()),
        vote=_vote(state),
        verdict=_verdict(state),
        deal=_deal(state),
        confession=_confession(state),
        desk=_desk(state),
        mind=programme.mind,
        canned_pct=_canned_pct(state),
        paused=programme.paused,
        panicked=programme.panicked,
        speaker=programme.speaker if _speech(state, programme.speaker) else None,
        guests=guests(state),
        focus=focus(state),
    )


def _trader(state: State, rank: int, who: TraderId) -> TraderView:
    trader, now, start = state.cast[who], state.equity(who), state.books.accounts[who].start
    return TraderView(
        id=who,
        name=persona(who).name,
        room=state.office.room_of(who),
        mood=trader.mood,
        equity=now,
        change_pct=100 * (now - start) / start if start else 0.0,
        rank=rank,
        status=trader.status,
        history=tuple(trader.history),
        speech=_speech(state, who),
        canned=trader.last_canned,
        thinking=state.programme.phase == "turns" and state.programme.turns[:1] == [who],
        fallen=who in state.spotlight.fallen,
    )


def _speech(state: State, who: TraderId | None) -> str | None:
    """Return the last line of the floor if it is theirs and was said in this tick."""
    if who is None or state.spotlight.voice != who:
        return None
    last = [lines[-1] for lines in state.office.transcript.values() if lines and lines[-1].speaker == who]
    fresh = [line.text for line in last if line.tick == state.tick]
    return fresh[0] if fresh else None


def _price(state: State, asset: Asset) -> PriceView:
    board = state.board
    return PriceView(
        asset=asset,
        price=board.quotes[asset].mid,
        change_pct=board.change_pct(asset),
        history=tuple(board.trail[asset]),
    )


def _chaos(state: State) -> ChaosView | None:
    chaos = state.board.chaos
    if chaos is None:
        return None
    return ChaosView(headline=chaos.headline, ticks_left=max(0, chaos.until - state.tick))


def _vote(state: State) -> VoteView | None:
    ballot = state.crowd.ballot
    if ballot is None:
        return None
    counts = ballot.counts()
    options = tuple(OptionView(label=option.label, votes=counts[option.key]) for option in ballot.options)
    return VoteView(question=ballot.question, options=options, ticks_left=max(0, ballot.closes - state.tick))


def _canned_pct(state: State) -> float:
    turns = sum(trader.turns for trader in state.cast.values())
    return 100 * sum(trader.canned for trader in state.cast.values()) / turns if turns else 0.0


def _verdict(state: State) -> VerdictView | None:
    result = state.crowd.result
    if result is None or not result.label or state.tick - result.tick > VERDICT_TICKS:
        return None
    return VerdictView(label=result.label, votes=result.votes)


def _deal(state: State) -> DealView | None:
    deal = state.spotlight.deal
    if deal is None:
        return None
    after = state.books.accounts[deal.trader].lots(deal.asset)
    return DealView(
        trader=deal.trader,
        asset=deal.asset,
        verb=verb(after - deal.lots, after),
        lots=deal.lots,
        price=deal.price,
        notional=deal.notional,
        reason=deal.reason,
        refusal=deal.refusal,
    )


def _confession(state: State) -> ConfessionView | None:
    who = state.spotlight.revealed
    return None if who is None else ConfessionView(trader=who, thought=state.spotlight.thought)


def _desk(state: State) -> tuple[SeatView, ...]:
    weights = state.desk.weights
    return seating_plan({seat.name: (seat.layer, weights.get(seat.name, 1.0)) for seat in state.desk.seats})
