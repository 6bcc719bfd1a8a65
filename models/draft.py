"""A draft: one answer under way, from the prompt's own tokens to the last of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf
from time import perf_counter

from models.guides import Guide
from models.runtime import Row
from models.sampler import Logits
from models.shelf import Common

WHOLE = re.compile(rb"[}\]]$")
"""Matches an answer at its end."""


class Draft:
    """Feeds a prompt and its answer to the engine, a few rows at a time."""

    def __init__(
        self,
        common: Common,
        own: Sequence[int],
        guide: Guide,
        most_tokens: int,
        due: float = inf,
        spoken: re.Pattern[bytes] = WHOLE,
    ) -> None:
        """`due` is when it is too late, by `time.monotonic`; `spoken` finds where the speech ends."""
        self.common = common
        self.guide = guide
        self.most_tokens = most_tokens
        self.due = due
        self.prompt_tokens = common.length + len(own)
        self.answer_tokens = 0
        self.sequence: int | None = None
        self.spoken_at: float | None = None
        self._spoken = spoken
        self._place = 0
        self._pending = [*own]

    @property
    def needs(self) -> int:
        """Return the tokens of prompt and longest answer: the places of a sequence."""
        return self.prompt_tokens + self.most_tokens

    @property
    def cells(self) -> int:
        """Return the cells it takes besides the common part."""
        return self.needs - self.common.length

    @property
    def is_reading(self) -> bool:
        """Return whether there is still some of the prompt to read."""
        return self._place < self.prompt_tokens

    @property
    def pending(self) -> int:
        """Return how many rows wait to be run."""
        return len(self._pending)

    @property
    def left_to_read(self) -> int:
        """Return how many tokens of its own prompt are still to be read."""
        return max(0, self.prompt_tokens - max(self._place, self.common.length))

    @property
    def is_done(self) -> bool:
        """Return whether the answer is whole."""
        return self.guide.done

    @property
    def text(self) -> str:
        """Return what has been written."""
        return self.guide.written.decode("utf-8", errors="replace")

    def begin(self, sequence: int, place: int) -> None:
        """Take a sequence that holds the common part. What must follow the prompt is read with it.

        Raises:
            DeadEnd: the vocabulary cannot begin an answer.
        """
        self.sequence, self._place = sequence, place
        self._add(self.guide.start())

    def rows(self, most: int) -> list[Row]:
        """Return the next rows to run, at most so many. The last of all asks for odds."""
        assert self.sequence is not None, "a draft begins before it runs"
        tokens = self._pending[:most]
        last = len(self._pending) - 1
        return [
            Row(token, self._place + at, self.sequence, asked=at == last) for at, token in enumerate(tokens)
        ]

    def ran(self, count: int) -> bool:
        """Take note that rows were run; return whether odds are there now."""
        del self._pending[:count]
        self._place += count
        return not self._pending

    def follow(self, odds: Logits) -> None:
        """Go on from the odds.

        Raises:
            DeadEnd: no token is legal, or the odds are not numbers.
        """
        self._add(self.guide.follow(odds))

    def close(self) -> None:
        """Give the guide back."""
        self.guide.close()

    def _add(self, tokens: list[int]) -> None:
        self._pending += tokens
        self.answer_tokens += len(tokens)
        if self.spoken_at is None and (self.is_done or self._spoken.search(self.guide.written)):
            self.spoken_at = perf_counter()
