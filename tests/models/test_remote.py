"""A mind on a server: what it is asked, what it may do wrong, and the sentence for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from models.remote.address import Address, key_for, read_address
from models.remote.faults import retry_after
from models.remote.mind import REST_SECONDS, RemoteMind
from show.ports import Decision, MindError, MindLate, MindRubbish
from tests.models import fake_openai as server
from tests.models.fake_openai import DECISION, Act, FakeOpenAI
from tests.models.prompts import prompt

KEY = "sk-very-secret-0123456789"
LIES = {**DECISION, "mood": "hungry"}


class Watch:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        """Move on by that much."""
        self.slept.append(seconds)
        self.now += seconds

    def __call__(self) -> float:
        """Return the time."""
        return self.now


@asynccontextmanager
async def asking(
    *acts: Act, key: str = "", model: str = "tiny-llm", **options: Any
) -> AsyncIterator[tuple[FakeOpenAI, RemoteMind, Watch]]:
    watch = Watch()
    async with FakeOpenAI(*acts).serving() as fake:
        mind = RemoteMind(Address(fake.base, model), key, sleep=watch.sleep, clock=watch, **options)
        try:
            yield fake, mind, watch
        finally:
            await mind.close()


async def refusal(mind: RemoteMind) -> MindError:
    with pytest.raises(MindError) as caught:
        await mind.decide(prompt())
    assert len(str(caught.value)) <= 160
    assert "127.0.0.1" not in str(caught.value)
    return caught.value


async def test_an_answer_is_read_as_it_streams() -> None:
    async with asking() as (fake, mind, _):
        answer = await mind.decide(prompt())
        assert Decision.model_validate_json(answer.text).speech == "Tech it is."
        assert (answer.prompt_tokens, answer.answer_tokens, answer.candidates) == (200, 40, 1)
    body = fake.asked[0]
    assert body["model"] == "tiny-llm"
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["response_format"]["json_schema"]["schema"]["properties"]["speech"]["maxLength"] == 80
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert "Authorization" not in fake.headers[0]


async def test_the_schema_offers_only_the_sizes_of_this_turn() -> None:
    async with asking(server.says({**DECISION, "trade": "Hold", "size": "out"})) as (fake, mind, _):
        await mind.decide(prompt(sizes=()))
    offered = fake.asked[0]["response_format"]["json_schema"]["schema"]["properties"]
    assert (offered["trade"]["enum"], offered["size"]["enum"]) == (["Hold"], ["out"])


async def test_an_answer_that_is_not_streamed_is_read_too() -> None:
    async with asking(server.whole(server.message(DECISION))) as (_, mind, _w):
        assert Decision.model_validate_json((await mind.decide(prompt())).text).trade == "Tech"


async def test_thoughts_and_fences_are_cut_from_the_answer_and_not_wanted_next_time() -> None:
    act = server.says(DECISION, before="<think>{hm} well</think>\n```json\n", after="\n```")
    async with asking(act) as (fake, mind, _):
        for _ in range(2):
            assert Decision.model_validate_json((await mind.decide(prompt())).text).mood == "calm"
    assert [body["messages"][0]["content"].endswith("/no_think") for body in fake.asked] == [False, True]


async def test_a_budget_of_thoughts_is_paid_for() -> None:
    async with asking(server.says(DECISION, thoughts="hm"), reasoning=500) as (fake, mind, _):
        await mind.decide(prompt())
        await mind.decide(prompt())
    assert fake.asked[1]["max_tokens"] == 1700
    assert fake.asked[1]["chat_template_kwargs"] == {"enable_thinking": True}
    assert not fake.asked[1]["messages"][0]["content"].endswith("/no_think")


async def test_a_wrong_answer_is_mended_once() -> None:
    async with asking(server.says(LIES), server.says(DECISION)) as (fake, mind, _):
        answer = await mind.decide(prompt())
    assert (answer.candidates, answer.answer_tokens, mind.repairs) == (2, 80, 1)
    *_, quoted, wish = fake.asked[1]["messages"]
    assert "hungry" in quoted["content"]
    assert "mood" in wish["content"]


@pytest.mark.parametrize(
    "act",
    [
        server.says(LIES),
        server.says("I would buy Tech."),
        server.says({**DECISION, "speech": "x" * 81}),
        server.says({**DECISION, "extra": 1}),
        server.says("<think>and I think and I think"),
    ],
)
async def test_a_server_that_ignores_the_schema_twice_is_told_so(act: Act) -> None:
    async with asking(act) as (fake, mind, _):
        error = await refusal(mind)
    assert isinstance(error, MindRubbish)
    assert "even when asked again" in str(error)
    assert len(fake.asked) == 2


async def test_an_order_that_is_not_offered_is_no_decision() -> None:
    async with asking(server.says({**DECISION, "size": "leveraged"})) as (_, mind, _w):
        with pytest.raises(MindRubbish, match="size: it must be one of out, small"):
            await mind.decide(prompt(sizes=("out", "small")))


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_refusal_for_good_is_one_sentence_and_one_question(status: int) -> None:
    act = server.whole({"error": {"message": f"bad key {KEY}"}}, status)
    async with asking(act, key=KEY) as (fake, mind, watch):
        error = await refusal(mind)
        assert not error.retryable
        assert f"HTTP {status}" in str(error)
        assert str(await refusal(mind)) == str(error)
        assert (len(fake.asked), watch.slept) == (1, [])
        watch.now += REST_SECONDS
        await refusal(mind)
        assert len(fake.asked) == 2
    assert fake.headers[0]["Authorization"] == f"Bearer {KEY}"


async def test_the_key_is_in_no_sentence_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "wallstreet.remote")
    act = server.whole({"error": f"no such key: {KEY}"}, 401)
    async with asking(act, key=KEY) as (_, mind, _w):
        error = await refusal(mind)
    assert KEY not in str(error) + caplog.text + repr(mind) + repr(vars(mind))
    assert "no such key" in caplog.text


async def test_a_busy_server_is_waited_for_as_it_asks() -> None:
    busy = server.whole("", 429, Retry_After="3")
    async with asking(busy, server.says(DECISION)) as (fake, mind, watch):
        await mind.decide(prompt())
    assert (len(fake.asked), watch.slept) == (2, [3.0])


async def test_a_server_that_is_busy_for_long_is_left_alone() -> None:
    async with asking(server.whole("", 429, Retry_After="60"), server.says(DECISION)) as (fake, mind, watch):
        assert "asks to wait 60 s" in str(await refusal(mind))
        await refusal(mind)
        assert (len(fake.asked), watch.slept) == (1, [])
        watch.now += 60
        await mind.decide(prompt())


async def test_a_broken_server_is_asked_again_with_growing_pauses() -> None:
    async with asking(server.whole("oops", 500)) as (fake, mind, watch):
        error = await refusal(mind)
    assert "broken down (HTTP 500)" in str(error)
    assert error.retryable
    assert len(fake.asked) == 3
    assert 0.25 <= watch.slept[0] <= 0.75
    assert 0.5 <= watch.slept[1] <= 1.5


async def test_a_server_that_recovers_costs_no_turn() -> None:
    async with asking(server.whole("oops", 503), server.says(DECISION)) as (fake, mind, _):
        await mind.decide(prompt())
    assert len(fake.asked) == 2


async def test_a_web_page_is_called_one() -> None:
    async with asking(server.whole("<html><h1>Welcome</h1>", kind="text/html")) as (fake, mind, _):
        error = await refusal(mind)
    assert "sent a web page" in str(error)
    assert len(fake.asked) == 1


@pytest.mark.parametrize("body", ["{broken", "[]", "7", '{"choices": "none"}', "{}"])
async def test_json_of_an_unknown_form_is_rubbish(body: str) -> None:
    async with asking(server.whole(body)) as (_, mind, _w):
        assert isinstance(await refusal(mind), MindRubbish)


async def test_a_stream_that_stalls_is_late_and_closed() -> None:
    async with asking(server.stalls, gap=0.05) as (fake, mind, _):
        error = await refusal(mind)
        await asyncio.wait_for(fake.left.wait(), 5)
    assert isinstance(error, MindLate)
    assert "fell silent" in str(error)


async def test_a_stream_that_breaks_off_is_asked_again() -> None:
    async with asking(server.hangs_up, server.says(DECISION)) as (fake, mind, _):
        await mind.decide(prompt())
    assert len(fake.asked) == 2


async def test_an_answer_without_an_end_is_cut_off() -> None:
    async with asking(server.babbles) as (_, mind, _w):
        assert "cut off" in str(await refusal(mind))


async def test_a_cancelled_question_hangs_up() -> None:
    async with asking(server.stalls, gap=60.0) as (fake, mind, _):
        task = asyncio.create_task(mind.decide(prompt()))
        await fake.came.wait()
        task.cancel()
        await asyncio.wait_for(fake.left.wait(), 5)
        assert (await asyncio.gather(task, return_exceptions=True))[0].__class__ is asyncio.CancelledError


async def test_nobody_there_is_said_and_tried_again() -> None:
    watch = Watch()
    async with FakeOpenAI().serving() as fake:
        pass
    mind = RemoteMind(Address(fake.base, "tiny-llm"), sleep=watch.sleep, clock=watch)
    assert "cannot be reached. Is it running?" in str(await refusal(mind))
    assert len(watch.slept) == 2
    await mind.open()  # it may come later
    await mind.close()


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("Unknown field: chat_template_kwargs", "chat_template_kwargs"),
        ("Unrecognized request argument: reasoning_effort", "reasoning_effort"),
        ("response_format.type json_schema is not supported", "json_schema"),
    ],
)
async def test_what_a_server_does_not_take_is_left_out_from_then_on(said: str, gone: str) -> None:
    refused = server.whole({"error": {"message": said}}, 400)
    async with asking(refused, server.says(DECISION)) as (fake, mind, _):
        await mind.decide(prompt())
        await mind.decide(prompt())
    assert [gone in str(body) for body in fake.asked] == [True, False, False]


async def test_a_server_that_refuses_everything_is_given_up() -> None:
    async with asking(server.whole({"error": "no"}, 400)) as (fake, mind, watch):
        assert "refuses" in str(await refusal(mind))
        watch.now += REST_SECONDS
        await refusal(mind)
    assert len(fake.asked) <= 16
    assert fake.asked[0] == fake.asked[len(fake.asked) // 2], "nothing was learned from it"


async def test_a_question_that_does_not_fit_is_asked_once_and_told() -> None:
    said = {"error": {"message": "request (924 tokens) exceeds the available context size (512 tokens)"}}
    async with asking(server.whole(said, 400)) as (fake, mind, _):
        assert "longer context" in str(await refusal(mind))
    assert len(fake.asked) == 1


async def test_without_a_name_the_first_model_of_the_server_is_taken() -> None:
    async with asking(model="") as (fake, mind, _):
        await mind.open()
        assert mind.name == "tiny-llm"
        await mind.decide(prompt())
    assert fake.asked[0]["model"] == "tiny-llm"


async def test_a_server_without_models_is_refused_before_the_show() -> None:
    async with FakeOpenAI(models=()).serving() as fake:
        mind = RemoteMind(Address(fake.base))
        with pytest.raises(MindError, match="lists no model"):
            await mind.open()
        await mind.close()


@pytest.mark.parametrize(
    ("text", "base", "model"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1", ""),
        ("https://ai.example/v1/#org/big:free", "https://ai.example/v1", "org/big:free"),
        (" http://box:1/v1/chat/completions#m ", "http://box:1/v1", "m"),
    ],
)
def test_an_address_is_read(text: str, base: str, model: str) -> None:
    assert read_address(text) == Address(base, model)


@pytest.mark.parametrize(
    "text", ["http://", "http:/one", "http://a:b/v1", "http://me:pw@host/v1", "https://host/v1?key=1"]
)
def test_a_malformed_address_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(MindError) as caught:
        read_address(text)
    assert "pw" not in str(caught.value)


def test_a_key_goes_to_its_own_host_only() -> None:
    keys = {"ai.example": "abc", "127.0.0.1:8080": "def"}
    assert key_for(Address("https://ai.example/v1"), keys) == "abc"
    assert key_for(Address("https://other.example/v1"), keys) == ""
    assert key_for(Address("http://127.0.0.1:8080/v1"), keys) == "def"
    with pytest.raises(MindError, match="unencrypted"):
        key_for(Address("http://ai.example/v1"), keys)


def test_a_wish_to_wait_is_a_number_or_a_date() -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert retry_after("7", now) == 7.0
    assert retry_after("Thu, 01 Jan 2026 12:00:30 GMT", now) == 30.0
    assert [retry_after(text, now) for text in ("", "soon", "-5")] == [0.0, 0.0, 0.0]
