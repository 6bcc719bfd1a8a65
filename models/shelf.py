"""The shelf: what prompts have in common, read once. Rules in one sequence, rules and floor in another.

Only whole sequences are copied and dropped, so models whose memory cannot be cut (recurrent and hybrid ones)
are served the same way. A section begins a new chunk, so that what was read ahead and what is read at once
goes through the model in the same pieces and gives the same bits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from models.runtime import CHUNK, Row, Runtime

RULES, FLOOR, FIRST_FREE = 0, 1, 2
"""The numbers of the two kept sequences, and of the first that is for answers."""

Tokens = tuple[int, ...]


@dataclass(frozen=True)
class Common:
    """What a prompt shares with others: the rules, and the floor in sections. Empty rules share nothing."""

    rules: Tokens = ()
    floor: tuple[Tokens, ...] = ()

    @cached_property
    def length(self) -> int:
        """Return how many tokens it has."""
        return len(self.rules) + sum(map(len, self.floor))

    @cached_property
    def rule_chunks(self) -> list[Tokens]:
        """Return the rules as they are read."""
        return chunks(self.rules)

    @cached_property
    def floor_chunks(self) -> list[Tokens]:
        """Return the floor as it is read."""
        return [chunk for section in self.floor for chunk in chunks(section)]


def chunks(tokens: Tokens) -> list[Tokens]:
    """Return tokens in pieces of one step each."""
    return [tokens[start : start + CHUNK] for start in range(0, len(tokens), CHUNK)]


@dataclass
class Shelf:
    """Keeps the common part of prompts. `read` counts the tokens that went through the model for it."""

    runtime: Runtime
    read: int = 0
    _rules: list[Tokens] = field(default_factory=list)
    _floor: list[Tokens] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Return how many cells the shelf takes."""
        return sum(map(len, self._rules)) + sum(map(len, self._floor))

    def holds(self, common: Common) -> bool:
        """Return whether all of it has been read, so that answers may begin with it."""
        if not common.rules:
            return True
        return self._rules == common.rule_chunks and self._floor == common.floor_chunks

    def advance(self, common: Common) -> bool:
        """Read one chunk of what is missing, and return whether all of it is there then.

        Raises:
            MindError, Aborted: see `Runtime.step`.
        """
        self._clear_for(common)
        if len(self._rules) < len(common.rule_chunks):
            self._read(RULES, self._rules, common.rule_chunks[len(self._rules)])
            if len(self._rules) == len(common.rule_chunks):
                self.runtime.copy(RULES, FLOOR)
        elif len(self._floor) < len(common.floor_chunks):
            self._read(FLOOR, self._floor, common.floor_chunks[len(self._floor)])
        return self.holds(common)

    def copy_to(self, sequence: int, common: Common) -> int:
        """Let a sequence begin with the common part, which is here, and return its length."""
        if common.rules:
            self.runtime.copy(FLOOR, sequence)
        return common.length

    def forget(self) -> None:
        """Empty the shelf: the context is new, or a step was broken off."""
        self.runtime.drop(RULES)
        self.runtime.drop(FLOOR)
        self._rules, self._floor = [], []

    def _clear_for(self, common: Common) -> None:
        """Drop what is here and is no beginning of it."""
        if self._rules != common.rule_chunks[: len(self._rules)]:
            self.forget()
        if self._floor != common.floor_chunks[: len(self._floor)]:
            self.runtime.drop(FLOOR)
            self._floor = []
            self.runtime.copy(RULES, FLOOR)

    def _read(self, sequence: int, done: list[Tokens], chunk: Tokens) -> None:
        start = self.length
        self.runtime.step([Row(token, start + at, sequence) for at, token in enumerate(chunk)])
        done.append(chunk)
        self.read += len(chunk)
