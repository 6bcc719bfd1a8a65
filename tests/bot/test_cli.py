"""The command line: what it understands, what it refuses with a sentence, and what each command is handed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from bot import __version__
from bot.cli import EXAMPLES, main
from bot.log.faults import LogError
from bot.settings.settings import ROOT, Settings
from show.ports import MindError
from tests.source import modules

COMMANDS = (
    "run",
    "replay",
    "reset",
    "doctor.doctor",
    "drawing.picture",
    "drawing.clip",
    "drawing.newspaper",
    "drawing.card",
    "drawing.art",
    "desk.league",
    "market",
)
Printed = pytest.CaptureFixture[str]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Put commands in place that only note what they are handed."""
    noted: list[tuple[object, ...]] = []

    def note(*words: object) -> int:
        noted.append(words)
        return 0

    for path in (*COMMANDS, "discord.setup", "shelf.pulling", "twitch.setup"):
        name = path.split(".")[-1]
        module = ModuleType(f"bot.{path}")
        setattr(module, name, lambda *words, name=name: note(name, *words))
        monkeypatch.setitem(sys.modules, f"bot.{path}", module)
    return noted


def refused(words: list[str], printed: Printed) -> str:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    return printed.readouterr().err


def test_run_hands_over_settings_and_ticks(calls: list[tuple[object, ...]]) -> None:
    words = "run --ticks 3 --seed 7 --speed 0 --rehearsal --no-page --port 0 --db a.db --model b.gguf"
    assert main(words.split()) == 0
    name, settings, ticks = calls[0]
    assert isinstance(settings, Settings)
    assert (name, ticks, settings.seed, settings.speed, settings.port) == ("run", 3, 7, 0.0, 0)
    assert (settings.rehearsal, settings.page, settings.model) == (True, False, Path("b.gguf"))
    assert settings.db == Path.cwd() / "a.db"


def test_a_flag_that_is_not_given_leaves_the_setting_alone(
    calls: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WALLSTREET_REHEARSAL", "true")
    monkeypatch.setenv("WALLSTREET_PAGE", "false")
    monkeypatch.setenv("WALLSTREET_SPEED", "3")
    assert main(["run"]) == 0
    settings = calls[0][1]
    assert isinstance(settings, Settings)
    assert (settings.rehearsal, settings.page, settings.speed) == (True, False, 3.0)


def test_replay_reset_and_doctor_are_handed_what_they_need(calls: list[tuple[object, ...]]) -> None:
    assert [main(["replay", "--db", "a.db"]), main(["reset", "--reason", "late"]), main(["doctor"])] == [
        0,
        0,
        0,
    ]
    assert calls[0] == ("replay", Path.cwd() / "a.db")
    assert calls[1][0] == "reset" and calls[1][2] == "late"
    assert calls[2] == ("doctor", {})


def test_whoever_says_where_to_wants_a_stream(calls: list[tuple[object, ...]]) -> None:
    main(["run", "--stream-to", "show.mp4"])
    settings = calls[0][1]
    assert isinstance(settings, Settings)
    assert settings.stream and settings.stream_url == "show.mp4"


def test_a_path_on_the_command_line_counts_from_where_it_was_typed(
    calls: list[tuple[object, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["replay", "--db", "a.db"])
    assert calls == [("replay", tmp_path / "a.db")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--ticks", "-3"], "'-3' is not a number of ticks"),
        (["run", "--ticks", "0"], "'0' is not a number of ticks"),
        (["run", "--ticks", "many"], "'many' is not a number of ticks"),
        (["run", "--ticks", "9" * 5000], "is not a number of ticks"),
        (["run", "--seed", "-1"], "'-1' is not a seed"),
        (["run", "--seed", str(2**63)], "is not a seed"),
        (["run", "--speed", "nan"], "'nan' is not a speed"),
        (["run", "--speed", "inf"], "'inf' is not a speed"),
        (["run", "--speed", "-0.5"], "'-0.5' is not a speed"),
        (["run", "--port", "65536"], "'65536' is not a port"),
        (["run", "--db", ""], "'' is not the name of a file"),
        (["run", "--model", "a\0b"], "is not the name of a file"),
        (["run", "--tick", "3"], "--tick"),
        (["fly"], "fly"),
    ],
)
def test_what_cannot_be_meant_is_refused(words: list[str], said: str, capsys: Printed) -> None:
    sentence = refused(words, capsys)
    assert said in sentence
    assert "Traceback" not in sentence and len(sentence) < 700


def test_no_command_shows_the_help(capsys: Printed) -> None:
    assert main([]) == 2
    assert "examples:" in capsys.readouterr().out


def test_every_example_of_the_help_can_be_typed(calls: list[tuple[object, ...]]) -> None:
    typed = [line.strip() for line in EXAMPLES.splitlines() if line.startswith("  wallstreet ")]
    for line in typed:
        assert main(line.split("   ")[0].split()[1:]) == 0
    assert len(calls) == len(typed) >= 6


def test_the_version_is_told(capsys: Printed) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out.strip() == f"wallstreet {__version__}"


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (LogError("The log 'a.db' is damaged."), 1, "wallstreet: The log 'a.db' is damaged."),
        (MindError("There is no model at 'x'."), 1, "wallstreet: There is no model at 'x'."),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_a_failure_is_a_sentence_and_an_exit_code(
    failure: BaseException, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    def fail(*words: object) -> int:
        raise failure

    monkeypatch.setitem(sys.modules, "bot.run", SimpleNamespace(run=fail))
    assert main(["run"]) == code
    assert capsys.readouterr().err.strip() == said


def test_wrong_settings_stop_the_start(calls: list[tuple[object, ...]], capsys: Printed) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WALLSTREET_SPED", "2")
        assert main(["run"]) == 2
    assert "WALLSTREET_SPED" in capsys.readouterr().err
    assert not calls


def test_help_and_doctor_need_no_llama() -> None:
    """They must work where llama.cpp is missing or broken, because they say so."""
    script = (
        "import sys; sys.modules['llama_cpp'] = None\n"
        "from bot.cli import build_parser\n"
        "import bot.doctor.doctor\n"
        "build_parser().format_help()\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


@pytest.mark.parametrize("length", [10, 200_000])
def test_output_into_a_closed_pipe_ends_quietly(length: int) -> None:
    script = (
        "import os, sys, bot.cli\n"
        "reader, writer = os.pipe()\n"
        "os.close(reader)\n"
        "os.dup2(writer, 1)\n"
        f"bot.cli._dispatch = lambda given: print('x' * {length}) or 0\n"
        "sys.exit(bot.cli.main(['run']))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_setting_is_read_by_something() -> None:
    source = "".join(module.text for module in modules("bot") if module.path != "bot/settings/settings.py")
    unread = [name for name in Settings.model_fields if f"settings.{name}" not in source]
    assert not unread
