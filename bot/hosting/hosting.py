"""Which hosts follow the log: the terminal or plain lines, the stage page, Discord, Twitch and the stream."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.company import chaos_rules
from bot.drawing.gazette import Gazette
from bot.drawing.painting import StagePainter
from bot.hosting.hosts import Following, Host
from bot.log.store import Store
from bot.reception.reception import Reception
from bot.settings.settings import Settings
from bot.terminal.headless import HeadlessHost
from show.rules import SeasonRules

if TYPE_CHECKING:
    from bot.page.host import StagePage

PAGE_PATIENCE = 400
"""A browser looks at the present: events further back than about fifteen ticks are left to the log."""


@dataclass(frozen=True, slots=True)
class Hosted:
    """A host and how it follows the log."""

    host: Host
    following: Following


@asynccontextmanager
async def hosted(
    settings: Settings, store: Store, on_quit: Callable[[], None]
) -> AsyncIterator[list[Hosted]]:
    """Give the hosts the settings ask for. The page takes its port now, so that trouble shows at once.

    Raises:
        PageError: the address the owner chose cannot be had.
        StreamError: the stream cannot be made.
    """
    reception = Reception(store.inbox, SeasonRules())
    gazette = Gazette(store)
    page = await _page(settings, reception, gazette) if settings.page else None
    elsewhere = ExitStack()
    try:
        hosts = [_screen(settings, reception, page, on_quit)]
        if page is not None:
            hosts.append(Hosted(page, Following(patience=PAGE_PATIENCE)))
        if settings.discord_token is not None:
            hosts.append(_discord(settings, store, reception, gazette, elsewhere))
        if settings.twitch_channel is not None and settings.twitch_client_id is not None:
            hosts.append(_twitch(settings, store, reception, elsewhere))
        if settings.stream:
            hosts.append(_stream(settings))
        yield hosts
    finally:
        elsewhere.close()
        if page is not None:
            await page.close()


def _screen(
    settings: Settings, reception: Reception, page: StagePage | None, on_quit: Callable[[], None]
) -> Hosted:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        if page is not None:
            print(f"The stage page is at {page.address}", file=sys.stderr, flush=True)
        return Hosted(HeadlessHost(sys.stdout, on_quit), Following(deadline=None))
    # Imported here: prompt_toolkit takes a tenth of a second that a show without a terminal can do without.
    from rich.console import Console

    from bot.terminal.device import sixel_width
    from bot.terminal.host import VIEWER, TerminalHost

    console = Console()
    terminal = TerminalHost(
        reception,
        console,
        painter=StagePainter(chaos_rules(settings)),
        on_quit=on_quit,
        chaos=chaos_rules(settings),
        page=page.moderator_address if page is not None else "",
        moderator=VIEWER in settings.moderators,
        sixel=sixel_width(columns=console.width),
    )
    return Hosted(terminal, Following())


async def _page(settings: Settings, reception: Reception, gazette: Gazette) -> StagePage:
    from bot.page.trouble import PageError

    page = _stage_page(settings, reception, gazette, settings.port)
    try:
        await page.open()
    except PageError:
        if "port" in settings.model_fields_set:
            raise
        # Nobody asked for this very port, so a second show beside the first takes another.
        page = _stage_page(settings, reception, gazette, 0)
        await page.open()
    return page


def _stage_page(settings: Settings, reception: Reception, gazette: Gazette, port: int) -> StagePage:
    # Imported here: a web server takes a quarter second that a show without a page can do without.
    from bot.page.host import StagePage

    chaos, key = chaos_rules(settings), settings.page_key
    return StagePage(
        reception,
        painter=StagePainter(chaos),
        chaos=chaos,
        host=settings.host,
        port=port,
        names=settings.page_names,
        key=key.get_secret_value() if key is not None else None,
        gazette=gazette,
    )


def _stream(settings: Settings) -> Hosted:
    # Imported here: sound and picture take a quarter second that a show without a stream can do without.
    from bot.stream.opening import stream_host

    return Hosted(stream_host(settings, chaos_rules(settings)), Following(patience=PAGE_PATIENCE))


def _discord(
    settings: Settings, store: Store, reception: Reception, gazette: Gazette, elsewhere: ExitStack
) -> Hosted:
    # Imported here: the library takes half a second that a show without Discord can do without.
    from bot.discord.addresses import pointed_at
    from bot.discord.host import DiscordHost

    assert settings.discord_token is not None, "there is a token"
    elsewhere.enter_context(pointed_at(settings.discord_api, settings.discord_gateway))
    host = DiscordHost(
        settings.discord_token,
        store,
        reception,
        chaos_rules(settings),
        guilds=settings.discord_guilds,
        moderators=settings.moderators,
        gazette=gazette,
    )
    return Hosted(host, Following(durable=True))


def _twitch(settings: Settings, store: Store, reception: Reception, elsewhere: ExitStack) -> Hosted:
    # Imported here: the library takes half a second that a show without Twitch can do without.
    from bot.twitch.addresses import pointed_at
    from bot.twitch.host import TwitchHost
    from bot.twitch.secrecy import discreet

    elsewhere.enter_context(discreet())
    elsewhere.enter_context(pointed_at(settings.twitch_api, settings.twitch_oauth, settings.twitch_eventsub))
    return Hosted(TwitchHost(settings, store, reception), Following(beats=0))
