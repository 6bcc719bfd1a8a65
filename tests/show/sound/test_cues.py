"""What happens on the floor makes the sound it should."""

from __future__ import annotations

import pytest

from show.events import AnyEvent, BellRang, HeadlineBroke, OrderFilled, TickEnded, TraderBankrupted
from show.sound.cues import WORTH_A_TILL, cue, mood
from show.sound.stings import Sting
from show.state import State
from tests.show.company import Company

HEADLINE = HeadlineBroke(headline=1, text="Tech rises", about="Tech", tone="good")
FILL = OrderFilled(trader="mike", asset="Tech", lots=900, price=100, notional=WORTH_A_TILL, fee=1)


@pytest.mark.parametrize(
    ("event", "sound"),
    [
        (BellRang(bell="opening", episode=1, line="Hello", standings=()), "opening bell"),
        (BellRang(bell="closing", episode=1, line="Bye", standings=()), "closing bell"),
        (HEADLINE, "news"),
        (HEADLINE.model_copy(update={"source": "chaos"}), None),
        (FILL, "cash"),
        (FILL.model_copy(update={"notional": WORTH_A_TILL - 1}), None),
        (TraderBankrupted(trader="alex", equity=1, shortfall=0, until=9), "ruin"),
        (TickEnded(tick=1), None),
    ],
)
def test_an_event_makes_its_sound(event: AnyEvent, sound: Sting | None) -> None:
    assert cue(event) == sound


async def test_chaos_changes_the_music_until_it_has_passed() -> None:
    company = await Company().run(2)
    await company.ask("chaos", moderator=True)
    assert cue(company.events("ChaosStruck")[0]) == "alarm"
    assert mood(company.state) == "chaos"
    await company.run(20)
    assert cue(company.events("ChaosPassed")[0]) == "all clear"
    assert mood(company.state) == mood(State()) == "calm"
