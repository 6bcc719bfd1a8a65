"""One thread that does jobs in order, and that the process does not wait for when it ends."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """A daemon thread with a queue.

    An executor's threads are joined when the interpreter ends, so one call that hangs in C would keep
    the show from closing. This thread is left behind instead.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def submit(self, job: Callable[[], T]) -> Future[T]:
        """Queue a job. Cancelling the future before its turn takes the job out."""
        future: Future[T] = Future()
        self._jobs.put(lambda: _settle(future, job))
        return future

    async def close(self, seconds: float) -> bool:
        """Let the queued jobs end, wait at most `seconds`, and return whether they did."""
        last = asyncio.wrap_future(self.submit(lambda: None))
        self._jobs.put(None)
        done, _ = await asyncio.wait({last}, timeout=seconds)
        last.cancel()
        return bool(done)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _settle(future: Future[T], job: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job()
    except BaseException as error:  # noqa: BLE001 - whatever it is belongs to the one who waits
        future.set_exception(error)
    else:
        future.set_result(result)
