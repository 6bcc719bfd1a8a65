"""Reads the settings and turns whatever is wrong with them into sentences."""

from __future__ import annotations

import difflib
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.settings.settings import ENV_FILE, PREFIX, ROOT, Settings, keys

SHOWN = 60
PLAINLY = {
    "int_parsing": "be a whole number",
    "int_from_float": "be a whole number",
    "float_parsing": "be a number",
}
"""What pydantic says in its own words, said in ours."""
"""Characters of a wrong value that are shown."""


class SettingsError(Exception):
    """A setting is unknown or malformed. The message is a sentence that names it and says what to write."""


def load(overrides: Mapping[str, Any] | None = None, kind: type[Settings] = Settings) -> Settings:
    """Return the settings: `overrides` first, then the environment, then the file, then the defaults.

    Raises:
        SettingsError: something in them is unknown or malformed.
    """
    file = env_file()
    in_file = _read(file) if file else []
    known = keys(kind)
    _refuse_unknown(os.environ, "the environment", {*known, ENV_FILE})
    _refuse_unknown(in_file, repr(str(file)), set(known))
    _refuse_bare(in_file, file, set(known))
    given = dict(overrides or {})
    try:
        return kind(_env_file=file, **given)
    except ValidationError as error:
        origins = {**dict.fromkeys(in_file, repr(str(file))), **_all(os.environ, "the environment")}
        origins.update((PREFIX + name.upper(), "the command line") for name in given)
        wrong = [_sentence(details, kind, origins) for details in error.errors(include_url=False)]
        # Not chained: the original message shows every value, secrets too.
        raise SettingsError("\n".join(wrong)) from None


def env_file() -> Path | None:
    """Return the file that settings are read from, or None when there is none.

    Raises:
        SettingsError: the environment names a file that does not exist.
    """
    named = os.environ.get(ENV_FILE)
    if named is None:
        file = ROOT / ".env"
        return file if file.exists() else None
    if not named:
        return None
    file = Path(named).expanduser().absolute()
    if not file.exists():
        raise SettingsError(
            f"{ENV_FILE} names {named!r}, which does not exist. Leave the key out or make it."
        )
    return file


def _all(names: Iterable[str], where: str) -> dict[str, str]:
    return {name.upper(): where for name in names}


def _read(file: Path) -> list[str]:
    """Return the keys of the file. Its values are read again by pydantic-settings."""
    try:
        content = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{str(file)!r} is not UTF-8 text. Save it again as UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{str(file)!r} cannot be read: {error.strerror}.") from error
    found: dict[str, int] = {}
    for binding in parse_stream(io.StringIO(content)):
        text = binding.original.string
        line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
        if binding.error or (binding.key is not None and binding.value is None):
            raise SettingsError(f"Line {line} of {str(file)!r} is not of the form {PREFIX}KEY=value.")
        if binding.key is None:
            continue
        key = binding.key.upper()
        if key in found:
            raise SettingsError(
                f"{key} stands twice in {str(file)!r}, in lines {found[key]} and {line}. Remove one of them."
            )
        found[key] = line
    return list(found)


def _refuse_unknown(names: Iterable[str], where: str, known: set[str]) -> None:
    for name in names:
        key = name.upper()
        if key.startswith(PREFIX) and key not in known:
            bare = [name.removeprefix(PREFIX) for name in known]
            near = difflib.get_close_matches(key.removeprefix(PREFIX), bare, n=1)
            hint = f"Did you mean {PREFIX}{near[0]}?" if near else "See .env.example for all settings."
            raise SettingsError(f"There is no setting {key} (found in {where}). {hint}")


def _refuse_bare(names: Iterable[str], file: Path | None, known: set[str]) -> None:
    for key in names:
        if PREFIX + key in known:
            raise SettingsError(f"{key} in {str(file)!r} has no effect. Write {PREFIX}{key} instead.")


def _sentence(details: ErrorDetails, kind: type[Settings], origins: Mapping[str, str]) -> str:
    field = str(details["loc"][0]).lower().removeprefix(PREFIX.lower())
    key = PREFIX + field.upper()
    if key not in keys(kind):
        return f"There is no setting {key}."
    subject, _, demand = details["msg"].partition(" should ")
    demand = PLAINLY.get(details["type"], demand)
    rule = f"{key} should {demand}" if demand else f"{key} is malformed: {subject}"
    origin = origins.get(key, "the default")
    if SecretStr.__name__ in str(kind.model_fields[field].annotation):
        return f"{rule}; {origin} has something else, which is not shown because it is secret."
    value = repr(details["input"])
    shown = value if len(value) <= SHOWN else value[:SHOWN] + "... (cut)"
    return f"{rule}, and {origin} says {shown}."
