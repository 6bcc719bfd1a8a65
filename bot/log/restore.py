"""Brings the state back from a log: the newest checkpoint that holds, then every event after it."""

from __future__ import annotations

import logging

from pydantic import ValidationError

from bot.log.checkpoints import Checkpoint
from bot.log.store import Store
from show.state import STATE, State, fold

logger = logging.getLogger(__name__)

CHECKPOINT_TICKS = 250
"""A restart folds at most so many ticks again: well under a second of work."""

BATCH = 2000


async def state_at(store: Store, seq: int) -> State:
    """Return the state after event `seq` (0: before the first one)."""
    state = _remembered(await store.checkpoints.last(seq))
    while state.seq < seq:
        entries = await store.log.read(state.seq, min(BATCH, seq - state.seq))
        if not entries:
            break
        for entry in entries:
            fold(state, entry)
    return state


def _remembered(checkpoint: Checkpoint | None) -> State:
    """Return the state of a checkpoint, or the beginning: an unreadable cache is no reason to stop."""
    if checkpoint is None:
        return State()
    try:
        return STATE.validate_json(checkpoint.state)
    except ValidationError:
        logger.warning(
            "The checkpoint at event %d cannot be read; the log is folded instead.", checkpoint.seq
        )
        return State()


async def restored(store: Store) -> State:
    """Return the state at the end of the log."""
    return await state_at(store, store.log.head().seq)


async def keep_checkpoint(store: Store, state: State) -> None:
    """Write the state down beside the log. It is a cache: losing it costs time and nothing else."""
    if state.seq:
        await store.checkpoints.save(state.seq, state.head, STATE.dump_json(state).decode())
