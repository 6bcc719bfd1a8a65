"""What each target of the Makefile needs, and how it is set up."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bot.setup import llama
from bot.setup.environment import Environment
from bot.setup.lock import only_one
from bot.setup.machine import check_room
from bot.setup.pins import read_pins
from bot.setup.words import SetupError, duration, say
from bot.setup.work import Work

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".setup"
BUILD, SHOW, TEST = "requirements-build.lock", "requirements.lock", "requirements-dev.lock"
ENCODER = "av"
TRAIN = "models/house/requirements.txt"
TRAIN_ROOM = 8_000_000_000
"""Bytes: PyTorch comes with libraries for graphics cards, whether there is one or not."""

Steps = Callable[[Environment, Work], None]


def for_show() -> Environment:
    """Return the environment in which the show runs."""
    return _ready("show", ".venv", (BUILD, SHOW), _show_steps)


def for_stream() -> Environment:
    """Return the same environment with what encodes the stream besides."""
    for_show()
    return _ready("stream", ".venv", (BUILD, SHOW, TEST), _stream_steps)


def for_tests() -> Environment:
    """Return the same environment with what the tests need besides."""
    for_show()
    return _ready("tests", ".venv", (BUILD, SHOW, TEST), _test_steps)


def for_training() -> Environment:
    """Return the environment in which the house model is trained."""
    return _ready("training", ".venv-train", (TRAIN,), _train_steps)


def _ready(purpose: str, folder: str, files: tuple[str, ...], steps: Steps) -> Environment:
    environment = Environment(ROOT, folder)
    stamp = environment.stamp(files)
    if environment.ready(purpose, stamp):
        return environment
    STATE.mkdir(exist_ok=True)
    with only_one(STATE / "lock") as lock:
        if not environment.ready(purpose, stamp):
            began = time.monotonic()
            say(f"Setting up for the {purpose} (once; the next start skips this).")
            work = Work(STATE / f"{purpose}.log", lock)
            _carry_out(environment, work, steps)
            environment.close(purpose, stamp)
            say(f"Set up in {duration(time.monotonic() - began)}.\n")
    return environment


def _carry_out(environment: Environment, work: Work, steps: Steps) -> None:
    try:
        steps(environment, work)
    except SetupError:
        environment.give_up()
        raise


def _show_steps(environment: Environment, work: Work) -> None:
    pins = read_pins((ROOT / SHOW).read_text(encoding="utf-8"))
    pin = next(pin for pin in pins if pin.name == llama.NAME)
    wheel = llama.find_wheel(STATE / "wheels", pin)
    if wheel is None:
        check_room(ROOT)
        llama.check_compilers()
    rest = STATE / "rest.lock"
    rest.write_text("".join(pin.entry for pin in pins if pin.name != llama.NAME), encoding="utf-8")
    environment.open(work)
    _install(environment, work, "Build tools", ROOT / BUILD)
    _install(environment, work, "Packages", rest)
    wheel = wheel or llama.compile_wheel(environment, work, STATE / "wheels", pin)
    environment.pip(work, "llama.cpp", "install", "--no-deps", str(wheel))
    environment.pip(
        work, "The show itself", "install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT)
    )
    work.run("First try of llama.cpp", [str(environment.python), "-c", "import llama_cpp"])


def _stream_steps(environment: Environment, work: Work) -> None:
    # PyAV is locked with the tests, which need it too; here it is installed alone.
    pins = read_pins((ROOT / TEST).read_text(encoding="utf-8"))
    lock = STATE / "stream.lock"
    lock.write_text("".join(pin.entry for pin in pins if pin.name == ENCODER), encoding="utf-8")
    environment.open(work)
    _install(environment, work, "PyAV, which encodes", lock)


def _test_steps(environment: Environment, work: Work) -> None:
    environment.open(work)
    _install(environment, work, "Packages for the tests", ROOT / TEST)


def _train_steps(environment: Environment, work: Work) -> None:
    check_room(ROOT, TRAIN_ROOM)
    environment.open(work)
    environment.pip(work, "Packages for training", "install", "--requirement", str(ROOT / TRAIN))


def _install(environment: Environment, work: Work, saying: str, lock: Path) -> None:
    environment.pip(
        work, saying, "install", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)
    )
