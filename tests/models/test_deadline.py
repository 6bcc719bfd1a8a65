"""A deadline holds against minds that are slow, that hang, that fail, and that will not stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from models.deadline import TimedMind
from show.ports import Answer, MindError, MindLate, MindRubbish, Prompt, TraderId
from tests.models.prompts import prompt


class Clock:
    """Time that passes when the test says so. `asked` holds the deadlines that were set."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self._waiting: list[asyncio.Event] = []

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        event = asyncio.Event()
        self._waiting.append(event)
        await event.wait()

    def strike(self) -> None:
        """Let every deadline pass that has been set so far."""
        for event in self._waiting:
            event.set()
        self._waiting.clear()


class HeldMind:
    """Answers with the prompt's seed once it is let go; stubborn, it lets its cancellation wait as well."""

    name = "held"

    def __init__(self, stubborn: bool = False) -> None:
        self.stubborn = stubborn
        self.let_go = asyncio.Event()
        self.asked: list[int] = []
        self.closed = False

    async def decide(self, prompt: Prompt) -> Answer:
        self.asked.append(prompt.seed)
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            if self.stubborn:
                await self.let_go.wait()
            raise
        return Answer(text=str(prompt.seed))

    async def close(self) -> None:
        self.closed = True


async def settle() -> None:
    """Let every task go on until it waits for something."""
    for _ in range(12):
        await asyncio.sleep(0)


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    yield Clock()
    await settle()


def ask(mind: TimedMind, seed: int, trader: TraderId = "alex") -> asyncio.Task[Answer]:
    return asyncio.ensure_future(mind.decide(prompt(seed, trader=trader)))


async def test_an_answer_in_time_is_passed_on(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 3.5, sleep=clock.sleep)
    turn = ask(mind, 1)
    await settle()
    inner.let_go.set()
    assert (await turn).text == "1"
    assert (mind.late, clock.asked, mind.name) == (0, [3.5], "held")


async def test_a_late_answer_is_dropped(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 3.5, sleep=clock.sleep)
    turn = ask(mind, 1)
    await settle()
    clock.strike()
    with pytest.raises(MindLate, match=r"'held' did not answer 'alex' within 3\.5 s"):
        await turn
    assert mind.late == 1


async def test_after_a_late_turn_the_next_one_is_answered(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 1.0, sleep=clock.sleep)
    late = ask(mind, 1)
    await settle()
    clock.strike()
    await settle()
    turn = ask(mind, 2)
    await settle()
    inner.let_go.set()
    assert (await turn).text == "2"
    assert isinstance(late.exception(), MindLate)


async def test_a_mind_that_will_not_stop_is_not_asked_for_more(clock: Clock) -> None:
    inner = HeldMind(stubborn=True)
    mind = TimedMind(inner, 1.0, sleep=clock.sleep)
    first = ask(mind, 1)
    await settle()
    clock.strike()
    await settle()
    second = ask(mind, 2)
    await settle()
    assert inner.asked == [1]
    clock.strike()
    await settle()
    assert isinstance(second.exception(), MindLate)
    assert isinstance(first.exception(), MindLate)
    third = ask(mind, 3)
    await settle()
    inner.let_go.set()
    assert (await third).text == "3"
    assert inner.asked == [1, 3]
    assert mind.late == 2


async def test_a_newer_prompt_makes_the_older_one_late(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 1.0, sleep=clock.sleep)
    older = ask(mind, 1)
    await settle()
    newer = ask(mind, 2)
    await settle()
    inner.let_go.set()
    with pytest.raises(MindLate, match="A newer prompt of 'alex'"):
        await older
    assert (await newer).text == "2"


async def test_traders_do_not_make_each_other_late(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 1.0, sleep=clock.sleep)
    turns = [ask(mind, 1, "alex"), ask(mind, 2, "sarah")]
    await settle()
    inner.let_go.set()
    assert [answer.text for answer in await asyncio.gather(*turns)] == ["1", "2"]


async def test_a_turn_that_nobody_waits_for_any_more_is_stopped(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 1.0, sleep=clock.sleep)
    turn = ask(mind, 1)
    await settle()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    following = ask(mind, 2)
    await settle()
    inner.let_go.set()
    assert (await following).text == "2"
    assert mind.late == 0


async def test_what_goes_wrong_inside_is_passed_on(clock: Clock) -> None:
    class Broken(HeldMind):
        async def decide(self, prompt: Prompt) -> Answer:
            raise MindRubbish("The answer is no decision.")

    with pytest.raises(MindRubbish):
        await TimedMind(Broken(), 1.0, sleep=clock.sleep).decide(prompt())


async def test_closing_stops_the_turns_under_way(clock: Clock) -> None:
    inner = HeldMind()
    mind = TimedMind(inner, 1.0, sleep=clock.sleep)
    turn = ask(mind, 1)
    await settle()
    await mind.close()
    with pytest.raises(MindError, match="stopped"):
        await turn
    assert inner.closed
