"""The page's candles: three lengths, the newest last, from the tape alone."""

from __future__ import annotations

from bot.page.sheet import CANDLES, sheet
from show.audience.chaos import ChaosRules
from show.events import PricesMoved, Quote
from show.market.recording import Recording
from show.words import ASSETS
from tests.show.company import Company


async def test_the_sheet_has_candles_of_three_lengths() -> None:
    state = (await Company().run(20)).state
    price = sheet(state, ChaosRules(), "")["prices"][0]
    assert {grain: len(rows) for grain, rows in price["candles"].items()} == {
        "bar": CANDLES,
        "tick": CANDLES,
        "act": 9 + 2,
    }
    tape = state.board.tape("Tech")
    for rows in price["candles"].values():
        assert all(low <= min(first, last) <= max(first, last) <= high for first, high, low, last in rows)
        assert rows[-1][3] == int(tape.close[-1])
    assert price["candles"]["tick"][-1][0] == int(tape.open[-5])


async def test_at_the_bell_there_are_the_candles_of_the_session_before() -> None:
    company = Company()
    await company.director.open(3)
    price = sheet(company.state, ChaosRules(), "")["prices"][0]
    assert {grain: len(rows) for grain, rows in price["candles"].items()} == {
        "bar": CANDLES,
        "tick": CANDLES,
        "act": 9,
    }
    assert price["candles"]["bar"][-1][3] == company.state.board.quotes["Tech"].mid == 25_000


async def test_a_market_without_a_session_before_has_no_candles_yet() -> None:
    quotes = {asset: Quote(bid=100, ask=102) for asset in ASSETS}
    company = Company(market=Recording((PricesMoved(quotes=quotes),)))
    await company.director.open(3)
    price = sheet(company.state, ChaosRules(), "")["prices"][0]
    assert price["candles"] == {"bar": [], "tick": [], "act": []}
