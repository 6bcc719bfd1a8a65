"""A follower reads the log for one host, with a cursor and a state of its own. No host can stop the show."""

from __future__ import annotations

import asyncio
import logging

from bot.hosting.hosts import Following, Host, HostDown
from bot.hosting.lastgate import EntryGate, admitted
from bot.log.restore import state_at
from bot.log.store import Store
from show.events import Entry
from show.state import State, fold

CHUNK = 256

logger = logging.getLogger(__name__)


class Follower:
    """Hands a host every entry it may see, in order. `run` ends once the log is finished and shown."""

    def __init__(self, host: Host, store: Store, gate: EntryGate, how: Following | None = None) -> None:
        self._host = host
        self._store = store
        self._gate = gate
        self._how = how or Following()
        self._state = State()
        self._failures = 0
        self._lost = False

    @property
    def seq(self) -> int:
        """Return the number of the last event the host is done with."""
        return self._state.seq

    async def run(self) -> None:
        """Follow the log to its end.

        Raises:
            LogError: the log itself cannot be read. A host's own failures are logged and go no further.
        """
        try:
            if await self._started():
                self._state = await state_at(self._store, await self._beginning())
                await self._follow()
        finally:
            await self._close()

    async def _started(self) -> bool:
        while True:
            try:
                await self._host.start()
            except Exception:
                logger.exception("The host %r could not start.", self._host.name)
                self._failures += 1
                if not await self._pause():
                    return False
            else:
                self._failures = 0
                return True

    async def _beginning(self) -> int:
        if self._how.durable:
            kept = await self._store.cursors.get(self._host.name)
            if kept is not None:
                return min(kept, self._store.log.head().seq)
        return await self._lately()

    async def _lately(self) -> int:
        return await self._store.log.last_before(self._store.log.head().beat - self._how.beats + 1)

    async def _follow(self) -> None:
        log = self._store.log
        while await log.changed(self.seq):
            await self._catch_up()
            for entry in await log.read(self.seq, CHUNK):
                if not await self._take(entry):
                    return
                if self._lost:
                    break

    async def _catch_up(self) -> None:
        """Let a transient host miss what is too late to show."""
        how, behind = self._how, self._store.log.head().seq - self.seq
        late = how.patience is not None and behind > how.patience
        if how.durable or not (late or self._lost):
            return
        self._lost = False
        until = await self._lately()
        while self.seq < until:
            for entry in await self._store.log.read(self.seq, min(CHUNK, until - self.seq)):
                fold(self._state, admitted(self._gate, entry)[0])

    async def _take(self, entry: Entry) -> bool:
        """Fold an entry and show it. False if the show was over before a durable host could be reached."""
        passed, open_ = admitted(self._gate, entry)
        fold(self._state, passed)
        if open_ and not passed.event.sealed:
            while not await self._shown(passed):
                going_on = await self._pause()
                if not self._how.durable:
                    self._lost = True
                    break
                if not going_on:
                    return False
        if self._how.durable:
            await self._store.cursors.advance(self._host.name, entry.seq)
        return True

    async def _shown(self, entry: Entry) -> bool:
        """Return False if the host is down and the entry should wait. One it fails on is skipped."""
        try:
            if self._how.deadline is None:  # a timer costs a tenth of showing a plain line
                await self._host.show(entry, self._state)
            else:
                async with asyncio.timeout(self._how.deadline):
                    await self._host.show(entry, self._state)
        except (HostDown, TimeoutError) as error:
            self._failures += 1
            logger.warning("The host %r is down at event %d: %s", self._host.name, entry.seq, error)
            return False
        except Exception:
            self._failures += 1
            logger.exception("The host %r failed on event %d and skips it.", self._host.name, entry.seq)
            if self._failures > 1:  # one bad event is no reason to fall behind; a broken host is
                await self._pause()
            return True
        self._failures = 0
        return True

    async def _pause(self) -> bool:
        """Wait a little longer after each failure in a row. False if the show is over."""
        back_off = self._how.back_off
        return not await self._store.log.over(back_off[min(self._failures, len(back_off)) - 1])

    async def _close(self) -> None:
        try:
            await self._host.close()
        except Exception:
            logger.exception("The host %r could not close in order.", self._host.name)
