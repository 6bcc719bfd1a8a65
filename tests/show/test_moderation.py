"""Moderators: each act is an event with who and why, does what it says, and is refused with a reason."""

from __future__ import annotations

import asyncio
import codecs

import pytest

from models.scripted import ScriptedMind
from show.events import HeadlineBroke, IntentRefused, LineSpoken, LineWithheld, TurnSkipped
from show.ports import Answer, Prompt
from show.words import SoundPart
from tests.show.company import Company


async def moderate(company: Company, what: str, text: str = "") -> object:
    return await company.ask(what, text, viewer="terminal:host", moderator=True)


@pytest.mark.parametrize(
    ("what", "text", "kind"),
    [
        ("pause", "lunch", "ShowPaused"),
        ("panic", "somebody swore", "ShowPanicked"),
        ("speed", "2 too slow", "SpeedSet"),
        ("sound", "off my ears", "SoundSwitched"),
        ("mute", "alex enough", "TraderMuted"),
        ("skip", "boring", "TurnSkipped"),
    ],
)
async def test_an_act_says_who_did_it_and_why(what: str, text: str, kind: str) -> None:
    company = await Company().run(1)
    await moderate(company, what, text)
    act = company.events(kind)[0].model_dump()
    assert act["by"] == "terminal:host"
    assert act["reason"] and text.endswith(act["reason"])


@pytest.mark.parametrize(
    "what", ["speed", "sound", "mute", "unmute", "skip", "say", "panic", "pause", "reset"]
)
async def test_a_viewer_may_not_moderate(what: str) -> None:
    company = await Company().run(1)
    before = company.state.seq
    answer = await company.ask(what, "alex")
    assert isinstance(answer, IntentRefused)
    assert company.state.seq == before + 1


@pytest.mark.parametrize("text", ["", "fast", "nan", "inf", "-1", "0", "1e9"])
async def test_a_speed_the_show_cannot_play_at_is_refused(text: str) -> None:
    answer = await moderate(await Company().run(1), "speed", text)
    assert isinstance(answer, IntentRefused)
    assert "0.25 to 20" in answer.reason


@pytest.mark.parametrize(
    ("text", "part", "on"),
    [
        ("off", "sound", False), ("sound off", "sound", False), ("music off too jolly", "music", False),
        ("Bells ON", "bells", True), ("voices off", "voices", False),
    ],
)  # fmt: skip
async def test_sound_is_switched_in_whole_or_in_part(text: str, part: SoundPart, on: bool) -> None:
    company = await Company().run(1)
    await moderate(company, "sound", text)
    assert company.state.programme.sound == {part: on}
    again = await moderate(company, "sound", text)
    assert isinstance(again, IntentRefused)
    assert "already" in again.reason


@pytest.mark.parametrize("text", ["", "loud", "music", "drums off", "on" + "s"])
async def test_a_switch_that_is_none_is_refused_with_how_to_type_it(text: str) -> None:
    answer = await moderate(await Company().run(1), "sound", text)
    assert isinstance(answer, IntentRefused)
    assert "music off" in answer.reason


async def test_sound_that_nobody_switched_off_is_on_already() -> None:
    answer = await moderate(await Company().run(1), "sound", "on")
    assert isinstance(answer, IntentRefused)
    assert answer.reason == "The stream's sound is on already."


async def test_a_muted_trader_trades_on_and_is_not_heard() -> None:
    company = await Company().run(1)
    await moderate(company, "mute", "Alex")
    start = company.state.seq
    await company.run(12)
    later = [entry.event for entry in company.log.entries[start:]]
    assert not any(isinstance(event, LineSpoken) and event.trader == "alex" for event in later)
    assert any(isinstance(event, LineWithheld) and event.rule == "muted" for event in later)
    assert any(event.kind == "DecisionMade" and event.trader == "alex" for event in later)
    await moderate(company, "unmute", "alex")
    assert not company.state.cast["alex"].muted


async def test_panic_stops_the_show_and_resume_brings_it_back() -> None:
    company = await Company().run(2)
    await moderate(company, "panic")
    assert company.state.programme.panicked
    before = company.state.seq
    await company.run(2)
    assert company.state.seq == before
    await moderate(company, "resume")
    assert company.state.programme.paused is False
    await company.run(1)
    assert company.state.tick == 3


async def test_a_moderators_headline_passes_the_gate_and_is_marked_unverified() -> None:
    company = await Company().run(1)
    await moderate(company, "say", "Coffee machine unionises")
    headline = company.state.wire.headlines[0].event
    assert (headline.text, headline.source, headline.unverified) == (
        "Coffee machine unionises",
        "moderator",
        True,
    )


@pytest.mark.parametrize("text", ["", codecs.decode("avttre", "rot13"), "@everyone", "x" * 121])
async def test_a_headline_the_gate_objects_to_is_refused(text: str) -> None:
    company = await Company().run(1)
    before = len(company.events("HeadlineBroke"))
    answer = await moderate(company, "say", text)
    assert isinstance(answer, IntentRefused)
    assert len(company.events("HeadlineBroke")) == before


async def test_a_skip_takes_the_turn_of_a_trader_whose_mind_hangs() -> None:
    class HangingMind(ScriptedMind):
        async def decide(self, prompt: Prompt) -> Answer:
            if prompt.facts.trader == stuck:
                await asyncio.Event().wait()
            return await super().decide(prompt)

    class Yielding:
        waits = True

        async def hold(self, milliseconds: int) -> None:
            if company.state.programme.turns[:1] == [stuck]:
                next_is_stuck.set()
            await asyncio.sleep(0)

    async def moderator() -> None:
        await next_is_stuck.wait()
        for _ in range(20):  # by now the floor waits for nothing but that mind
            await asyncio.sleep(0)
        await company.ask_later("skip")

    stuck, next_is_stuck = "sarah", asyncio.Event()
    company = Company(mind=HangingMind(), pace=Yielding())
    await asyncio.gather(company.run(1), moderator())
    skipped = [event.trader for event in company.events("TurnSkipped") if isinstance(event, TurnSkipped)]
    assert skipped == [stuck]
    assert company.state.programme.phase == "between"


async def test_a_moderators_headline_is_the_newest_news() -> None:
    company = await Company().run(3)
    await moderate(company, "say", "Office plant promoted to partner")
    assert isinstance(company.events("HeadlineBroke")[-1], HeadlineBroke)
