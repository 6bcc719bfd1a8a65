"""The recipe: every number that decides what a training run makes, and the hash that names it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

PIECE = 63_000
"""Examples that one process draws in one go."""


@dataclass(frozen=True)
class Recipe:
    """One training run. Tokens count prompts and answers alike; the loss counts answers only."""

    seed: int = 7
    examples: int = PIECE
    tokens: int = 4_500_000
    batch: int = 4_096  # tokens in one step
    rate: float = 0.02  # Muon's, for matrices
    vector_rate: float = 0.003  # AdamW's, for the embedding and the norms
    weight_decay: float = 0.02
    warmup: float = 0.02
    decay: float = 0.6  # the last part of the run, over which the rate falls to nothing
    width: int = 256
    layers: int = 4
    heads: int = 4
    hidden: int = 704
    context: int = 512
    vocabulary: int = 2_048

    def pace(self, done: float) -> float:
        """Return the factor on the rates after the share `done` (0 to 1) of the run."""
        if done < self.warmup:
            return max(done / self.warmup, 0.02)
        return min(1.0, max(0.0, (1.0 - done) / self.decay))

    def digest(self, corpus: str) -> str:
        """Return a short hash over the recipe and the corpus' own hash: equal runs have equal names."""
        text = json.dumps(asdict(self), sort_keys=True) + corpus
        return hashlib.sha256(text.encode()).hexdigest()[:16]


RECIPES = {"cpu": Recipe(), "cuda": Recipe(examples=16 * PIECE, tokens=300_000_000, batch=32_768)}
"""What a run is by default, by what it runs on: an hour of two cores, or some minutes of a large GPU.

The first piece of both corpora is the same, and so are the tokenizer and the size of the model.
"""
