"""`wallstreet models`: the list, a download through the settings' hub, and the look at a file or a server."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli import main
from bot.doctor.examination import check_model
from bot.doctor.findings import Finding
from bot.seating import read_seat
from bot.settings.configuration import load
from bot.settings.settings import Settings
from bot.shelf.checking import findings_on
from bot.shelf.listing import listing
from bot.shelf.pulling import order_for, pulling
from models.hub import PullError
from models.known import KNOWN
from tests.models import fake_openai as server
from tests.models.fake_hub import FakeHub
from tests.models.fake_openai import FakeOpenAI
from tests.tiny_gguf import Tiny, byte_characters, write_tiny


def console(width: int = 200) -> Console:
    return Console(record=True, width=width, file=StringIO())


def verdicts(findings: list[Finding]) -> dict[str, str]:
    return {finding.id: finding.verdict for finding in findings}


def settings(**given: object) -> Settings:
    return load(given)


def test_the_list_names_what_is_known_and_what_is_here(tmp_path: Path) -> None:
    write_tiny(tmp_path / "mine.gguf")
    (tmp_path / KNOWN[0].file).write_bytes(b"GGUF")
    paper = console()
    assert listing(paper, tmp_path) == 0
    said = paper.export_text()
    assert all(model.name in said and model.repository in said for model in KNOWN)
    assert said.count(" here") >= 1
    assert "mine.gguf" in said
    assert "cut short" in said


def test_a_model_is_pulled_through_the_hub_of_the_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = write_tiny(tmp_path / "tiny.gguf").read_bytes()
    with FakeHub(content).serving() as hub:
        given = settings(hub=hub.address, hub_token="token-of-mine")
        assert pulling(given, "org/repo/tiny2.gguf", tmp_path, console()) == 0
    assert (tmp_path / "tiny2.gguf").read_bytes() == content
    assert hub.tokens[0] == ("/org/repo/resolve/main/tiny2.gguf", "Bearer token-of-mine")
    said = capsys.readouterr()
    assert "wallstreet models check tiny2.gguf" in said.out
    assert "token-of-mine" not in said.out + said.err


def test_what_is_fetched_and_is_no_model_is_called_so(tmp_path: Path) -> None:
    with FakeHub(b"GGUF but no more").serving() as hub, pytest.raises(PullError, match="it is no model"):
        pulling(settings(hub=hub.address), "org/repo/m.gguf", tmp_path, console())


def test_a_known_name_is_pinned_and_others_are_paths(tmp_path: Path) -> None:
    known = order_for("qwen3-4b", "http://h", tmp_path)
    assert (known.sha256, known.size) == (KNOWN[-2].sha256, KNOWN[-2].bytes)
    assert known.url.startswith("http://h/bartowski/")
    assert order_for("a/b/c/d.gguf", "http://h", tmp_path).target == tmp_path / "d.gguf"


@pytest.mark.parametrize("wrong", ["qwen", "a/b", "a/b/../../c.gguf", "http://x/y/z.gguf", ""])
def test_a_wrong_name_is_answered_with_the_nearest(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(PullError, match="Did you mean"):
        order_for(wrong, "http://h", tmp_path)


async def test_a_model_that_suits_is_proved_and_timed(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    found = await findings_on(settings(), read_seat(str(path)))
    assert verdicts(found) == dict.fromkeys(
        ("file", "memory", "vocabulary", "context", "template", "schema", "answers", "speed"), "ok"
    )


@pytest.mark.parametrize(
    ("tiny", "id", "verdict"),
    [(Tiny(context=512), "context", "failed"), (Tiny(template=None), "template", "warning")],
)
async def test_what_does_not_suit_is_named(tmp_path: Path, tiny: Tiny, id: str, verdict: str) -> None:
    path = write_tiny(tmp_path / "tiny.gguf", tiny)
    found = await findings_on(settings(), read_seat(str(path)))
    assert verdicts(found)[id] == verdict


async def test_a_vocabulary_that_cannot_write_json_is_named_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = ["ĀĀ" if character == "{" else character for character in byte_characters()]
    monkeypatch.setattr("tests.tiny_gguf.byte_characters", lambda: without)
    found = await findings_on(settings(), read_seat(str(write_tiny(tmp_path / "tiny.gguf"))))
    assert verdicts(found)["schema"] == "failed"
    assert "cannot write a decision" in found[-1].found
    assert "\n" not in found[-1].found


async def test_a_file_that_is_cut_short_is_named(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "tiny.gguf")
    path.write_bytes(path.read_bytes()[:-1000])
    (found,) = await findings_on(settings(), read_seat(str(path)))
    assert found.verdict == "failed"
    assert "cut short" in found.found


async def test_a_server_is_checked_with_a_tick_of_questions() -> None:
    async with FakeOpenAI().serving() as fake:
        good = await findings_on(settings(), read_seat(f"{fake.base}#tiny-llm"))
        fake.acts = [server.says("no JSON at all")]
        bad = await findings_on(settings(), read_seat(f"{fake.base}#tiny-llm"))
    assert verdicts(good) == {"schema": "ok", "answers": "ok", "speed": "ok"}
    assert verdicts(bad)["answers"] == "failed"


def test_the_doctor_looks_at_every_mind(tmp_path: Path) -> None:
    path = write_tiny(tmp_path / "small.gguf", Tiny(context=512))
    assert check_model(settings(minds=("all=scripted",))).verdict == "ok"
    found = check_model(settings(minds=("all=scripted", f"mike={path}")))
    assert found.verdict == "failed"
    assert "512 are there" in found.found
    assert check_model(settings(minds=("mike=http://127.0.0.1:9/v1",))).verdict == "ok"  # it may come later
    assert check_model(settings(minds=("mike=nothing",))).verdict == "failed"


@pytest.mark.parametrize("words", [["models"], ["models", "lists"], ["models", "pull"], ["models", "check"]])
def test_words_that_are_missing_are_asked_for(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(words)
    assert "usage: wallstreet models" in capsys.readouterr().err


def test_an_unknown_model_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "qwen3"]) == 1
    assert "Did you mean 'qwen3-4b'" in capsys.readouterr().err
