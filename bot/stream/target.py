"""Where a stream goes: an ingest with its key, or a file. Printed, it shows no key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from bot.stream.trouble import StreamError

SCHEMES = ("rtmp://", "rtmps://")
FILES = {".flv": "flv", ".mp4": "mp4", ".mkv": "matroska"}


@dataclass(frozen=True, slots=True)
class Target:
    """An address and the container it takes. `key` is put behind the address only when it is opened."""

    address: str
    container: str
    key: SecretStr | None = None

    @property
    def is_file(self) -> bool:
        """Return whether the stream is written to a file."""
        return self.container != "flv" or not self.address.startswith(SCHEMES)

    def opened_as(self) -> str:
        """Return the address with its key. It goes to the encoder and nowhere else.

        A film that is there already is kept: the next one gets a number.
        """
        if self.is_file:
            return _free(Path(self.address))
        if self.key is None:
            return self.address
        return f"{self.address.rstrip('/')}/{self.key.get_secret_value()}"

    def without_key(self, text: str) -> str:
        """Return a text in which the key is not to be read."""
        return text if self.key is None else text.replace(self.key.get_secret_value(), "****")

    def __str__(self) -> str:
        return self.address if self.key is None else f"{self.address.rstrip('/')}/****"


def target(url: str, key: SecretStr | None) -> Target:
    """Return where a stream goes.

    Raises:
        StreamError: it is neither an address of an ingest nor the name of a video file.
    """
    if url.startswith(SCHEMES):
        return Target(url, "flv", key)
    ending = Path(url).suffix.lower()
    if ending in FILES and "://" not in url:
        return Target(url, FILES[ending])
    raise StreamError(
        f"The stream cannot go to {url!r}. Name an ingest that begins with rtmp:// or rtmps://, or a file"
        f" that ends in {', '.join(FILES)}."
    )


def _free(path: Path) -> str:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return str(free)
