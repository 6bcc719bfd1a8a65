"""The bets: a prediction on each episode, paid out at its closing bell by what the log says."""

from __future__ import annotations

from bot.phrases import name
from bot.twitch.channel import BET_SECONDS, Channel, Native
from bot.twitch.trouble import TwitchTrouble
from show.events import BellRang
from show.words import TRADERS

LOST = (401, 403)


class Bets:
    """Set `channel` once the channel turns out to have predictions."""

    def __init__(self) -> None:
        self.channel: Channel | None = None
        self._bet: Native | None = None

    async def bell(self, event: BellRang, seconds: float) -> None:
        """Open a prediction for a quarter of an episode at its opening bell; pay it out at the closing."""
        if self.channel is None:
            return
        if event.bell == "closing":
            await self._pay(event)
            return
        await self.cancel()
        window = int(min(max(seconds / 4, BET_SECONDS[0]), BET_SECONDS[1]))
        try:
            self._bet = await self.channel.open_bet(
                title_of(event.episode), [name(who) for who in TRADERS], window
            )
        except TwitchTrouble as trouble:
            if trouble.status in LOST:
                self.channel = None
            raise

    async def _pay(self, event: BellRang) -> None:
        bet, self._bet = self._bet, None
        if bet is None or self.channel is None or not event.standings:
            return
        leader = name(event.standings[0].who)
        winner = next((number for number, title in bet.choices if title == leader), None)
        await self.channel.end_bet(bet.id, winner if bet.title == title_of(event.episode) else None)

    async def cancel(self) -> None:
        """Give everybody their points back: there will be no closing bell."""
        bet, self._bet = self._bet, None
        if bet is not None and self.channel is not None:
            await self.channel.end_bet(bet.id, None)

    async def find(self, episode: int, on_air: bool) -> None:
        """Go on with the prediction of an earlier run; one on an episode that is over is cancelled."""
        if self.channel is None or self._bet is not None:
            return
        for bet in await self.channel.open_bets():
            if on_air and bet.title == title_of(episode):
                self._bet = bet
            elif bet.title.startswith(TITLE):
                await self.channel.end_bet(bet.id, None)


TITLE = "Who leads at the bell of episode"


def title_of(episode: int) -> str:
    """Return the question of an episode's prediction."""
    return f"{TITLE} {episode}?"
