"""The manual equals the code: settings, commands, make targets and lock files."""

from __future__ import annotations

import re
import shlex
import tomllib

import pytest
from packaging.requirements import Requirement

from bot.cli import build_parser
from bot.manual import example, fill
from bot.setup.__main__ import TARGETS
from bot.setup.pins import Pin, read_pins
from tests.source import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")


def pins(name: str) -> list[Pin]:
    return read_pins((ROOT / name).read_text(encoding="utf-8"))


def shell_lines(text: str) -> list[str]:
    """Return the commands in the shell blocks of a document."""
    blocks = re.findall(r"^```(?:sh|bash|console)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.removeprefix("$ ").strip() for line in lines if line.strip()]


def test_the_example_of_settings_is_what_the_code_says() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example(), "run: python -m bot.manual"


def test_what_the_manual_writes_into_the_readme_is_what_the_code_says() -> None:
    assert README.count("written by python -m bot.manual -->") == 6
    assert fill(README) == README, "run: python -m bot.manual"


def test_every_command_of_the_readme_can_be_typed() -> None:
    typed = [shlex.split(line, comments=True) for line in shell_lines(README)]
    commands = [words for words in typed if words and words[0] in ("wallstreet", ".venv/bin/wallstreet")]
    for words in commands:
        if "--help" not in words and "--version" not in words:
            build_parser().parse_args(words[1:])


def test_every_make_command_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
    named = {
        words[1] for line in shell_lines(README) if (words := shlex.split(line, comments=True))[0] == "make"
    }
    assert {"show", "test"} <= named <= targets


def test_every_target_is_listed_by_help_and_known_to_set_up() -> None:
    listed = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
    phony = set(re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split())
    assert phony == listed
    assert set(re.findall(r"\$\(SETUP\) (\w+)", MAKEFILE)) == set(TARGETS)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find" not in text
    for pin in pins(name):
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", pin.entry), pin.name


def test_the_locks_answer_to_what_the_project_asks_for() -> None:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = document["project"]["dependencies"]
    extra = document["project"]["optional-dependencies"]["dev"]
    build = [*document["dependency-groups"]["build"], *document["build-system"]["requires"]]
    for name, wanted in zip(LOCKS, (asked, [*asked, *extra], build), strict=True):
        locked = {pin.name: pin.version for pin in pins(name)}
        for requirement in map(Requirement, wanted):
            version = locked.get(requirement.name)
            assert version is not None, f"{requirement.name} is missing in {name}; run: make lock"
            assert requirement.specifier.contains(version), f"{requirement} is not {version}; run: make lock"


def test_the_tests_run_with_the_versions_of_the_show() -> None:
    show = {pin.name: pin.version for pin in pins("requirements.lock")}
    tests = {pin.name: pin.version for pin in pins("requirements-dev.lock")}
    assert show.items() <= tests.items()
