"""Discord's rate limits, counted in sliding windows: the strictest reading of them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.fake_discord.answers import answer

GLOBAL = (50, 1.0)
WEBHOOK = (5, 2.0)
WEBHOOKS_OF_A_CHANNEL = (30, 60.0)
MESSAGES = (5, 5.0)
"""Messages and edits of the bot itself in one channel."""
OLD_EDITS = (3, 6.0)


@dataclass
class Bucket:
    limit: int
    seconds: float

    def __post_init__(self) -> None:
        self.hits: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Return the seconds until there is room for one more."""
        while self.hits and self.hits[0] <= now - self.seconds:
            self.hits.popleft()
        return 0.0 if len(self.hits) < self.limit else self.hits[0] + self.seconds - now

    def headers(self, now: float, name: str) -> dict[str, str]:
        reset = self.hits[0] + self.seconds - now if self.hits else self.seconds
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(0, self.limit - len(self.hits))),
            "X-RateLimit-Reset": f"{now + reset:.3f}",
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": name,
        }


class Limits:
    """Counts requests and says no. `exceeded` holds every refusal: a polite client leaves it empty."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.exceeded: list[str] = []
        self.most: dict[str, int] = defaultdict(int)
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def check(self, *keys: tuple[str, str, tuple[int, float]]) -> tuple[web.Response | None, dict[str, str]]:
        """Count one request in all its buckets; the first named is the one that the headers tell of."""
        now = self.clock()
        named = [(kind, self._bucket(kind, who, size)) for kind, who, size in keys]
        for kind, bucket in named:
            if wait := bucket.wait(now):
                self.exceeded.append(kind)
                return self._refused(kind, bucket, wait), {}
        for kind, bucket in named:
            bucket.hits.append(now)
            self.most[kind] = max(self.most[kind], len(bucket.hits))
        return None, named[0][1].headers(now, named[0][0]) if named else {}

    def fill(self, kind: str, who: str, size: tuple[int, float], seconds: float) -> None:
        """Leave no room in a bucket for some time."""
        self._bucket(kind, who, size).hits.extend([self.clock() + seconds] * size[0])

    def _bucket(self, kind: str, who: str, size: tuple[int, float]) -> Bucket:
        return self._buckets.setdefault((kind, who), Bucket(*size))

    def _refused(self, kind: str, bucket: Bucket, wait: float) -> web.Response:
        scope = "global" if kind == "global" else "user"
        body = {"message": "You are being rate limited.", "retry_after": wait, "global": kind == "global"}
        headers = {
            **bucket.headers(self.clock(), kind),
            "Retry-After": str(max(1, round(wait))),
            "Via": "1.1 fake",
        }
        return answer(body, 429, {**headers, "X-RateLimit-Scope": scope})
