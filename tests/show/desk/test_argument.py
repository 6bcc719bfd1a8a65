"""Which argument is told: one between those who have not just been heard, and after them the sharpest."""

from __future__ import annotations

from show.desk.brief import Brief
from show.desk.ledger import Ledger
from show.desk.session import AGAIN_TICKS, ARGUE_TICKS, worth_telling
from show.events import AssetView
from show.words import Asset


def view(asset: Asset, champion: str, dissenter: str, disagreement: float) -> AssetView:
    return AssetView(
        asset=asset, direction=0.0, risk=0.1, execution=0.0, disagreement=disagreement, subject="risk",
        challenged=True, champion=champion, dissenter=dissenter, loser=dissenter,
    )  # fmt: skip


def brief(rested: int, *arguers: str) -> Brief:
    return Brief(
        season=1, tick=100, stem="", tapes={}, sealed={},
        ledger=Ledger(argued=100 - rested, arguers=list(arguers)),
    )  # fmt: skip


LOUD, MILD = view("Tech", "a", "b", 0.5), view("Crypto", "c", "d", 0.3)


def test_the_sharpest_is_told_where_nobody_was_heard_of_late() -> None:
    assert worth_telling([MILD, LOUD], brief(ARGUE_TICKS)) == LOUD


def test_others_are_told_before_those_who_have_just_argued() -> None:
    assert worth_telling([MILD, LOUD], brief(ARGUE_TICKS, "a", "x")) == MILD


def test_two_who_have_both_just_argued_wait() -> None:
    assert worth_telling([LOUD], brief(ARGUE_TICKS, "a", "b")) is None
    assert worth_telling([LOUD], brief(AGAIN_TICKS, "a", "b")) == LOUD


def test_an_argument_waits_unless_it_is_very_sharp() -> None:
    assert worth_telling([LOUD], brief(ARGUE_TICKS - 2)) is None
    sharp = view("Tech", "a", "b", 0.7)
    assert worth_telling([sharp], brief(ARGUE_TICKS - 2)) == sharp
