"""The random mind: decisions drawn from all legal ones. It is the bottom of every comparison of minds."""

from __future__ import annotations

from random import Random

from show.ports import ASSETS, MOODS, ROOMS, Answer, Decision, Prompt, Trade

WORDS = ("up", "down", "buy", "sell", "Tech", "Crypto", "Bonds", "now", "never", "maybe", "coffee", "chart")


class RandomMind:
    """Draws trade, size, room and mood evenly, and a few words. Equal prompts get equal answers."""

    @property
    def name(self) -> str:
        """Return "random"."""
        return "random"

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt with dice made from its seed."""
        dice = Random(prompt.seed)
        trades: tuple[Trade, ...] = ("Hold", *ASSETS) if prompt.facts.sizes else ("Hold",)
        decision = Decision(
            trade=dice.choice(trades),
            size=dice.choice(prompt.facts.sizes or ("out",)),
            speech=" ".join(dice.choices(WORDS, k=dice.randint(0, 8))),
            thought=" ".join(dice.choices(WORDS, k=dice.randint(1, 12))),
            location=dice.choice(ROOMS),
            mood=dice.choice(MOODS),
        )
        return Answer(text=decision.model_dump_json())

    async def close(self) -> None:
        """Do nothing: there is nothing to free."""
