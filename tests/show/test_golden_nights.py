"""Golden nights: whole nights with an audience, equal to the last link. Changed only by `--update-golden`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from show.episode import EPISODE_TICKS
from show.words import TRADERS
from tests.show.company import Company

GOLDEN = Path(__file__).parents[1] / "golden" / "nights.json"
SEEDS = (1, 7, 2026)
TICKS = EPISODE_TICKS + 6

ASKS: dict[int, list[tuple[str, str, str, bool]]] = {
    2: [("chaos", "", "page:ann", False)],
    4: [("vote", "1", "page:ann", False), ("vote", "2", "page:bob", False), ("vote", "2", "page:cem", False)],
    9: [("pause", "", "terminal:host", True), ("resume", "", "terminal:host", True)],
    30: [
        ("chaos", "", "page:bob", False),
        ("chaos", "", "page:cem", False),
        ("chaos", "", "page:bob", False),
    ],
    EPISODE_TICKS + 3: [("reset", "A fresh start", "terminal:host", True)],
}


async def night(seed: int) -> dict[str, object]:
    company = await Company(seed=seed).run(1)
    for tick in range(2, TICKS + 1):
        for what, text, viewer, moderator in ASKS.get(tick, []):
            await company.ask(what, text, viewer, moderator)
        await company.run(1)
    state = company.state
    return {
        "events": state.seq,
        "head": state.head,
        "season": state.programme.season,
        "champion": state.programme.champions[0].model_dump(),
        "equity": {who: state.equity(who) for who in TRADERS},
    }


@pytest.mark.parametrize("seed", SEEDS)
async def test_a_night_is_the_golden_one(seed: int, pytestconfig: pytest.Config) -> None:
    played = await night(seed)
    nights = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if pytestconfig.getoption("--update-golden"):
        nights[str(seed)] = played
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(json.dumps(nights, indent=2) + "\n", encoding="utf-8")
    assert played == nights[str(seed)], (
        "The night differs from the golden one. If that is meant, run: make test ARGS='--update-golden'"
    )
