"""The desk for screens: house views, the argument, who is believed, and what became of stopped orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.phrases import change_pct, name, times
from bot.transcript.desk import house, stands, verdict
from show.desk.research import noop_rate
from show.desk.shadow import Verdict, verdicts
from show.desk.standing import Desk
from show.events import AssetView
from show.money import dollars, round_dollars, signed_pct
from show.state import State
from show.words import ASSETS, TRADERS

NO_DESK = "The desk has not spoken yet; it needs some bars of the market first."
LOUDEST = 3


@dataclass(frozen=True, slots=True)
class SeatView:
    """One analyst's seat. `signals` are hundredths by asset, the strongest kind of each; None is silence."""

    title: str
    layer: str
    weight: float
    score: float
    signals: tuple[int | None, ...]
    lucky: bool
    """Whether luck alone could have given this weight."""


def seat_views(desk: Desk) -> list[SeatView]:
    """Return all seats in the order of the desk."""
    spoke = desk.spoke
    seats = []
    for number, seat in enumerate(desk.seats):
        slots = [slot for slot, one in enumerate(desk.slots) if one.who == seat.name]
        signals = tuple(
            None if spoke is None or asset not in spoke.views else _signal(spoke.views[asset], slots)
            for asset in ASSETS
        )
        weight = desk.ledger.weights[number]
        lucky = desk.low <= weight <= desk.high
        seats.append(SeatView(seat.title, seat.layer, weight, desk.scores[number] / 1000, signals, lucky))
    return seats


def _signal(view: tuple[int, ...], slots: list[int]) -> int | None:
    said = [(view[2 * slot] * view[2 * slot + 1], view[2 * slot]) for slot in slots if view[2 * slot + 1]]
    return max(said, key=lambda one: abs(one[0]))[1] if said else None


def desk_lines(state: State) -> list[str]:
    """Return what the desk thinks and how it is doing, as lines of text."""
    desk = state.desk
    if desk.debate is None:
        return [NO_DESK]
    heard = times(len(desk.seats), "analyst")
    lines = [f"{heard}, {desk.debate.voices} voices, as of the close of tick {desk.debate.tick}:"]
    lines += [house(view) for view in desk.debate.views]
    lines += argument(desk)
    lines += [*_weights(desk), book_line(state), gap_line(state), research_line(desk), regime_line(desk)]
    return [line for line in (*lines, *shadow_lines(desk)) if line]


def argument(desk: Desk) -> list[str]:
    """Return the newest argument that was told: who said what, and who is believed less for it."""
    argued = desk.argued
    view = argued_view(desk)
    if argued is None or view is None:
        return []
    titles = desk.titles
    return [
        f"Argued over {view.asset} at tick {argued.tick}:",
        f"  {titles.get(view.champion, view.champion)}{stands(0, view, desk)}: {argued.claim}",
        f"  {titles.get(view.dissenter, view.dissenter)}{stands(1, view, desk)}: {argued.objection}",
        *([f"  {verdict(view, argued.tick, desk)}"] if view.loser else []),
    ]


def argued_view(desk: Desk) -> AssetView | None:
    """Return the view that the newest argument was about."""
    argued = desk.argued
    if argued is None:
        return None
    return next((view for view in argued.views if view.asset == argued.sharpest), None)


def _weights(desk: Desk) -> list[str]:
    weights = desk.ledger.weights
    if max(weights) == min(weights):
        return [f"Nobody has a record yet: all are believed alike ({weights[0]:.2f})."]
    ranked = sorted(zip(weights, desk.titles.values(), strict=True), key=lambda one: -one[0])
    loud = ", ".join(f"{title} {weight:.2f}" for weight, title in ranked[:LOUDEST])
    quiet = ", ".join(f"{title} {weight:.2f}" for weight, title in ranked[-LOUDEST:])
    return [f"Believed most: {loud}; least: {quiet}. {luck_line(desk)}"]


def luck_line(desk: Desk) -> str:
    """Return what weights prove nothing."""
    return f"Nine of ten without skill would lie between {desk.low:.2f} and {desk.high:.2f}."


def book_line(state: State) -> str:
    """Return how the mechanical book does."""
    account = state.desk.book.account
    value = account.value(state.board.quotes)
    gain = signed_pct(change_pct(value, account.start))
    return f"A book that follows the desk to the letter: {round_dollars(value)} ({gain})."


def gap_line(state: State) -> str:
    """Return the orchestration gap: what each trader made beyond the book that only obeys."""
    account = state.desk.book.account
    own = change_pct(account.value(state.board.quotes), account.start)
    gaps = [
        f"{name(who)} {signed_pct(change_pct(state.equity(who), state.books.accounts[who].start) - own)}"
        for who in TRADERS
    ]
    return f"Beyond that book: {', '.join(gaps)}."


def research_line(desk: Desk) -> str:
    """Return how often research keeps a change, beside how often it would keep one that does nothing."""
    done = desk.research.kept + desk.research.reverted
    trial = desk.ledger.trial
    on = f" On trial: {trial.parameter} {trial.new:g} for {desk.titles[trial.analyst]}." if trial else ""
    if not done:
        return f"Research has judged nothing yet.{on}"
    share = 100 * desk.research.kept / done
    return (
        f"Research kept {desk.research.kept} of {times(done, 'change')} ({share:.0f} %); of changes that "
        f"improve nothing it would keep {100 * noop_rate():.0f} %.{on}"
    )


def regime_line(desk: Desk) -> str:
    """Return the regime that shows in which cohort is right."""
    calm, stress, _ = desk.ledger.cohorts
    says = f"so the regime is {desk.ledger.emergent}"
    return f"Cohorts: calm {calm / 1000:.2f}, stress {stress / 1000:.2f}, {says}."


def shadow_lines(desk: Desk) -> list[str]:
    """Return what the shadow tracker found of each rule."""
    found = verdicts(desk.shadow)
    following = f"The shadow tracker follows {times(len(desk.shadow.open), 'stopped order')}."
    return [following, *(f"  {shadow_line(one)}" for one in found)]


def shadow_line(verdict: Verdict) -> str:
    """Return what one rule is worth as a sentence."""
    verb = "saved" if verdict.value >= 0 else "cost"
    return (
        f"{verdict.check}: {times(verdict.count, 'stopped order')}, {verb} {dollars(abs(verdict.value))}, "
        f"{verdict.mean_bps:+.0f} bp each: {verdict.verdict}."
    )


def desk_sheet(state: State) -> dict[str, Any]:
    """Return the desk's panel for the page: texts, and numbers for bars."""
    desk = state.desk
    debate, view = desk.debate, argued_view(desk)
    if debate is None:
        return {"says": NO_DESK, "views": [], "seats": [], "argument": None, "notes": []}
    titles = desk.titles
    return {
        "says": f"As of the close of tick {debate.tick}, {debate.voices} independent voices",
        "views": [_view(one) for one in debate.views],
        "seats": [_seat(one) for one in seat_views(desk)],
        "luck": {"low": desk.low, "high": desk.high, "says": luck_line(desk)},
        "argument": None if view is None or desk.argued is None else {
            "over": f"{view.asset}, tick {desk.argued.tick}",
            "champion": titles.get(view.champion, view.champion), "claim": desk.argued.claim,
            "dissenter": titles.get(view.dissenter, view.dissenter), "objection": desk.argued.objection,
            "stands": [stands(number, view, desk) for number in (0, 1)],
            "loser": titles.get(view.loser, ""),
            "verdict": verdict(view, desk.argued.tick, desk) if view.loser else "",
        },
        "notes": [
            book_line(state), gap_line(state), research_line(desk), regime_line(desk), *shadow_lines(desk)
        ],
    }  # fmt: skip


def _view(view: AssetView) -> dict[str, Any]:
    return {
        "asset": view.asset, "direction": view.direction, "risk": view.risk, "execution": view.execution,
        "disagreement": view.disagreement, "says": house(view),
    }  # fmt: skip


def _seat(seat: SeatView) -> dict[str, Any]:
    return {
        "title": seat.title, "layer": seat.layer, "weight": round(seat.weight, 3), "score": seat.score,
        "signals": list(seat.signals), "lucky": seat.lucky,
    }  # fmt: skip
