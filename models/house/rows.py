"""Rows of token ids: examples sorted by length into batches of a few fixed lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

STEP = 16  # lengths are multiples of this: little padding, few shapes


@dataclass(frozen=True)
class Rows:
    """Examples as ids. `starts` holds the position of the first answer token in each."""

    ids: tuple[NDArray[np.int16], ...]
    starts: NDArray[np.int32]

    def total(self) -> int:
        """Return the number of tokens over all examples."""
        return int(sum(len(row) for row in self.ids))


@dataclass(frozen=True)
class Batch:
    """Inputs (rows, length), targets of the wanted positions, and the mask of those positions."""

    inputs: Tensor
    targets: Tensor
    wanted: Tensor
    tokens: int

    def to(self, device: torch.device) -> Batch:
        """Return the batch on `device`."""
        return Batch(self.inputs.to(device), self.targets.to(device), self.wanted.to(device), self.tokens)


def batches(rows: Rows, tokens: int, seed: int) -> Iterator[Batch]:
    """Yield batches without end, each epoch in a new order, about `tokens` tokens to a batch."""
    dice = np.random.default_rng(seed)
    lengths = np.array([(len(row) - 2) // STEP * STEP + STEP for row in rows.ids])
    while True:
        groups = [group for length in np.unique(lengths) for group in _groups(lengths, length, tokens, dice)]
        for place in dice.permutation(len(groups)):
            yield _batch(rows, groups[place], int(lengths[groups[place][0]]))


def _groups(
    lengths: NDArray[np.int64], length: int, tokens: int, dice: np.random.Generator
) -> Sequence[NDArray[np.int64]]:
    members = dice.permutation(np.flatnonzero(lengths == length))
    size = max(1, tokens // int(length))
    # Only whole groups: every other shape would be compiled once more.
    return [members[start : start + size] for start in range(0, len(members) - size + 1, size)]


def _batch(rows: Rows, members: NDArray[np.int64], length: int) -> Batch:
    ids = np.zeros((len(members), length + 1), dtype=np.int64)
    wanted = np.zeros((len(members), length), dtype=bool)
    for line, member in enumerate(members):
        row = rows.ids[member]
        ids[line, : len(row)] = row
        wanted[line, rows.starts[member] - 1 : len(row) - 1] = True
    mask = torch.from_numpy(wanted)
    everything = torch.from_numpy(ids)
    return Batch(
        everything[:, :-1], everything[:, 1:][mask], mask, int(sum(len(rows.ids[m]) for m in members))
    )
