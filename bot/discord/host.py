"""Discord as a host: follows the log, writes down what each server is to hear, and takes what people ask."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Coroutine
from dataclasses import replace
from typing import Any, Final

import aiohttp
import discord
from pydantic import SecretStr

from bot.clock import Clock, LiveClock
from bot.discord.budget import Budget
from bot.discord.client import Doings, ShowBot, may_read
from bot.discord.desk import Desk
from bot.discord.forms import Forms
from bot.discord.furnish import furnish
from bot.discord.house import House
from bot.discord.once import OnceSession
from bot.discord.outbox import HOST, Outbox, Post
from bot.discord.premises import Premises, Registry
from bot.drawing.gazette import Gazette
from bot.health import health
from bot.hosting.hosts import HostDown
from bot.log.restore import restored
from bot.log.store import Store
from bot.reception.answering import Answers
from bot.reception.crowding import Crowding
from bot.reception.reception import Reception
from show.audience.chaos import ChaosRules
from show.events import Entry, ShowPanicked, ShowResumed
from show.state import State

BACK_OFF = (2.0, 5.0, 15.0, 30.0, 60.0)
WRONG_TOKEN = (
    "Discord does not accept the token. Copy it again from https://discord.com/developers/applications (Bot,"
    " Reset Token) into WALLSTREET_DISCORD_TOKEN and start again; what the servers missed is kept for them."
)
TOKEN_REVOKED = 4004

logger = logging.getLogger(__name__)


class DiscordHost:
    """The show in every server the bot is in, or in the `guilds` that are named."""

    name: Final = HOST

    def __init__(
        self, token: SecretStr, store: Store, reception: Reception, rules: ChaosRules, *,
        guilds: Collection[int] = (), moderators: Collection[str] = (), clock: Clock | None = None,
        gazette: Gazette | None = None,
    ) -> None:  # fmt: skip
        self.refused = ""
        """Why Discord will not have the bot at all, as a sentence; only the owner can change that."""
        self._store = store
        self._token, self._guilds = token, frozenset(guilds)
        self._clock = clock or LiveClock()
        self._rules = rules
        self._registry, self._outbox = Registry(store.database), Outbox(store.database)
        self._gazette = gazette or Gazette(store)
        self._budget, self._forms, self._answers = Budget(self._clock), Forms(), Answers()
        self.desk = Desk(
            reception, store.inbox, self._answers, rules, Crowding(self._clock), moderators, self._is_hosted
        )
        self.desk.furnisher, self.desk.reporter = self._furnish, self._report
        self._houses: dict[int, House] = {}
        self._premises: dict[int, Premises] = {}
        self._bot: ShowBot | None = None
        self._session: aiohttp.ClientSession | None = None
        self._living: asyncio.Task[None] | None = None
        self._furnishing = asyncio.Lock()

    # --- the host

    async def start(self) -> None:
        """Read what is known of the servers, and begin to connect; Discord may be down, the show is not."""
        if self._living is None:
            self.desk.state = await restored(self._store)
            known = await self._registry.all()
            self._premises = {one.guild: one for one in known if self._is_hosted(one.guild)}
            self._living = asyncio.create_task(self._live(), name="discord")

    async def show(self, entry: Entry, state: State) -> None:
        """Write down what the entry says for every server. It is sent as fast as Discord allows.

        Raises:
            HostDown: Discord refuses the bot; the log waits until the owner has mended that.
        """
        if self.refused:
            raise HostDown(self.refused)
        self.desk.state = state
        self._answers.hear(entry)
        posts = self._forms.posts(entry, state)
        if posts and self._premises:
            posts = await self._illustrated(posts, entry, state)
        if posts and self._premises:
            await self._outbox.put(list(self._premises), entry.seq, entry.tick, posts)
        for house in self._houses.values():
            house.ring(urgent=isinstance(entry.event, ShowPanicked | ShowResumed))

    async def _illustrated(self, posts: list[Post], entry: Entry, state: State) -> list[Post]:
        """Give the first post the picture that the entry is worth. Without one the words are said alone."""
        try:
            plate = await self._gazette.plate(entry, state)
        except Exception:
            logger.exception("The picture of event %d could not be drawn.", entry.seq)
            return posts
        return posts if plate is None else [replace(posts[0], plate=plate), *posts[1:]]

    async def close(self) -> None:
        """Leave. What was not said yet is said after the next start."""
        living, self._living = self._living, None
        if living is not None:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)

    @property
    def busy(self) -> bool:
        """Return whether anything is on its way to Discord."""
        return self._budget.active > 0 or any(house.busy for house in self._houses.values())

    @property
    def idle(self) -> bool:
        """Return whether everything that was to be said has been said."""
        return all(house.idle for house in self._houses.values())

    @property
    def houses(self) -> dict[int, House]:
        """Return the servers the show is in now."""
        return self._houses

    def _is_hosted(self, guild: int) -> bool:
        return not self._guilds or guild in self._guilds

    # --- the connection

    async def _live(self) -> None:
        """Stay connected until cancelled, or until Discord refuses the bot for good."""
        failures = 0
        content = True
        while not self.refused:
            try:
                await self._connected(content)
                failures = 0
            except discord.LoginFailure:
                self._refuse(WRONG_TOKEN)
            except discord.PrivilegedIntentsRequired:
                content = False  # the switch was turned off while we asked; / commands and buttons need none
            except discord.ConnectionClosed as error:
                if error.code == TOKEN_REVOKED:
                    self._refuse(WRONG_TOKEN)
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                logger.warning("Discord cannot be reached (%s); trying again.", type(error).__name__)
            if not self.refused:
                await self._clock.sleep(BACK_OFF[min(failures, len(BACK_OFF) - 1)])
                failures += 1

    def _refuse(self, why: str) -> None:
        self.refused = why
        logger.error("%s", why)

    async def _connected(self, content: bool) -> None:
        async with aiohttp.ClientSession() as session:
            self._session = session
            allowed = content and await self._may_read()
            queue: asyncio.Queue[Coroutine[Any, Any, None]] = asyncio.Queue()
            doings = Doings(
                logged_in=self._logged_in,
                guild_came=lambda guild: queue.put_nowait(self._guild_came(guild)),
                guild_left=lambda number: queue.put_nowait(self._guild_left(number)),
                all_known=lambda present: queue.put_nowait(self._all_known(present)),
                commands_known=self._registry.known_commands,
            )
            self._bot = ShowBot(self.desk, doings, content=allowed)
            work = asyncio.create_task(_one_by_one(queue), name="discord servers")
            try:
                async with self._bot:
                    try:
                        await self._bot.start(self._token.get_secret_value())
                    finally:
                        await self._close_houses()
            finally:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
                self._bot = None

    async def _may_read(self) -> bool:
        """Ask whether the owner has switched message contents on, before asking for them."""
        async with discord.Client(intents=discord.Intents.none()) as probe:
            await probe.login(self._token.get_secret_value())
            return may_read(await probe.application_info())

    async def _close_houses(self) -> None:
        houses, self._houses = self._houses, {}
        for house in houses.values():
            await house.close()

    # --- the servers

    def _logged_in(self) -> None:
        for premises in self._premises.values():
            self._open(premises)

    def _open(self, premises: Premises) -> None:
        assert self._bot is not None and self._session is not None, "houses are opened while connected"
        if premises.guild not in self._houses:
            house = House(premises, self._registry, self._outbox, self._budget, self._clock, self._bot,
                          OnceSession(self._session), self._rules, lambda: self.desk.state)  # fmt: skip
            self._houses[premises.guild] = house
            house.open()

    async def _guild_came(self, guild: discord.Guild) -> None:
        if self._is_hosted(guild.id) and guild.id not in self._premises:
            await self._furnish(guild)

    async def _guild_left(self, number: int) -> None:
        self._premises.pop(number, None)
        house = self._houses.pop(number, None)
        if house is not None:
            await house.close()
        await self._registry.remove(number)

    async def _all_known(self, present: set[int]) -> None:
        """Forget the servers that sent the bot away while it was not there."""
        for number in [number for number in self._premises if number not in present]:
            await self._guild_left(number)

    async def _furnish(self, guild: discord.Guild) -> list[str]:
        """Make what is missing in a server, and open for it. Returns what was done, in sentences."""
        async with self._furnishing:
            premises = self._premises.get(guild.id) or Premises(guild=guild.id)
            work = await furnish(guild, guild.me, premises, self._clock)
            await self._registry.save(premises)
            self._premises[guild.id] = premises
            self._open(premises)
            self._houses[guild.id].ring()
        for trouble in work.troubles:
            logger.warning("%r: %s", guild.name, trouble)
        return work.lines()

    async def _report(self) -> list[str]:
        state = self.desk.state
        air = "paused" if state.programme.paused else "running"
        lines = [f"Season {state.programme.season}, tick {state.tick}, {air}. {health(state).sentence()}."]
        if self._bot is not None:
            lines.append(f"Discord answers in {self._bot.latency * 1000:.0f} ms.")
        for house in self._houses.values():
            lines += [
                f"{house.premises.name or house.premises.guild}: {line}" for line in await house.report()
            ]
        return lines


async def _one_by_one(queue: asyncio.Queue[Coroutine[Any, Any, None]]) -> None:
    """Do what servers ask for in the order it came, so that coming and going never overlap."""
    try:
        while True:
            job = await queue.get()
            try:
                await job
            except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                logger.warning("A server could not be looked after: %s", error)
    finally:
        while not queue.empty():
            queue.get_nowait().close()
