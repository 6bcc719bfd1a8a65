"""What holds for all tests: they never read the settings of whoever runs them."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes golden nights and pictures anew."""
    parser.addoption("--update-golden", action="store_true", help="write golden nights and pictures anew")


@pytest.fixture(autouse=True, scope="session")
def no_settings_of_ours() -> None:
    """Hide `.env` and every setting, also from the processes that tests start."""
    for name in list(os.environ):
        if name.upper().startswith("WALLSTREET_"):
            del os.environ[name]
    os.environ["WALLSTREET_ENV_FILE"] = ""
    os.environ["WALLSTREET_DESK"] = "off"  # a process of analysts for each show would take seconds to load
