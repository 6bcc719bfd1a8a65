"""Makes the minds that the settings ask for: each once, whoever shares it, if they fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol
from urllib.parse import urlsplit

from bot.doctor.checkup import free_memory
from bot.seating import Seat, is_house, seating
from bot.settings.settings import Settings
from models.deadline import TimedMind
from models.ensemble import Ensemble
from models.gguf_file import ModelFileError, inspect
from models.known import LEAST_RATIO
from models.random_mind import RandomMind
from models.remote.address import key_for, read_address
from models.scripted import ScriptedMind
from show.ports import Mind, MindError

SILENT_SHARE = 0.5
"""A server may be silent for this part of the deadline, so that the reason can be told within it."""


class Openable(Mind, Protocol):
    """A mind that is opened before the show begins."""

    async def open(self) -> None:
        """Get ready, or say why not."""
        ...


async def load_mind(
    settings: Settings,
    shift: Callable[[], int] = lambda: 0,
    free: Callable[[], int | None] = free_memory,
) -> Mind:
    """Return the mind of the show: one for all, or one that asks each trader's own.

    `shift` says by how many seats the minds have moved on, where the settings let them. Everything that can
    be refused is refused here, before the show begins, except a server that is down: it may come later.

    Raises:
        MindError: a mind cannot be used; the sentence says why and what to do.
    """
    if settings.rehearsal:
        return ScriptedMind()
    seats = seating(settings)
    distinct = list(dict.fromkeys(seats.values()))
    check_room(distinct, free())
    opened: dict[Seat, Mind] = {}
    try:
        for seat in distinct:
            opened[seat] = await open_mind(settings, seat)
    except BaseException:
        for mind in opened.values():
            await mind.close()
        raise
    minds = {trader: opened[seat] for trader, seat in seats.items()}
    if len(distinct) == 1 and settings.mystery is None:
        return opened[distinct[0]]
    return Ensemble(minds, shift=shift if settings.swap else lambda: 0, mystery=settings.mystery)


async def open_mind(settings: Settings, seat: Seat) -> Mind:
    """Return one mind, loaded and proved, under its deadline.

    Raises:
        MindError: it cannot be used.
    """
    match seat.kind:
        case "scripted":
            return ScriptedMind()
        case "random":
            return RandomMind()
        case "server":
            mind = _remote(settings, seat)
        case "file":
            mind = _local(settings, seat)
    try:
        await mind.open()
    except BaseException:
        await mind.close()
        raise
    return TimedMind(mind, settings.deadline_seconds)


def keys_of(settings: Settings) -> dict[str, str]:
    """Return the keys of servers by host.

    Raises:
        MindError: an entry names no host; nothing of it is shown.
    """
    found = {}
    for number, entry in enumerate(settings.keys, 1):
        host, found_one, key = entry.get_secret_value().partition("=")
        name = urlsplit(host if "//" in host else f"//{host}").netloc.lower()
        if not found_one or not key or not name:
            raise MindError(
                f"Entry {number} of WALLSTREET_KEYS is not of the form host=key, as in api.example.org=k1.",
                retryable=False,
            )
        found[name] = key
    return found


def _remote(settings: Settings, seat: Seat) -> Openable:
    from models.remote.mind import RemoteMind  # here: a show on this machine alone needs no HTTP client

    address = read_address(seat.where)
    return RemoteMind(
        address,
        key_for(address, keys_of(settings)),
        reasoning=settings.reasoning,
        temperature=settings.temperature,
        gap=settings.deadline_seconds * SILENT_SHARE,
    )


def _local(settings: Settings, seat: Seat) -> Openable:
    # Here: a rehearsal needs neither llama.cpp's library nor the third of a second it takes to load.
    from models.llama import LlamaMind
    from models.tuning import Tuning

    tuning = Tuning(
        threads=settings.threads,
        context=settings.context,
        temperature=settings.temperature,
        candidates=settings.candidates,
        trial=not is_house(seat),  # nobody else has touched the numbers of our own file
        seconds=settings.deadline_seconds,
    )
    return LlamaMind(seat.path, tuning)


def check_room(seats: Iterable[Seat], free: int | None) -> None:
    """Refuse models that do not fit into `free` bytes all together, before anything is loaded.

    Raises:
        MindError: they do not, or a file is damaged.
    """
    files = [seat.path for seat in seats if seat.kind == "file" and not is_house(seat)]
    if free is None or not files:
        return
    try:
        need = sum(inspect(path).size * LEAST_RATIO for path in files)
    except ModelFileError as error:
        raise MindError(str(error), retryable=False) from error
    if need > free:
        names = " and ".join(repr(path.name) for path in files)
        raise MindError(
            f"{names} need{'s' if len(files) == 1 else ''} about {need / 1e9:.1f} GB of memory, and "
            f"{free / 1e9:.1f} GB are free. Close other programs, or choose smaller models.",
            retryable=False,
        )
