"""The director: the one writer. It takes intents, runs the beats of a tick and commits each to the log."""

from __future__ import annotations

import random
from hashlib import sha256

from show import recap, turns
from show.asking import Asking
from show.audience import answers, votes
from show.audience.chaos import ChaosRules
from show.beat import Beat
from show.crew import Crew
from show.episode import (
    BEAT_MS,
    EPISODE_TICKS,
    SILENT_TURN_MS,
    BeatKind,
    closes_episode,
    closes_season,
    episode_tick,
    opens_episode,
)
from show.events import (
    ChaosPassed,
    HeadlineBroke,
    SeasonOpened,
    ShowOpened,
    TickBegan,
    TickEnded,
)
from show.lines import Gate
from show.margin import comeback, review
from show.market.regimes import hint
from show.market.source import ChaosForce
from show.reading import Reading
from show.state import State
from show.words import TRADERS, TraderId


class Director:
    """Runs the show from wherever the state stands: every step asks the state what comes next."""

    def __init__(self, crew: Crew, state: State) -> None:
        self.state = state
        self._crew = crew
        self._asking = Asking(crew, state, self.seed, self.take_intents)
        self._reading = Reading(crew, state)

    def dice(self, purpose: str) -> random.Random:
        """Return dice that depend on the seed, the tick and the purpose only, so a restart rolls the same."""
        return random.Random(self._name(purpose))

    def seed(self, purpose: str) -> int:
        """Return 31 bits of the same kind: a seventh of the work where somebody else makes the dice."""
        return int.from_bytes(sha256(self._name(purpose).encode()).digest()[:4]) >> 1

    def _name(self, purpose: str) -> str:
        programme = self.state.programme
        return f"{programme.seed} {programme.season} {self.state.tick} {purpose}"

    def _beat(self, kind: BeatKind, tick: int | None = None) -> Beat:
        return Beat(self.state, self._crew.gate, kind, tick)

    async def _commit(self, beat: Beat) -> None:
        if beat.entries:
            await self._crew.log.append(beat.entries, beat.memories)

    async def open(self, seed: int) -> None:
        """Open the show if the log is empty; otherwise the log has the first word."""
        if self.state.seq:
            return
        beat = self._beat("opening")
        beat.emit(ShowOpened(seed=seed, mind=self._crew.mind.name))
        self._open_season(beat, 1)
        await self._commit(beat)

    def _open_season(self, beat: Beat, number: int) -> None:
        beat.emit(SeasonOpened(season=number, start=self._crew.rules.start))
        prices, truth = self._crew.market.first(self.dice("first prices"))
        beat.emit(prices)
        beat.emit(truth)

    async def tick(self) -> None:
        """Run one round of the floor, or what is left of one. Returns early when the show is paused."""
        self._reading.hand()  # again after a restart: the close before may not have been read yet
        await self.take_intents()
        await self._ring_due_bells()
        for step in (self._hear_the_desk, self._begin, self._move_prices):
            if self.state.programme.paused:
                return
            await step()
            await self.take_intents()
        while self.state.programme.turns and not self.state.programme.paused:
            await self._turn(self.state.programme.turns[0])
            await self.take_intents()
        if self.state.programme.phase == "turns" and not self.state.programme.turns:
            await self._close()
            await self._ring_due_bells()

    async def stop(self) -> None:
        """Give up what is still being asked; the log stays where it is."""
        await self._asking.stop()

    # --- the beats of a tick

    async def _hear_the_desk(self) -> None:
        """Let the desk speak of the close it sat over. It has had all turns since then to read it."""
        if self.state.programme.phase != "between":
            return
        beat = self._beat("desk")
        for event in await self._reading.word():
            beat.emit(event)
        await self._commit(beat)

    async def _begin(self) -> None:
        state, programme = self.state, self.state.programme
        if programme.phase != "between":
            return
        tick = state.tick + 1
        beat = self._beat("headline", tick)
        if opens_episode(tick, programme.season_tick):
            beat.emit(recap.opening_bell(state))
        began = TickBegan(tick=tick, order=turns.turn_order(state, self.dice("order")))
        cause = beat.emit(began)
        headline = self._draw_headline()
        if headline is not None:
            beat.emit(headline, cause)
        await self._commit(beat)
        self._asking.read_ahead()
        await self._asking.hold(BEAT_MS["headline"] if headline is not None else 0)

    def _draw_headline(self) -> HeadlineBroke | None:
        truth = self.state.board.truth
        assert truth is not None, "a season opens with prices"
        printed = self._crew.newsroom.draw(hint(truth.regime), self._lately(), self.dice("news"))
        if printed is None:
            return None
        return HeadlineBroke(
            headline=self.state.wire.count + 1,
            text=printed.text,
            about=printed.about,
            tone=printed.tone,
            entity=printed.entity,
            gist=printed.gist,
            unverified=printed.unverified,
        )

    async def _move_prices(self) -> None:
        if self.state.programme.phase != "prices":
            return
        beat = self._beat("prices")
        chaos = self.state.board.chaos
        if chaos is not None and self.state.tick > chaos.until:
            after = self.state.board.mids()
            beat.emit(ChaosPassed(chaos=chaos.number, owner=chaos.owner, before=chaos.before, after=after))
        self.emit_prices(beat, "prices")
        await self._commit(beat)
        self._asking.ask_ahead()
        await self._asking.hold(BEAT_MS["prices"])

    def emit_prices(self, beat: Beat, purpose: str) -> None:
        """Let the market answer what happened since its last move."""
        board = self.state.board
        assert board.truth is not None, "a season opens with prices"
        force = ChaosForce(max(0, board.chaos.until - self.state.tick)) if board.chaos else None
        prices, truth = self._crew.market.move(board.truth, self.dice(purpose), chaos=force, flow=board.flow)
        beat.emit(prices)
        beat.emit(truth)

    async def _turn(self, trader: TraderId) -> None:
        reply = await self._asking.answer(trader)
        if reply is None:
            return
        beat = self._beat("turn")
        crew = self._crew
        spoke = turns.play(
            beat, self.state, crew.gate, trader, reply, crew.rules, crew.mind.name, crew.desk is not None
        )
        await self._commit(beat)
        self._asking.ask_ahead()
        await self._asking.hold(BEAT_MS["turn"] if spoke else SILENT_TURN_MS)

    async def _close(self) -> None:
        state = self.state
        beat = self._beat("close")
        for trader in TRADERS:
            self._apply_rules(beat, trader)
        self._count_votes(beat)
        self._open_vote(beat)
        self._reading.settle(beat)
        beat.emit(TickEnded(tick=state.tick))
        await self._commit(beat)
        self._reading.hand()
        self._asking.read_ahead()
        await self._asking.hold(BEAT_MS["close"])

    def _apply_rules(self, beat: Beat, trader: TraderId) -> None:
        """Margin, bankruptcy and the way back, by the season's written rules."""
        state, rules = self.state, self._crew.rules
        who = state.cast[trader]
        if who.status == "intern":
            if who.due is not None and state.tick >= who.due:
                beat.emit(comeback(trader, state.books, rules))
            return
        for event in review(trader, state.books, state.board.quotes, rules, state.tick, who.status, who.due):
            beat.emit(event)

    def _count_votes(self, beat: Beat) -> None:
        ballot = self.state.crowd.ballot
        if ballot is None or self.state.tick < ballot.closes:
            return
        result = votes.count(ballot)
        cause = beat.emit(result)
        winner = next((option for option in ballot.options if option.key == result.winner), None)
        for event in votes.effect(self.state, winner) if winner else []:
            beat.emit(event, cause)

    def _open_vote(self, beat: Beat) -> None:
        state = self.state
        now = episode_tick(state.tick, state.programme.season_tick)
        if not votes.is_due(state, now, EPISODE_TICKS):
            return
        dice = self.dice("ballot")
        printed = self._crew.newsroom.ballot(self._lately(), dice, votes.BALLOT_HEADLINES)
        beat.emit(votes.ballot(state, printed, dice))

    async def _ring_due_bells(self) -> None:
        """Close the episode and the season whose last tick has ended; safe to ask at any moment."""
        state, programme = self.state, self.state.programme
        if programme.phase != "between" or not closes_episode(state.tick, programme.season_tick):
            return
        if programme.on_air:
            beat = self._beat("bell")
            cause = beat.emit(recap.closing_bell(state))
            for trader in TRADERS:
                beat.emit(recap.reflection(state, trader), cause)
            await self._commit(beat)
            await self._asking.hold(BEAT_MS["bell"])
        if closes_season(state.tick, programme.season_tick):
            await self.new_season("bell", "The season is over.")

    async def new_season(self, by: str, reason: str, cause: int | None = None) -> None:
        """Archive the season and open the next. Nothing is deleted; the log goes on."""
        await self.stop()
        beat = self._beat("bell")
        self.emit_new_season(beat, by, reason, cause)
        await self._commit(beat)

    def emit_new_season(self, beat: Beat, by: str, reason: str, cause: int | None = None) -> None:
        """Emit the end of this season and the start of the next in one beat."""
        self._reading.end_season(beat)
        beat.emit(recap.season_close(self.state, by, reason), cause)
        self._open_season(beat, self.state.programme.season + 1)

    # --- the audience

    async def take_intents(self) -> None:
        """Answer every intent that waits, each in a beat of its own."""
        while waiting := await self._crew.inbox.take(self.state.crowd.inbox):
            for intent in waiting:
                beat = self._beat("intent")
                answers.answer(beat, self, intent)
                await self._commit(beat)

    def chaos_rules(self) -> ChaosRules:
        """Return how chaos is charged."""
        return self._crew.chaos

    def gate(self) -> Gate:
        """Return the gate that a moderator's words pass, too."""
        return self._crew.gate

    def chaos_headline(self, purpose: str) -> str:
        """Return a headline for chaos from the show's own bank. A viewer's words are never one."""
        return self._crew.newsroom.chaos(self._lately(), self.dice(purpose)).text

    def _lately(self) -> list[HeadlineBroke]:
        return [headline.event for headline in self.state.wire.headlines]
