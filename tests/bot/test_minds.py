"""The settings' minds: who thinks for whom, what is shared, and what is refused before the show."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.log.store import opened
from bot.minds import keys_of, load_mind
from bot.run import run
from bot.seating import Seat, seating
from bot.settings.configuration import load
from bot.settings.settings import Settings
from models.ensemble import Ensemble
from models.gguf_file import inspect
from models.random_mind import RandomMind
from models.scripted import ScriptedMind
from show.cast import persona
from show.events import DecisionMade
from show.ports import MindError, Prompt
from show.words import TraderId
from tests.models import fake_openai as server
from tests.models.fake_openai import DECISION, FakeOpenAI
from tests.models.prompts import prompt
from tests.show.company import Company
from tests.tiny_gguf import write_tiny


def settings(*minds: str, **others: object) -> Settings:
    return load({"minds": minds, "page": False, **others})


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny.gguf")


async def name_for(mind: object, asked: Prompt) -> str:
    assert isinstance(mind, Ensemble)
    return (await mind.decide(asked)).mind


async def test_each_trader_has_the_mind_that_the_settings_name(tiny: Path) -> None:
    mind = await load_mind(settings("all=scripted", "alex=random", f"mike={tiny}"))
    try:
        names = [await name_for(mind, prompt(trader=trader)) for trader in ("alex", "sarah", "mike")]
    finally:
        await mind.close()
    assert names == ["random", "rehearsal", "tiny"]


async def test_equal_minds_are_shared_however_they_are_named(tiny: Path) -> None:
    (tiny.parent / "sub").mkdir()
    other = tiny.parent / "sub" / ".." / "tiny.gguf"
    mind = await load_mind(settings(f"all={tiny}", f"alex={other}", "mike=random"))
    assert isinstance(mind, Ensemble)
    try:
        assert mind.mind_of("alex") is mind.mind_of("sarah") is not mind.mind_of("mike")
    finally:
        await mind.close()


async def test_one_mind_for_all_stands_alone() -> None:
    assert isinstance(await load_mind(settings("all=scripted")), ScriptedMind)
    assert isinstance(await load_mind(settings("all=random")), RandomMind)
    assert isinstance(await load_mind(settings("all=random", rehearsal=True)), ScriptedMind)


async def test_the_cast_names_minds_and_the_settings_win(monkeypatch: pytest.MonkeyPatch) -> None:
    def cast(trader: TraderId) -> object:
        return real(trader).model_copy(update={"mind": "random"})

    real = persona
    monkeypatch.setattr("bot.seating.persona", cast)
    seats = seating(settings("mike=scripted"))
    assert (seats["alex"], seats["mike"]) == (Seat("random"), Seat("scripted"))


async def test_models_that_do_not_fit_together_are_refused_before_loading(tiny: Path) -> None:
    second = write_tiny(tiny.parent / "second.gguf")
    need = int((inspect(tiny).size + inspect(second).size) * 1.4)
    wanted = settings(f"alex={tiny}", f"mike={second}", "sarah=random", "alice=random")
    with pytest.raises(MindError, match=r"'tiny.gguf' and 'second.gguf' need about .* Close other programs"):
        await load_mind(wanted, free=lambda: need - 1000)
    mind = await load_mind(wanted, free=lambda: need + 1000)
    await mind.close()


async def test_a_model_without_a_file_is_refused_with_the_traders_name() -> None:
    with pytest.raises(MindError, match="Mike's mind: There is no .* 'scriptd'.*did you mean 'scripted'"):
        seating(settings("mike=scriptd"))


@pytest.mark.parametrize("wrong", ["bob=random", "alex", "alex=", "=random"])
def test_an_entry_for_nobody_is_refused(wrong: str) -> None:
    with pytest.raises(MindError, match="write WHO=MIND, and for WHO one of alex"):
        seating(settings(wrong))


def test_keys_are_read_by_host_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_KEYS", "AI.example=sk-1=, https://other.example:8443=sk-2")
    found = load({})
    assert keys_of(found) == {"ai.example": "sk-1=", "other.example:8443": "sk-2"}
    assert "sk-1" not in repr(found)
    monkeypatch.setenv("WALLSTREET_KEYS", "sk-naked")
    with pytest.raises(MindError) as caught:
        keys_of(load({}))
    assert "sk-naked" not in str(caught.value)


async def test_a_server_that_refuses_is_told_before_the_show() -> None:
    async with FakeOpenAI(models=()).serving() as fake:
        with pytest.raises(MindError, match="lists no model"):
            await load_mind(settings(f"all={fake.base}"))


async def test_the_show_goes_on_when_a_server_fails(tmp_path: Path) -> None:
    acts = [server.says(DECISION), server.whole("no", 401)]
    async with FakeOpenAI(*acts).serving() as fake:
        mind = await load_mind(settings("all=random", f"mike={fake.base}#big"))
        company = await Company(mind=mind).run(3)
        await mind.close()
    made = [event for event in company.events("DecisionMade") if isinstance(event, DecisionMade)]
    mikes = [(event.mind, event.canned) for event in made if event.trader == "mike"]
    assert mikes == [("big", False), ("big", True), ("big", True)]
    assert not any(event.canned for event in made if event.trader != "mike")


def test_a_show_swaps_minds_between_episodes_and_after_a_restart(tmp_path: Path) -> None:
    wanted = settings("all=scripted", "alex=random", swap=True, seed=3, speed=0.0, db=tmp_path / "show.db")
    assert run(wanted, 30) == 0
    assert run(wanted, 66 + 12) == 0
    made = asyncio.run(_decisions(tmp_path / "show.db"))
    assert {who for tick, who in made if tick <= 48} == {"alex"}
    assert {who for tick, who in made if 48 < tick <= 96} == {"mike"}
    assert {who for tick, who in made if tick > 96} == {"alice"}


async def _decisions(db: Path) -> set[tuple[int, str]]:
    async with opened(db) as store:
        entries = await store.log.read(limit=100_000)
    return {
        (entry.tick, entry.event.trader)
        for entry in entries
        if isinstance(entry.event, DecisionMade) and entry.event.mind == "random"
    }
