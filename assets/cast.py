"""The cast as people edit it in `cast.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

CAST_FILE = Path(__file__).with_name("cast.toml")


class CastError(ValueError):
    """The cast file cannot be used; the message names the file and the trouble."""


class Persona(BaseModel):
    """One trader as the audience knows them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    role: str
    aim: str
    home: str
    voice: str
    goals: tuple[str, ...]
    mind: str = ""
    """What thinks for this trader, see `bot.seating`. Empty: the model of the settings."""


@cache
def load_cast(path: Path = CAST_FILE) -> dict[str, Persona]:
    """Return the personas by trader id, in the order of the file."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
        return {key: Persona.model_validate(row) for key, row in rows.items()}
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise CastError(f"{path.name} cannot be read as a cast: {error}") from error
