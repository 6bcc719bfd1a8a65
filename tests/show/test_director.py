"""The director: one writer, resumable at any entry, deaf to no one, stopped by nobody's mind."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.scripted import ScriptedMind
from show.audience.intents import Intent
from show.episode import EPISODE_TICKS
from show.events import (
    AnswerFailed,
    BellRang,
    ChaosPassed,
    ChaosStruck,
    DecisionMade,
    LineSpoken,
    TickBegan,
    TickEnded,
)
from show.plain import ListLog
from show.ports import Answer, MindError, MindLate, Prompt
from show.state import STATE, State
from show.words import TRADERS, TraderId
from tests.show.company import Company, folded

INTENT_PAUSE = Intent(viewer="page:mod", what="pause", moderator=True)
INTENT_CHAOS = Intent(viewer="page:mod", what="chaos", moderator=True)


class FailingMind:
    """Fails in one way for ever."""

    name = "failing"

    def __init__(self, answer: Exception | str) -> None:
        self.answer = answer

    async def decide(self, prompt: Prompt) -> Answer:
        if isinstance(self.answer, Exception):
            raise self.answer
        return Answer(text=self.answer)

    async def close(self) -> None:
        pass


async def test_a_tick_has_four_turns_between_its_beginning_and_its_end() -> None:
    company = await Company().run(3)
    kinds = [type(entry.event) for entry in company.log.entries if entry.tick == 2]
    assert kinds[0] is TickBegan
    assert kinds[-1] is TickEnded
    assert kinds.count(DecisionMade) == len(TRADERS)


async def test_the_state_is_the_fold_of_the_log() -> None:
    company = await Company().run(12)
    assert folded(company.log.entries) == company.state


async def test_a_state_survives_being_written_down() -> None:
    company = await Company().run(12)
    assert STATE.validate_json(STATE.dump_json(company.state)) == company.state


async def test_the_same_seed_gives_the_same_log_to_the_last_link() -> None:
    one, two = await Company(seed=3).run(10), await Company(seed=3).run(10)
    assert one.state.head == two.state.head


async def test_how_long_a_mind_took_is_no_part_of_the_night() -> None:
    class SlowMind(ScriptedMind):
        async def decide(self, prompt: Prompt) -> Answer:
            return (await super().decide(prompt))._replace(milliseconds=900)

    quick, slow = await Company(seed=3).run(4), await Company(seed=3, mind=SlowMind()).run(4)
    assert quick.state.head == slow.state.head


async def test_another_seed_gives_another_night() -> None:
    one, two = await Company(seed=3).run(4), await Company(seed=4).run(4)
    assert one.state.head != two.state.head


@settings(max_examples=15, deadline=None)
@given(beats=st.integers(1, 40))
async def test_a_restart_after_any_beat_goes_on_as_if_nothing_had_happened(beats: int) -> None:
    whole = await Company(seed=5).run(6)
    torn = Company(seed=5)
    ends = [
        index + 1
        for index, entry in enumerate(whole.log.entries)
        if index + 1 == len(whole.log.entries) or whole.log.entries[index + 1].beat != entry.beat
    ]
    cut = ends[min(beats, len(ends) - 1)]
    torn.log.entries = whole.log.entries[:cut]
    torn.log.memories = []
    torn.restart()
    while len(torn.log.entries) < len(whole.log.entries):
        await torn.run(1)
    assert torn.log.entries[: len(whole.log.entries)] == whole.log.entries


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (MindLate("too slow"), "late"),
        (MindError("no memory"), "error"),
        (ValueError("a bug"), "error"),
        ("I am not JSON", "rubbish"),
        ('{"trade":"Tulips"}', "rubbish"),
        ("", "rubbish"),
    ],
    ids=str,
)
async def test_a_failed_answer_is_an_event_and_a_marked_canned_move(
    answer: Exception | str, reason: str
) -> None:
    company = await Company(mind=FailingMind(answer)).run(2)
    failures = [event for event in company.events("AnswerFailed") if isinstance(event, AnswerFailed)]
    moves = [event for event in company.events("DecisionMade") if isinstance(event, DecisionMade)]
    assert {failure.reason for failure in failures} == {reason}
    assert len(failures) == len(moves) == 2 * len(TRADERS)
    assert all(move.canned and move.trade == "Hold" for move in moves)
    assert company.events("LineSpoken") == []
    assert company.events("ThoughtKept") == []
    assert company.events("OrderFilled") == []


class ReadingMind:
    """Keeps the prompts it is asked, and answers from the writers' room."""

    name = "reading"

    def __init__(self) -> None:
        self.prompts: list[Prompt] = []

    async def decide(self, prompt: Prompt) -> Answer:
        self.prompts.append(prompt)
        return await ScriptedMind().decide(prompt)

    async def close(self) -> None:
        pass


class ForgetfulMind(ReadingMind):
    """The same, for memories would be lost on it."""

    def forgets(self, trader: TraderId) -> bool:
        return trader != "alice"


async def test_memories_are_looked_up_for_those_who_read_them_and_for_nobody_else() -> None:
    reading, forgetful = ReadingMind(), ForgetfulMind()
    for mind in (reading, forgetful):
        await Company(mind=mind).run(6)
    assert {prompt.facts.trader for prompt in reading.prompts if prompt.facts.memories} == set(TRADERS)
    assert {prompt.facts.trader for prompt in forgetful.prompts if prompt.facts.memories} == {"alice"}


async def test_chaos_keeps_its_length_whatever_else_happens() -> None:
    company = await Company().run(2)
    await company.ask("chaos", moderator=True)
    struck = company.events("ChaosStruck")[0]
    assert isinstance(struck, ChaosStruck)
    for _ in range(struck.ticks):
        await company.run(1)
        assert company.state.board.chaos is not None
        await company.ask("chaos", viewer="page:bob", moderator=True)
    await company.run(1)
    assert company.state.board.chaos is None
    assert len(company.events("ChaosStruck")) == 1


async def test_chaos_leaves_a_receipt_with_prices_before_and_after() -> None:
    company = await Company().run(2)
    before = company.state.board.mids()
    await company.ask("chaos", viewer="page:ann", moderator=True)
    await company.run(8)
    receipt = company.events("ChaosPassed")[0]
    assert isinstance(receipt, ChaosPassed)
    assert receipt.owner == "page:ann"
    assert receipt.before == before
    assert receipt.after != before


async def test_a_chaos_headline_reaches_the_next_prompt() -> None:
    prompts: list[Prompt] = []

    class Listening(ScriptedMind):
        async def decide(self, prompt: Prompt) -> Answer:
            prompts.append(prompt)
            return await super().decide(prompt)

    company = await Company(mind=Listening()).run(2)
    await company.ask("chaos", moderator=True)
    prompts.clear()
    await company.run(1)
    assert all(prompt.facts.chaos is not None for prompt in prompts)
    assert all(prompt.facts.chaos.headline in prompt.user for prompt in prompts if prompt.facts.chaos)


async def test_an_episode_opens_and_closes_with_a_bell() -> None:
    company = await Company().run(EPISODE_TICKS + 1)
    bells = [event for event in company.events("BellRang") if isinstance(event, BellRang)]
    assert [(bell.bell, bell.episode) for bell in bells] == [("opening", 1), ("closing", 1), ("opening", 2)]
    assert len(company.events("ReflectionWritten")) == len(TRADERS)


async def test_a_paused_show_plays_nothing_until_it_is_resumed() -> None:
    company = await Company().run(2)
    await company.ask("pause", moderator=True)
    before = company.state.seq
    await company.run(3)
    assert company.state.seq == before
    await company.ask("resume", moderator=True)
    await company.run(1)
    assert company.state.tick == 3


async def test_a_pause_in_the_middle_of_a_tick_keeps_the_turns_that_are_left() -> None:
    company = Company()
    await company.director.open(7)

    class PausingMind(ScriptedMind):
        asked = 0

        async def decide(self, prompt: Prompt) -> Answer:
            self.asked += 1
            if self.asked == 2:
                await company.log.put(INTENT_PAUSE)
            return await super().decide(prompt)

    company = Company(mind=PausingMind())
    await company.run(1)
    assert company.state.programme.paused
    left = len(company.state.programme.turns)
    assert 0 < left < len(TRADERS)
    await company.ask("resume", moderator=True)
    await company.run(1)
    assert company.state.tick == 1
    assert company.state.programme.turns == []


async def test_a_reset_archives_the_season_and_everyone_starts_again() -> None:
    company = await Company().run(9)
    await company.ask("reset", moderator=True)
    state = company.state
    assert state.programme.season == 2
    assert {state.equity(who) for who in TRADERS} == {company.crew.rules.start}
    assert len(state.programme.champions) == 1
    assert len(company.events("LineSpoken")) > 0
    await company.run(2)
    assert state.programme.episode == 1


async def test_a_chaos_strike_makes_an_answer_asked_before_it_stale() -> None:
    class StrikingMind(ScriptedMind):
        asked = 0

        async def decide(self, prompt: Prompt) -> Answer:
            self.asked += 1
            if self.asked == 2:
                await log.put(INTENT_CHAOS)
            await asyncio.sleep(0)
            return await super().decide(prompt)

    class YieldingPace:
        waits = True

        async def hold(self, milliseconds: int) -> None:
            for _ in range(20):
                await asyncio.sleep(0)

    company = Company(mind=StrikingMind(), pace=YieldingPace())
    log = company.log
    await company.run(1)
    assert [event.reason for event in company.events("AnswerFailed") if isinstance(event, AnswerFailed)] == [
        "stale"
    ]
    assert not any(move.canned for move in company.events("DecisionMade") if isinstance(move, DecisionMade))


async def test_a_log_that_cannot_be_written_stops_the_show() -> None:
    class FullLog(ListLog):
        async def append(self, entries: object, memories: object = ()) -> None:
            raise OSError("disk full")

    company = Company(log=FullLog())
    with pytest.raises(OSError, match="disk full"):
        await company.run(1)


async def test_every_line_and_thought_has_passed_the_gate() -> None:
    rude = (
        '{"trade":"Hold","size":"out","speech":"@everyone <b>buy</b>","thought":"<script>",'
        '"location":"VC Office","mood":"calm"}'
    )
    company = await Company(mind=FailingMind(rude)).run(1)
    assert company.events("LineSpoken") == []
    assert company.events("ThoughtKept") == []
    assert len(company.events("LineWithheld")) == 2 * len(TRADERS)


async def test_a_line_is_said_in_the_room_the_speaker_leaves() -> None:
    company = await Company().run(30)
    place = dict(State().office.places)
    for entry in company.log.entries:
        if isinstance(entry.event, LineSpoken):
            assert entry.event.room == place[entry.event.trader]
        if entry.event.kind == "TraderMoved":
            place[entry.event.trader] = entry.event.room


async def test_a_new_season_remembers_what_was_said() -> None:
    company = await Company().run(3)
    said = {trader: list(who.lines) for trader, who in company.state.cast.items()}
    assert any(said.values())
    await company.director.new_season("bell", "The season is over.")
    assert {trader: who.lines for trader, who in company.state.cast.items()} == said
