"""What holds for all tests: they never read the settings of whoever runs them."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True, scope="session")
def no_settings_of_ours() -> None:
    """Hide `.env` and every setting, also from the processes that tests start."""
    for name in list(os.environ):
        if name.upper().startswith("WALLSTREET_"):
            del os.environ[name]
    os.environ["WALLSTREET_ENV_FILE"] = ""
