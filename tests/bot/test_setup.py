"""Set-up: what it says to a machine that lacks something, and how it goes on after an interruption."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.setup import llama, machine, targets
from bot.setup.__main__ import main
from bot.setup.environment import Environment
from bot.setup.lock import only_one
from bot.setup.pins import read_pins
from bot.setup.words import SetupError, duration
from bot.setup.work import Work

ROOT = Path(__file__).resolve().parents[2]
LOCK = """\
numpy==2.4.6 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
llama-cpp-python==0.3.36 \\
    --hash=sha256:cc
tzdata==2026.6 ; sys_platform == 'win32' \\
    --hash=sha256:dd
"""

Program = Callable[[str, str], Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a function that puts a shell script into a folder of programs."""
    folder = tmp_path / "programs"
    folder.mkdir()

    def make(name: str, script: str) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return folder

    return make


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project's folder with what a stamp depends on."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "pyproject.toml").write_text("[project]\nname = 'x'\n[tool.ruff]\nline-length = 100\n")
    (root / "some.lock").write_text(LOCK)
    return root


def find_python(folder: Path, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(ROOT / "bot/setup/python.sh")],
        capture_output=True,
        text=True,
        env={"PATH": str(folder), "HOME": str(home), **more},
    )


def test_the_first_python_that_is_new_enough_is_taken(program: Program, tmp_path: Path) -> None:
    program("python3", "exit 1")
    folder = program("python3.12", f'exec {sys.executable} "$@"')
    found = find_python(folder, tmp_path)
    assert (found.returncode, found.stdout) == (0, sys.executable)


def test_a_python_that_is_too_old_gets_a_sentence_with_the_remedy(program: Program, tmp_path: Path) -> None:
    program("apt-get", "exit 0")
    folder = program("python3", '[ "$1" = --version ] && echo "Python 3.9.18"; exit 1')
    found = find_python(folder, tmp_path)
    assert found.returncode == 1 and found.stdout == ""
    assert "needs Python 3.11 or newer, and this machine has Python 3.9.18" in found.stderr
    assert "sudo apt install python3" in found.stderr


def test_no_python_at_all_gets_a_sentence(tmp_path: Path) -> None:
    found = find_python(tmp_path, tmp_path)
    assert found.returncode == 1
    assert "no Python at all" in found.stderr


def test_a_python_that_was_named_and_does_not_work_is_not_replaced(program: Program, tmp_path: Path) -> None:
    folder = program("python3", f'exec {sys.executable} "$@"')
    found = find_python(folder, tmp_path, PYTHON="python9")
    assert found.returncode == 1
    assert "'python9'" in found.stderr


def test_a_lock_is_read_with_its_hashes_and_conditions() -> None:
    pins = read_pins(LOCK)
    assert [(pin.name, pin.version) for pin in pins] == [
        ("numpy", "2.4.6"), ("llama-cpp-python", "0.3.36"), ("tzdata", "2026.6"),
    ]  # fmt: skip
    assert "".join(pin.entry for pin in pins) == LOCK


def test_a_lock_without_a_version_is_refused() -> None:
    with pytest.raises(SetupError, match="'numpy>=2'"):
        read_pins("numpy>=2\n")


def test_no_compiler_gets_a_sentence_with_the_remedy(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(program("apt-get", "exit 0")))
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("CC", "CXX"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SetupError, match=r"no C compiler .* sudo apt install build-essential"):
        llama.check_compilers()


def test_a_compiler_that_does_not_compile_is_named(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = program("c++", "echo 'xcrun: error: invalid active developer path' >&2; exit 1")
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(SetupError, match=r"'c\+\+' does not work \(xcrun: .*xcode-select --install"):
        machine.find_compiler("C++")


def test_a_compiler_named_in_the_environment_is_the_one_that_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CXX", "no-such-compiler -m64")
    with pytest.raises(SetupError, match="CXX='no-such-compiler -m64'"):
        machine.find_compiler("C++")


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    assert machine.check_room(tmp_path, 1) > 1
    with pytest.raises(SetupError, match="needs 1000000000.0 GB"):
        machine.check_room(tmp_path, 10**18)


def work(tmp_path: Path) -> Work:
    handle = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    return Work(tmp_path / "set-up.log", handle)


def test_a_step_that_fails_names_its_log_and_its_reason(tmp_path: Path) -> None:
    script = "echo 'x.cpp:1:2: error: no such thing'; echo 'ERROR: Failed to build'; exit 3"
    with pytest.raises(SetupError) as caught:
        work(tmp_path).run("Compiling", ["sh", "-c", script])
    assert "Compiling failed: x.cpp:1:2: error: no such thing. " in str(caught.value)
    assert str(tmp_path / "set-up.log") in str(caught.value)
    assert "Failed to build" in (tmp_path / "set-up.log").read_text()


def test_a_missing_network_is_called_that(tmp_path: Path) -> None:
    script = (
        "echo 'WARNING: Retrying ... NewConnectionError(...)'; echo 'ERROR: No matching distribution'; exit 1"
    )
    with pytest.raises(SetupError, match="could not reach the package index"):
        work(tmp_path).run("Packages", ["sh", "-c", script])


def test_only_the_failed_step_gives_the_reason(tmp_path: Path) -> None:
    steps = work(tmp_path)
    steps.run("First", ["sh", "-c", "echo 'ValueError: of the step before'"])
    with pytest.raises(SetupError, match="Second failed: it ended here"):
        steps.run("Second", ["sh", "-c", "echo it ended here; exit 1"])


def test_a_compile_shows_how_far_it_is(tmp_path: Path) -> None:
    steps = work(tmp_path)
    steps.log.write_text("[80/83] an older one\n")
    start = steps.log.stat().st_size
    with steps.log.open("a") as log:
        log.write("[1/83] /usr/bin/cc -c a.c\n  [25/83] /usr/bin/cc -c b.c\n")
    assert steps._line("Compiling", 80.2, start) == "Compiling ... 25 of 83 files, 1 min 20 s"
    assert duration(59.4) == "59 s"


def test_an_interruption_ends_everything_a_step_had_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def interrupted(self: Work, process: subprocess.Popen[bytes], *rest: object) -> None:
        started.append(process)
        raise KeyboardInterrupt

    monkeypatch.setattr(Work, "_watch", interrupted)
    path = tmp_path / "lock"
    with only_one(path) as lock, pytest.raises(KeyboardInterrupt):
        Work(tmp_path / "set-up.log", lock).run("Compiling", ["sh", "-c", "sleep 600 & wait"])
    assert started[0].returncode == -signal.SIGTERM
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # waits until nobody who inherited it is left


def test_a_second_set_up_waits_for_what_the_first_had_started(tmp_path: Path) -> None:
    """A killed set-up leaves its child behind, and the child still holds the lock."""
    path = tmp_path / "lock"
    with only_one(path) as lock:
        child = subprocess.Popen(["sh", "-c", "read line"], stdin=subprocess.PIPE, pass_fds=(lock,))
    assert not _is_free(path)
    child.communicate(b"\n")
    assert _is_free(path)


def _is_free(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def fake(environment: Environment) -> None:
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)


def test_an_environment_is_ready_only_for_what_it_was_made_for(project: Path) -> None:
    environment = Environment(project, ".venv")
    stamp = environment.stamp(("some.lock",))
    assert not environment.ready("show", stamp)
    fake(environment)
    environment.close("show", stamp)
    assert environment.ready("show", environment.stamp(("some.lock",)))
    assert not environment.ready("tests", stamp)
    (project / "some.lock").write_text(LOCK + "# changed\n")
    assert not environment.ready("show", environment.stamp(("some.lock",)))


def test_a_change_of_the_linter_is_no_reason_to_install_again(project: Path) -> None:
    environment = Environment(project, ".venv")
    stamp = environment.stamp(("some.lock",))
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace("100", "110"))
    assert environment.stamp(("some.lock",)) == stamp
    (project / "pyproject.toml").write_text(text.replace("'x'", "'y'"))
    assert environment.stamp(("some.lock",)) != stamp


def test_an_environment_that_was_being_changed_is_not_ready(project: Path) -> None:
    environment = Environment(project, ".venv")
    fake(environment)
    environment.close("show", "stamp")
    environment.unfinished.touch()
    assert not environment.ready("show", "stamp")


def test_an_environment_whose_python_is_gone_is_not_ready(project: Path) -> None:
    environment = Environment(project, ".venv")
    fake(environment)
    environment.close("show", "stamp")
    environment.python.unlink()
    environment.python.symlink_to(project / "python-of-last-year")
    assert not environment.ready("show", "stamp")


def wheel_in(folder: Path, version: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"llama_cpp_python-{version}-py3-none-linux_x86_64.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("llama_cpp/__init__.py", "")
    return path


def test_the_kept_wheel_is_found_by_its_version(tmp_path: Path) -> None:
    pin = read_pins(LOCK)[1]
    assert llama.find_wheel(tmp_path / "wheels", pin) is None
    wheel_in(tmp_path / "wheels", "0.3.35")
    assert llama.find_wheel(tmp_path / "wheels", pin) is None
    assert wheel_in(tmp_path / "wheels", "0.3.36") == llama.find_wheel(tmp_path / "wheels", pin)


def test_a_wheel_finished_after_its_set_up_was_killed_is_found_if_whole(
    tmp_path: Path,
) -> None:
    pin = read_pins(LOCK)[1]
    wheel = wheel_in(tmp_path / "building", "0.3.36")
    assert llama.find_wheel(tmp_path / "wheels", pin) == wheel
    wheel.write_bytes(wheel.read_bytes()[:-10])
    assert llama.find_wheel(tmp_path / "wheels", pin) is None


@pytest.mark.parametrize(
    ("failure", "code", "said"),
    [
        (SetupError("There is no compiler."), 1, "There is no compiler."),
        (KeyboardInterrupt(), 130, "Run the same command again"),
        (PermissionError(13, "Permission denied", "some-file"), 1, "'some-file'"),
    ],
)
def test_whatever_stops_set_up_is_said_in_a_sentence(
    failure: BaseException,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> Environment:
        raise failure

    monkeypatch.setattr(signal, "signal", lambda number, action: None)
    monkeypatch.setattr("bot.setup.__main__.for_show", fail)
    assert main(["show"]) == code
    assert said in capsys.readouterr().err


def test_a_step_that_failed_by_itself_leaves_the_environment_usable(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = Environment(project, ".venv")
    fake(environment)
    monkeypatch.setattr(Environment, "_sound", lambda self: True)

    def steps(environment: Environment, work: Work) -> None:
        environment.open(work)
        work.run("Packages", ["false"])

    with pytest.raises(SetupError):
        targets._carry_out(environment, work(tmp_path), steps)
    assert not environment.unfinished.exists()


def test_a_step_that_a_signal_ended_says_which(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="First try failed: it was ended by signal 4"):
        work(tmp_path).run("First try", ["sh", "-c", "kill -ILL $$"])
