"""The door of the page: who is let in, and with which headers."""

from __future__ import annotations

import io

import aiohttp
import pytest
from PIL import Image

from bot.page.allowance import Allowance
from bot.page.guard import Guard, new_key, new_pass, viewer_of
from tests.bot.page.conftest import Clock, Theatre


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8420", "127.0.0.1:8420", "[::1]:8420", "192.168.1.7", "floor.example:80"]
)
def test_a_name_of_ours_is_known(host: str) -> None:
    assert Guard("key", names=["floor.example"]).knows_host(host)


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "localhost.evil.example", "evil.example:8420", "127.0.0.1.evil.example",
     "a@localhost", "localhost/evil", "[", "[]", "x" * 300, "127.0.0.1:8420, evil.example", "localhost\n"],
)  # fmt: skip
def test_a_stolen_name_is_not(host: str) -> None:
    assert not Guard("key").knows_host(host)


@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "http://evil.example", "http://localhost:1", "https://localhost.evil.example"],
)
def test_only_our_own_page_may_open_the_line(origin: str | None) -> None:
    assert not Guard("key").is_own_page(origin, "localhost:8420")
    assert Guard("key").is_own_page("http://localhost:8420", "localhost:8420")


def test_a_key_is_the_whole_key() -> None:
    guard = Guard("sesame")
    assert guard.is_key("sesame")
    assert not any(map(guard.is_key, ("", "sesam", "sesame ", "Sesame", "ſesame", "\ud800")))
    assert "sesame" not in repr(guard)


def test_keys_and_passes_are_new_each_time() -> None:
    assert new_key() != new_key()
    assert viewer_of(new_pass()) != viewer_of(new_pass())


@pytest.mark.parametrize("cookie", [None, "", "x", "A" * 32, "0" * 31, "0" * 33, "0" * 32 + "\n"])
def test_a_cookie_that_is_not_ours_stands_for_nobody(cookie: str | None) -> None:
    assert viewer_of(cookie) is None


def test_an_allowance_fills_again_with_time() -> None:
    clock = Clock()
    allowance = Allowance(2, 1.0, clock)
    assert [allowance.spend() for _ in range(3)] == [True, True, False]
    clock.now += 1
    assert [allowance.spend() for _ in range(2)] == [True, False]
    clock.now += 100
    assert [allowance.spend() for _ in range(3)] == [True, True, False]


async def status(theatre: Theatre, path: str, **headers: str) -> int:
    url = theatre.page.address + path
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as response:
        return response.status


@pytest.mark.parametrize("path", ["", "frame.png", "live", "page.js", "nothing"])
async def test_a_stolen_name_gets_nothing(theatre: Theatre, path: str) -> None:
    assert await status(theatre, path, Host="evil.example") == 421


async def test_a_line_from_another_site_is_refused(theatre: Theatre) -> None:
    async with theatre.viewer() as session:
        for origin in ("http://evil.example", None):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(theatre.page.address + "live", origin=origin)
            assert refused.value.status == 403


async def test_a_line_without_our_cookie_is_refused(theatre: Theatre) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(theatre.page.address + "live", origin=theatre.origin)
        assert refused.value.status == 403


async def test_a_full_house_is_said(theatre: Theatre) -> None:
    theatre.page._server._most = 1
    async with theatre.viewer() as session, theatre.tab(session):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(theatre.page.address + "live", origin=theatre.origin)
        assert refused.value.status == 503


@pytest.mark.parametrize(
    ("path", "kind"),
    [("", "text/html"), ("page.js", "text/javascript"), ("style.css", "text/css"), ("nothing", "text/plain")],
)
async def test_every_response_forbids_foreign_scripts(theatre: Theatre, path: str, kind: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(theatre.page.address + path) as response:
        policy = response.headers["Content-Security-Policy"]
        assert response.content_type == kind
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["../host.py", "%2e%2e/host.py", "static/page.js", "page.js/"])
async def test_only_the_pages_own_files_are_served(theatre: Theatre, path: str) -> None:
    assert await status(theatre, path) == 404


async def test_the_cookie_is_out_of_reach_of_scripts_and_stays_the_same(theatre: Theatre) -> None:
    async with theatre.viewer() as session:
        [cookie] = session.cookie_jar
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        async with session.get(theatre.page.address) as response:
            assert "Set-Cookie" not in response.headers


async def test_a_still_is_a_large_picture_that_is_sent_once(theatre: Theatre) -> None:
    assert await status(theatre, "frame.png") == 503
    await theatre.play()
    theatre.clock.now += 1
    url = theatre.page.address + "frame.png"
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        picture = Image.open(io.BytesIO(await response.read()))
        tag = response.headers["ETag"]
    assert (picture.format, picture.size) == ("PNG", (1280, 720))
    assert await status(theatre, "frame.png", **{"If-None-Match": tag}) == 304
    theatre.clock.now += 1
    assert await status(theatre, "frame.png", **{"If-None-Match": tag}) == 200
