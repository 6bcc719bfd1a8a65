"""Models that think aloud: their thoughts are switched off by the template, or cut from the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.chat import ChatRequests
from models.runtime import Runtime
from models.thinking import close_thoughts, quiet, without_thoughts
from tests.models.prompts import prompt
from tests.tiny_gguf import TEMPLATE, Tiny, write_tiny


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("{}", "{}"),
        ("<think>one</think> {}", "{}"),
        ("one, two</think>{}", "{}"),
        ("<think>one</think>{}<think>two", "{}"),
        ("<think>never ends", ""),
        ("<|START_THINKING|>a<|END_THINKING|>{}", "{}"),
    ],
)
def test_thoughts_are_cut_from_an_answer(text: str, left: str) -> None:
    assert without_thoughts(text) == left


def test_a_thought_that_the_template_opens_is_closed() -> None:
    assert close_thoughts("assistant\n<think>\n") == "assistant\n<think>\n\n</think>\n\n"
    assert close_thoughts("assistant\n") == "assistant\n"


def test_the_wish_for_no_thoughts_is_written_only_where_it_is_read() -> None:
    assert quiet("{% if '/no_think' in system %}", "Rules.") == "Rules.\n/no_think"
    assert quiet("{% if enable_thinking %} /no_think", "Rules.") == "Rules."
    assert quiet("{{ messages }}", "Rules.") == "Rules."


@pytest.mark.parametrize(
    ("template", "end"),
    [
        (TEMPLATE, "assistant\n"),
        (TEMPLATE + "<think>\n", "<think>\n\n</think>\n\n"),
        (TEMPLATE + "{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}", "</think>\n\n"),
        (TEMPLATE + "{# /no_think #}", "assistant\n"),
    ],
)
def test_a_chat_prompt_never_ends_in_an_open_thought(tmp_path: Path, template: str, end: str) -> None:
    runtime = Runtime(write_tiny(tmp_path / "tiny.gguf", Tiny(template=template)), threads=1)
    try:
        text = ChatRequests(runtime.words, runtime.metadata).encode(prompt(), 0).text
    finally:
        runtime.close()
    assert text.endswith(end)
    assert ("/no_think\n" in text) == ("/no_think" in template)
