"""Remembering: SQLite's full-text search over one trader's memories, and the newest ones besides."""

from __future__ import annotations

from bot.log.memories import FRESH, Memories, Shelf, words
from show.ports import Recollection
from show.words import TraderId

WORDS = 6
"""Words of a query that are searched for, the rarest ones; each costs about 0.02 ms."""


class Recall:
    """A `show.ports.Recall`. Relevance is BM25 as FTS5 computes it, with its sign turned: 0 and up."""

    def __init__(self, memories: Memories) -> None:
        self._memories = memories

    async def recall(self, trader: TraderId, query: str, limit: int = 20) -> list[Recollection]:
        """Return up to `limit` memories of a trader: three quarters found by `query`, the rest the newest.

        The found ones come first, best first; then the newest ones, newest first.
        """
        shelf = self._memories.of(trader)
        shelf.catch_up()
        scores = _scores(shelf, query)
        best = sorted(scores, key=lambda number: (-scores[number], -number))[: limit - limit // 4]
        chosen = dict.fromkeys(best)
        for number in reversed(shelf.memories):
            if len(chosen) >= limit:
                break
            chosen[number] = None
        kept = shelf.memories
        return [Recollection(memory=kept[number], relevance=scores.get(number, 0.0)) for number in chosen]


def _scores(shelf: Shelf, query: str) -> dict[int, float]:
    telling = _telling(shelf, query)
    if not telling:
        return {}
    # \w leaves nothing that could end a quoted string or break off the statement, so any text is safe here.
    found = shelf.search(" OR ".join(f'"{word}"' for word in telling))
    return {number: round(max(0.0, -score), 6) for number, score in found}


def _telling(shelf: Shelf, query: str) -> list[str]:
    # BM25 gives no weight to a word that stands in more than half of the texts, such as a friend's name, but
    # it would walk over all of them. Few memories are too few to judge by, and soon walked over.
    count = len(shelf.memories)
    many = count / 2 if count > 2 * FRESH else count
    known = [word for word in words(query) if shelf.occurs[word] <= many]
    return sorted(known, key=lambda word: shelf.occurs[word] or many)[:WORDS]
