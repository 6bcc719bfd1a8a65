"""`wallstreet models pull NAME`: fetch a model into models/, with a progress bar."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from bot.settings.settings import Settings
from models.catalogue import FOLDER, known_model, nearest_known
from models.download import Order, Report, pull
from models.gguf_file import ModelFileError, inspect
from models.hub import PullError, endpoint, file_url

HUB_FILE = re.compile(r"[\w.-]+/[\w.-]+/[\w./-]+\.gguf")
SECONDS = 30.0  # of silence; a slow line sends something more often
TENTHS = 10


def pulling(settings: Settings, name: str, folder: Path = FOLDER, console: Console | None = None) -> int:
    """Fetch the model and return the exit code.

    Raises:
        PullError: it cannot be fetched.
    """
    console = console or Console(stderr=True)
    order = order_for(name, endpoint(settings.hub), folder)
    with _client(settings) as client, _reporting(order.target.name, console) as report:
        try:
            path = pull(client, order, report)
        except KeyboardInterrupt:
            console.print(f"Stopped. What is there stays in {order.part.name}; the same command goes on.")
            raise
    try:
        info = inspect(path)
    except ModelFileError as error:
        raise PullError(f"{path.name!r} was fetched, but it is no model: {error}", retryable=False) from error
    print(f"{path}: {info.architecture}, {info.size / 1e6:,.0f} MB, whole and checked.")
    print(f"Look at it: wallstreet models check {path.name}    Play: wallstreet run --model {path.name}")
    return 0


def order_for(name: str, hub: str, folder: Path) -> Order:
    """Return what to fetch for a known name, or for REPOSITORY/FILE.

    Raises:
        PullError: the name is neither.
    """
    known = known_model(name)
    if known is not None:
        url = file_url(hub, known.repository, known.file)
        return Order(url, folder / known.file, known.sha256, known.bytes)
    if HUB_FILE.fullmatch(name) and ".." not in name:
        owner, repository, file = name.split("/", 2)
        return Order(file_url(hub, f"{owner}/{repository}", file), folder / file.rsplit("/", 1)[-1])
    raise PullError(
        f"There is no known model {name[:80]!r}. Did you mean {nearest_known(name)!r}? Any other is named "
        "OWNER/REPOSITORY/FILE.gguf.",
        retryable=False,
    )


def _client(settings: Settings) -> httpx.Client:
    token = settings.hub_token.get_secret_value() if settings.hub_token else os.environ.get("HF_TOKEN", "")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(follow_redirects=True, timeout=SECONDS, headers=headers)


@contextmanager
def _reporting(name: str, console: Console) -> Iterator[Report]:
    """Draw a bar in a terminal; elsewhere print a line for every tenth."""
    if not console.is_terminal:
        yield _lines(name)
        return
    columns = (TextColumn(name), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(name, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole or None)


def _lines(name: str) -> Callable[[int, int], None]:
    told = -1

    def tell(done: int, whole: int) -> None:
        nonlocal told
        tenth = done * TENTHS // whole if whole else 0
        if tenth > told:
            told = tenth
            print(f"{name}: {done / 1e6:,.0f} of {whole / 1e6:,.0f} MB", file=sys.stderr)

    return tell
