"""Several minds behind one: each trader is answered by a mind of their own, and every answer names it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from show.ports import TRADERS, Answer, Mind, MindError, Prompt, ReadsAhead, TraderId

MYSTERY = "mystery"
"""What a mind is called on air whose name is kept from the audience."""


class Ensemble:
    """Dispatches by trader.

    `shift` tells by how many seats the minds have moved on: with 1, Alex is answered by Sarah's mind and so
    on. `mystery` is the trader whose mind is not named, whichever it is.
    """

    def __init__(
        self,
        minds: Mapping[TraderId, Mind],
        *,
        shift: Callable[[], int] = lambda: 0,
        mystery: TraderId | None = None,
    ) -> None:
        self._minds = dict(minds)
        self._shift = shift
        self._mystery = mystery

    @property
    def name(self) -> str:
        """Return the names of all the minds, each once."""
        return " + ".join(dict.fromkeys(map(self.name_of, TRADERS)))

    def mind_of(self, trader: TraderId) -> Mind:
        """Return the mind that answers for a trader now."""
        return self._minds[TRADERS[(TRADERS.index(trader) + self._shift()) % len(TRADERS)]]

    def name_of(self, trader: TraderId) -> str:
        """Return what that mind is called on air."""
        return MYSTERY if trader == self._mystery else self.mind_of(trader).name

    async def decide(self, prompt: Prompt) -> Answer:
        """Let the trader's mind answer.

        Raises:
            MindError: it could not; the error names the mind.
        """
        trader = prompt.facts.trader
        mind = self.mind_of(trader)
        try:
            answer = await mind.decide(prompt)
        except MindError as error:
            error.mind = self.name_of(trader)
            if trader == self._mystery:
                # Sentences name the mind that failed.
                error.args = (str(error).replace(repr(mind.name), "the mystery mind"),)
            raise
        return answer._replace(mind=self.name_of(trader))

    def read_ahead(self, words: Callable[[], tuple[str, str]]) -> None:
        """Let each mind that can read the beginning of the next prompts."""
        for mind in dict.fromkeys(self._minds.values()):
            if isinstance(mind, ReadsAhead):
                mind.read_ahead(words)

    async def close(self) -> None:
        """Close each mind once. One that fails to close does not keep the others open."""
        closed = await asyncio.gather(
            *(mind.close() for mind in dict.fromkeys(self._minds.values())), return_exceptions=True
        )
        for error in closed:
            if isinstance(error, BaseException):
                raise error
