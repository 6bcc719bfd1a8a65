"""Fetches a file piece by piece: what is there stays, and the checksum must be right.

The pieces go to NAME.part; only a whole file with the right SHA-256 gets its name, in one step.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from models.hub import Listing, PullError, check, look_up

TRIES = 6  # in a row without a single new byte
PAUSE_SECONDS = 1.0  # doubled for every further try
SPARE = 200_000_000
"""Bytes that must be left on the disk for the show's own log."""

Report = Callable[[int, int], None]
"""Is told how many bytes are there, and how many there will be (0: unknown)."""


@dataclass(frozen=True)
class Order:
    """What to fetch, where to, and what is known of it. An empty `sha256` or a size of 0: ask the hub."""

    url: str
    target: Path
    sha256: str = ""
    size: int = 0

    @property
    def part(self) -> Path:
        """Return the file for what is there so far."""
        return self.target.with_name(self.target.name + ".part")


def pull(
    client: httpx.Client,
    order: Order,
    report: Report = lambda done, whole: None,
    *,
    sleep: Callable[[float], None] = time.sleep,
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
) -> Path:
    """Fetch the file unless it is there, and return its path. Interrupted, it goes on where it stopped.

    Raises:
        PullError: it cannot be fetched, or what came is not what was promised; the message says which.
    """
    listing = _agreed(order, _persistently(lambda: look_up(client, order.url), sleep))
    if order.target.exists():
        return _known(order, listing)
    order.target.parent.mkdir(parents=True, exist_ok=True)
    _check_room(order, listing, free(order.target.parent))
    _fetch_all(client, order, listing, report, sleep)
    if listing.sha256 and digest(order.part) != listing.sha256:
        order.part.unlink()
        raise PullError(
            f"What was fetched of {order.target.name!r} is not the file that was promised (its SHA-256 "
            "differs). It was thrown away; fetch it again.",
        )
    os.replace(order.part, order.target)
    return order.target


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _agreed(order: Order, said: Listing) -> Listing:
    """Return what the file must be. What is pinned wins, and a hub that says otherwise is refused."""
    if order.sha256 and said.sha256 and order.sha256 != said.sha256:
        raise PullError(
            f"The hub has another {order.target.name!r} now than the one that is known (its SHA-256 "
            "differs). Name it as REPOSITORY/FILE if you want that one.",
            retryable=False,
        )
    size = order.size or said.size
    if said.size and size != said.size:
        raise PullError(
            f"The hub says that {order.target.name!r} has {said.size:,} bytes, and {size:,} are known. "
            "Name it as REPOSITORY/FILE if you want that one.",
            retryable=False,
        )
    return Listing(size, order.sha256 or said.sha256)


def _known(order: Order, listing: Listing) -> Path:
    if _is_whole(order.target, listing):
        return order.target
    raise PullError(
        f"Another file is at {str(order.target)!r}. Move it away, or delete it, and fetch again.",
        retryable=False,
    )


def _is_whole(path: Path, listing: Listing) -> bool:
    if listing.size and path.stat().st_size != listing.size:
        return False
    return not listing.sha256 or digest(path) == listing.sha256


def _check_room(order: Order, listing: Listing, free: int) -> None:
    there = order.part.stat().st_size if order.part.exists() else 0
    need = listing.size - there + SPARE
    if listing.size and need > free:
        raise PullError(
            f"{order.target.name!r} needs {need / 1e9:.1f} GB more on the disk of "
            f"{str(order.target.parent)!r}, and {free / 1e9:.1f} GB are free. Make room first.",
            retryable=False,
        )


def _fetch_all(
    client: httpx.Client, order: Order, listing: Listing, report: Report, sleep: Callable[[float], None]
) -> None:
    """Fetch until the part is whole. Every new byte gives new patience."""
    idle = 0
    while True:
        before = _there(order, listing)
        if listing.size and before == listing.size:
            return
        try:
            if _fetch(client, order, listing, before, report) and not listing.size:
                return
            trouble = PullError(f"{order.target.name!r} came in part only. Start again to go on from there.")
        except (httpx.TransportError, PullError) as error:
            trouble = _trouble(error, order)
        if not trouble.retryable:
            raise trouble
        idle = 0 if _there(order, listing) > before else idle + 1
        if idle == TRIES:
            raise trouble
        if not (listing.size and _there(order, listing) == listing.size):
            sleep(PAUSE_SECONDS * float(2**idle))


def _trouble(error: Exception, order: Order) -> PullError:
    if isinstance(error, PullError):
        return error
    return PullError(
        f"The line broke off again and again while fetching {order.target.name!r} "
        f"({type(error).__name__}). What is there stays; start again to go on from there."
    )


def _there(order: Order, listing: Listing) -> int:
    """Return how many bytes there are. More than there can be are thrown away: they are of another file."""
    if not order.part.exists():
        return 0
    size = order.part.stat().st_size
    if listing.size and size > listing.size:
        order.part.unlink()
        return 0
    return size


def _fetch(client: httpx.Client, order: Order, listing: Listing, start: int, report: Report) -> bool:
    """Fetch from `start` on; return whether the server came to the end of what it had."""
    headers = {"Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    with client.stream("GET", order.url, headers=headers) as response:
        if response.status_code == 416:
            order.part.unlink(missing_ok=True)
            return False
        check(response, order.url)
        start = start if _goes_on(response, start) else 0
        with order.part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            for piece in _pieces(response, start, listing, order):
                file.write(piece)
                start += len(piece)
                report(start, listing.size)
            file.flush()
            os.fsync(file.fileno())
    return True


def _goes_on(response: httpx.Response, start: int) -> bool:
    """Return whether the server begins where it was asked to, and not at the start again."""
    said = response.headers.get("content-range", "")
    return response.status_code == 206 and said.removeprefix("bytes ").startswith(f"{start}-")


def _pieces(response: httpx.Response, start: int, listing: Listing, order: Order) -> Iterator[bytes]:
    for piece in response.iter_raw():
        if start == 0 and piece.lstrip()[:1] == b"<":
            raise PullError(
                f"A web page came instead of {order.target.name!r}. Check WALLSTREET_HUB.", retryable=False
            )
        start += len(piece)
        if listing.size and start > listing.size:
            order.part.unlink(missing_ok=True)
            raise PullError(
                f"More came of {order.target.name!r} than the {listing.size:,} bytes it has, so it was "
                "thrown away.",
                retryable=False,
            )
        yield piece


def _persistently(ask: Callable[[], Listing], sleep: Callable[[float], None]) -> Listing:
    for attempt in range(3):
        try:
            return ask()
        except (httpx.TransportError, PullError) as error:
            if isinstance(error, PullError) and not error.retryable:
                raise
            last = error
        sleep(PAUSE_SECONDS * float(2**attempt))
    if isinstance(last, PullError):
        raise last
    raise PullError(
        f"The hub cannot be reached ({type(last).__name__}). Check the network and WALLSTREET_HUB."
    )
