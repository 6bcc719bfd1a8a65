"""Fifty raw answers of the house model, chosen by a seed: `python -m models.house.samples`.

Turns and dice come from the seed alone, so nobody picks the good ones; the checker's word on each is printed
beside it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from pydantic import ValidationError

from models.checks import contradictions
from models.house.evaluate import HERE, prompts
from models.llama import LlamaMind
from models.tuning import Tuning
from show.ports import Decision, Mind, MindError, MindRubbish, TurnFacts

PAGE = HERE / "SAMPLES.md"
SEED, COUNT = 2026, 50


def heading(facts: TurnFacts) -> str:
    """Return who answers, where, to what."""
    company = ", ".join(neighbour.who.capitalize() for neighbour in facts.neighbours) or "nobody"
    news = f"«{facts.headlines[0].text}»" if facts.headlines else "no news"
    held = ", ".join(f"{one.side} {one.asset}" for one in facts.positions) or "nothing"
    return f"{facts.trader.capitalize()}, {facts.room}, with {company}; holds {held}; {news}"


async def samples(mind: Mind, seed: int, count: int) -> AsyncIterator[str]:
    """Yield a paragraph for each answer, the best of n as on air."""
    for number, prompt in enumerate(prompts(seed, count), 1):
        try:
            decision = Decision.model_validate_json((await mind.decide(prompt)).text)
        except (MindRubbish, ValidationError) as error:
            yield f"{number}. {heading(prompt.facts)}\n   - no decision: {error}"
            continue
        found = contradictions(prompt.facts, decision)
        verdict = "; ".join(one.sentence for one in found) or "nothing found"
        order = "Hold" if decision.trade == "Hold" else f"{decision.trade} {decision.size}"
        yield (
            f"{number}. {heading(prompt.facts)}\n"
            f"   - **{order}**, {decision.mood}, goes to {decision.location}\n"
            f"   - says: {decision.speech or '(nothing)'}\n"
            f"   - thinks: {decision.thought}\n"
            f"   - checker: {verdict}"
        )


async def page(model: Path, seed: int, count: int) -> str:
    """Return the page."""
    mind = LlamaMind(model, Tuning())
    try:
        found = [paragraph async for paragraph in samples(mind, seed, count)]
    finally:
        await mind.close()
    head = (
        f"# {count} answers of the house model\n\nWritten by `python -m models.house.samples`; turns and "
        f"dice from seed {seed}, nothing left out. Headline wordings are kept out of training.\n\n"
    )
    return head + "\n".join(found) + "\n"


def main() -> None:
    """Read the options and write the page."""
    parser = argparse.ArgumentParser(description="Show raw answers of the house model.")
    parser.add_argument("--model", type=Path, default=HERE / "house.gguf")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    options = parser.parse_args()
    try:
        PAGE.write_text(asyncio.run(page(options.model, options.seed, options.count)), encoding="utf-8")
    except MindError as error:
        raise SystemExit(str(error)) from error
    print(f"{options.count} answers are in {PAGE}.")


if __name__ == "__main__":
    main()
