"""Muon: momentum whose update of a matrix is made nearly orthogonal, in the number format of the run.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024). torch has one of its own,
which computes in bfloat16 whatever the hardware: on a processor without units for that a step took nine
seconds, here a quarter of one. With bfloat16 both give the same weights to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

MOMENTUM = 0.95
ROUNDS = 5
SLOPE, BEND, CURL = 3.4445, -4.7750, 2.0315
"""The quintic of Jordan et al.: it takes singular values near zero to about one in five rounds."""
LEAST_NORM = 1e-7


class Muon(torch.optim.Optimizer):
    """For matrices only. `numbers` is the format of the products; weights and momentum keep their own."""

    def __init__(
        self, matrices: Iterable[Tensor], lr: float, weight_decay: float, numbers: torch.dtype
    ) -> None:
        super().__init__(matrices, {"lr": lr, "weight_decay": weight_decay})
        self._numbers = numbers

    @torch.no_grad()
    def step(self) -> None:
        """Move every matrix, once its gradient is there."""
        for group in self.param_groups:
            for matrix in group["params"]:
                self._move(matrix, group["lr"], group["weight_decay"])

    def _move(self, matrix: Tensor, rate: float, decay: float) -> None:
        state = self.state[matrix]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(matrix)
        momentum = state["momentum"].lerp_(matrix.grad, 1 - MOMENTUM)
        ahead = matrix.grad.lerp(momentum, MOMENTUM)  # Nesterov's
        rows, columns = matrix.shape
        matrix.mul_(1 - rate * decay)
        matrix.add_(orthogonal(ahead, self._numbers), alpha=-rate * max(1.0, rows / columns) ** 0.5)


def orthogonal(matrix: Tensor, numbers: torch.dtype) -> Tensor:
    """Return the matrix with its singular values near one (0.7 to 1.2), by Newton and Schulz' iteration."""
    tall = matrix.shape[0] > matrix.shape[1]
    x = (matrix.T if tall else matrix).to(numbers)
    x = x / x.norm().clamp(min=LEAST_NORM)
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = torch.addmm(x, torch.addmm(gram, gram, gram, beta=BEND, alpha=CURL), x, beta=SLOPE)
    return (x.T if tall else x).to(matrix.dtype)
