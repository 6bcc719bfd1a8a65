"""Grants: the tokens of the two accounts, in a file that only its owner may read."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer

from bot.twitch.trouble import Refused


class Grant(BaseModel):
    """What one account has allowed the show."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    user: str
    login: str
    access: SecretStr
    refresh: SecretStr
    scopes: tuple[str, ...]

    @field_serializer("access", "refresh", when_used="json")
    def _plain(self, secret: SecretStr) -> str:
        return secret.get_secret_value()


class Grants(BaseModel):
    """All grants to one application."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    client_id: str
    grants: tuple[Grant, ...] = ()

    def of(self, login: str) -> Grant | None:
        """Return the grant of an account by its name."""
        return next((grant for grant in self.grants if grant.login == login.casefold()), None)

    def having(self, grant: Grant) -> Grants:
        """Return these with one that is new or renewed."""
        others = tuple(one for one in self.grants if one.user != grant.user)
        return Grants(client_id=self.client_id, grants=(*others, grant))


class GrantFile:
    """The file. It is written as a whole, under another name first, so that it is never half there."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def stamp(self) -> int:
        """Return a number that changes when the file does; 0 if there is none."""
        return self.path.stat().st_mtime_ns if self.path.exists() else 0

    def load(self, client_id: str) -> Grants:
        """Return the grants to an application; none if there are none, or only those to another.

        Raises:
            Refused: the file is damaged.
        """
        if not self.path.exists():
            return Grants(client_id=client_id)
        try:
            grants = Grants.model_validate_json(self.path.read_bytes())
        except (ValidationError, OSError):
            # Not chained: the original message shows what the file holds.
            raise Refused(
                f"{str(self.path)!r} cannot be read. Delete it and run 'wallstreet setup twitch' again."
            ) from None
        return grants if grants.client_id == client_id else Grants(client_id=client_id)

    def keep(self, grants: Grants) -> None:
        """Write the grants, for their owner alone."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_name(f"{self.path.name}.new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(grants.model_dump_json(indent=1).encode())
            out.flush()
            os.fsync(out.fileno())
        beside.replace(self.path)
