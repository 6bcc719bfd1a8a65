"""The edition: collects between two bells what the newspaper prints, and makes a front page of it.

The headline of the day is the one after which prices moved most: each headline waits for the next prices and
is weighed by the change of the asset it is about, or by the largest change if it is about all of them. The
quote of the day is the line that most colleagues heard; of equal ones the longest, of these the earliest.
The biggest lie follows the rule of `show.lies`. When a moderator blanks the show, all three are chosen anew
from what comes after: nothing that may have been the reason is printed again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from show.cast import persona
from show.events import (
    BellRang,
    ChaosStruck,
    Entry,
    HeadlineBroke,
    LineSpoken,
    PricesMoved,
    SeasonOpened,
    ShowPanicked,
    TickEnded,
    TraderBankrupted,
    VoteClosed,
)
from show.frontpage import Course, FrontPage, Result, Said, Strike, Verdict
from show.lies import Lies
from show.state import State
from show.words import ASSETS, TRADERS, Asset, TraderId


@dataclass(slots=True)
class _Notes:
    """What was noted since the opening bell."""

    opening: dict[TraderId, int]
    prices: dict[Asset, int]
    question: str = ""
    equity: dict[TraderId, list[int]] = field(default_factory=lambda: {who: [] for who in TRADERS})
    waiting: list[HeadlineBroke] = field(default_factory=list)
    before: dict[Asset, int] = field(default_factory=dict)
    headline: tuple[float, HeadlineBroke] | None = None
    quote: tuple[int, int, Said] | None = None
    lies: Lies = field(default_factory=Lies)
    strikes: list[Strike] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    broke: list[str] = field(default_factory=list)


class Edition:
    """Fed with every entry and the state after it, it prints a page at each closing bell."""

    def __init__(self) -> None:
        self.pages: list[FrontPage] = []
        self._notes: _Notes | None = None

    def page(self, episode: int | None = None) -> FrontPage | None:
        """Return the newest page, or the newest one of an episode with this number."""
        return next((page for page in reversed(self.pages) if episode in (None, page.episode)), None)

    def take(self, entry: Entry, state: State) -> None:
        """Note an entry; `state` has folded it already."""
        event, notes = entry.event, self._notes
        if isinstance(event, SeasonOpened):
            self._notes = None
        elif isinstance(event, BellRang) and event.bell == "opening":
            self._notes = _opened(state)
        elif notes is not None and isinstance(event, BellRang):
            self.pages.append(_printed(notes, event, entry, state))
            self._notes = None
        elif notes is not None:
            notes.lies.hear(entry, state)
            _note(notes, entry, state)


def _opened(state: State) -> _Notes:
    opening = {who: trader.opening for who, trader in state.cast.items()}
    return _Notes(opening=opening, prices=state.board.mids(), before=state.board.mids())


def _note(notes: _Notes, entry: Entry, state: State) -> None:
    match entry.event:
        case HeadlineBroke() as headline:
            notes.waiting.append(headline)
        case PricesMoved():
            _weigh(notes, state.board.mids())
        case LineSpoken() as line:
            _listen(notes, line, entry.tick)
        case TickEnded():
            for who in TRADERS:
                notes.equity[who].append(state.equity(who))
        case ShowPanicked():
            notes.waiting, notes.headline, notes.quote, notes.lies = [], None, None, Lies()
        case ChaosStruck() as chaos:
            notes.strikes.append(Strike(headline=chaos.headline, backers=chaos.backers))
        case TraderBankrupted() as fallen:
            notes.broke.append(persona(fallen.trader).name)
        case VoteClosed() as vote:
            notes.verdicts.append(_counted(vote, notes.question))
        case _:
            pass
    if state.crowd.ballot is not None:
        notes.question = state.crowd.ballot.question


def _weigh(notes: _Notes, mids: dict[Asset, int]) -> None:
    moves = {asset: abs(mid - notes.before[asset]) / notes.before[asset] for asset, mid in mids.items()}
    for headline in notes.waiting:
        weight = max(moves.values()) if headline.about is None else moves[headline.about]
        if notes.headline is None or weight > notes.headline[0]:
            notes.headline = weight, headline
    notes.waiting, notes.before = [], mids


def _listen(notes: _Notes, line: LineSpoken, tick: int) -> None:
    said = Said(who=line.trader, name=persona(line.trader).name, text=line.text, tick=tick)
    weight = (len(line.heard_by), len(line.text))
    if notes.quote is None or weight > notes.quote[:2]:
        notes.quote = (*weight, said)


def _counted(vote: VoteClosed, question: str) -> Verdict:
    total = sum(count.votes for count in vote.counts)
    votes = next((count.votes for count in vote.counts if count.key == vote.winner), 0)
    return Verdict(question=question, winner=vote.label if vote.winner else "", votes=votes, total=total)


def _printed(notes: _Notes, bell: BellRang, entry: Entry, state: State) -> FrontPage:
    _weigh(notes, state.board.mids())
    news = notes.headline[1] if notes.headline else None
    return FrontPage(
        season=state.programme.season,
        episode=bell.episode,
        headline=news.text if news else "",
        rumour=news.unverified if news else False,
        bell=bell.line,
        results=tuple(_result(notes, place.who, place.equity) for place in bell.standings),
        quote=notes.quote[2] if notes.quote else None,
        lie=notes.lies.biggest,
        prices=tuple(
            Course(asset=asset, opening=notes.prices[asset], closing=state.board.quotes[asset].mid)
            for asset in ASSETS
        ),
        strikes=tuple(notes.strikes),
        verdicts=tuple(notes.verdicts),
        broke=tuple(notes.broke),
        seed=state.programme.seed,
        link=entry.hash,
    )


def _result(notes: _Notes, who: TraderId, closing: int) -> Result:
    opening = notes.opening[who]
    history = (opening, *notes.equity[who])
    return Result(who=who, name=persona(who).name, opening=opening, closing=closing, history=history)
