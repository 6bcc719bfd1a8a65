"""Codes that make two accounts one person."""

from __future__ import annotations

from bot.reception.linking import SECONDS, Codes
from bot.reception.reception import IN_PRIVATE, Reception
from show.plain import ListLog
from show.rules import SeasonRules
from show.state import State
from tests.fake_discord.clock import FakeClock

ANN, BOB = "page:ann", "twitch:7"


class Desk:
    """A reception with its inbox and its clock."""

    def __init__(self) -> None:
        self.clock, self.inbox = FakeClock(), ListLog()
        self.codes = Codes(self.clock)
        self.reception = Reception(self.inbox, SeasonRules(), self.codes)

    async def says(self, typed: str, viewer: str, private: bool = True) -> str:
        reply = await self.reception.take(typed, viewer, State(), private=private)
        return " ".join(reply.lines)

    async def asked(self) -> list[tuple[str, str, str]]:
        return [(one.viewer, one.what, one.text) for one in await self.inbox.take(0)]


def code_in(said: str) -> str:
    return said.split("!link ")[1].split()[0]


async def test_a_code_of_one_account_links_the_other_once() -> None:
    desk = Desk()
    code = code_in(await desk.says("!link", ANN))
    assert await desk.says(f"!link {code.lower()}", BOB, private=False) == ""
    assert await desk.asked() == [(BOB, "link", ANN)]
    assert "not known" in await desk.says(f"!link {code}", "twitch:8")


async def test_a_code_is_never_told_where_others_read() -> None:
    assert await Desk().says("!link", BOB, private=False) == IN_PRIVATE


async def test_a_code_is_over_after_ten_minutes() -> None:
    desk = Desk()
    code = code_in(await desk.says("!link", ANN))
    await desk.clock.run(SECONDS, lambda: False)
    assert "not known" in await desk.says(f"!link {code}", BOB)


async def test_a_new_code_makes_the_old_one_worthless() -> None:
    desk = Desk()
    code = code_in(await desk.says("!link", ANN))
    assert code != code_in(await desk.says("!link", ANN))
    assert "not known" in await desk.says(f"!link {code}", BOB)


async def test_an_account_cannot_link_itself_and_may_leave() -> None:
    desk = Desk()
    code = code_in(await desk.says("!link", ANN))
    assert "own code" in await desk.says(f"!link {code}", ANN)
    await desk.says("!link off", BOB)
    assert await desk.asked() == [(BOB, "link", BOB)]
