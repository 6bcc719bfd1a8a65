"""The front page as facts: what the closing bell's newspaper prints, every word and number from the log."""

from __future__ import annotations

from dataclasses import dataclass

from show.words import Asset, TraderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an episode did to one trader. Money in cents; `history` is equity from bell to bell."""

    who: TraderId
    name: str
    opening: int
    closing: int
    history: tuple[int, ...]

    @property
    def gain(self) -> int:
        """Return what the episode brought, in cents."""
        return self.closing - self.opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line exactly as it was spoken."""

    who: TraderId
    name: str
    text: str
    tick: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lie:
    """A line and what was true instead: orders of `cents` the other way, or a thought the audience opened."""

    said: Said
    asset: Asset
    bought: bool
    """Whether the speaker bought (or thought of buying) what the line was against."""
    cents: int = 0
    thought: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The mid of one asset at the opening and at the closing bell, in cents."""

    asset: Asset
    opening: int
    closing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """Chaos that struck, and how many had asked for it."""

    headline: str
    backers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A ballot that was counted. `winner` is empty if nobody voted."""

    question: str
    winner: str
    votes: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """One episode. `results` are in the order of the closing standings; `link` is the closing bell's hash."""

    season: int
    episode: int
    headline: str
    rumour: bool
    """The headline was never confirmed."""
    bell: str
    """The closing bell's own line."""
    results: tuple[Result, ...]
    quote: Said | None
    lie: Lie | None
    prices: tuple[Course, ...]
    strikes: tuple[Strike, ...]
    verdicts: tuple[Verdict, ...]
    broke: tuple[str, ...]
    """Names of those who went broke, once for each time."""
    seed: int
    link: str

    @property
    def winner(self) -> Result:
        """Return who gained most; equal gains keep the order of the standings."""
        return max(self.results, key=lambda result: result.gain)

    @property
    def loser(self) -> Result:
        """Return who gained least; of equals, the one further down."""
        return min(reversed(self.results), key=lambda result: result.gain)
