"""A real browser for tests: headless Chromium, spoken to over its debugging websocket."""

from __future__ import annotations

import asyncio
import base64
import itertools
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0",
         "--disable-background-networking", "--hide-scrollbars")  # fmt: skip
PATIENCE = 30.0
ADDRESS = re.compile(r"ws://127\.0\.0\.1:\d+/\S+")


def chromium() -> str | None:
    """Return where Chromium is, or None if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """One page in the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.log: list[str] = []
        """What the page wrote to its console, errors and violations of its policy included."""
        self._session = ""

    async def listen(self) -> None:
        """Sort what the browser says until it leaves."""
        async for message in self._socket:
            told = message.json()
            if told.get("id") in self._waiting:
                self._waiting.pop(told["id"]).set_result(told)
            elif told.get("method") in (
                "Runtime.exceptionThrown",
                "Runtime.consoleAPICalled",
                "Log.entryAdded",
            ):
                self.log.append(str(told["params"]))

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the debugging protocol and return its result."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json(message)
        answer = await asyncio.wait_for(waiting, PATIENCE)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, width: int, height: int) -> None:
        """Make an empty page of a size."""
        target = await self.call("Target.createTarget", url="about:blank")
        attached = await self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            await self.call(f"{domain}.enable")
        await self.resize(width, height)

    async def resize(self, width: int, height: int) -> None:
        """Make the page as large as some screen; a narrow one is a phone."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    async def goto(self, url: str) -> None:
        """Load a page."""
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def run(self, script: str) -> Any:
        """Run a script in the page, from outside its policy, and return what it gives."""
        result = await self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    async def until(self, condition: str) -> None:
        """Wait until a condition holds in the page."""
        await self.run(
            f"""new Promise((done, fail) => {{
                const late = setTimeout(() => fail(new Error({condition!r})), {1000 * PATIENCE});
                const look = setInterval(() => {{
                    if ({condition}) {{ clearInterval(look); clearTimeout(late); done(true); }}
                }}, 50);
            }})"""
        )

    async def screenshot(self) -> bytes:
        """Return what the page looks like, as a PNG."""
        shot = await self.call("Page.captureScreenshot", format="png")
        return base64.b64decode(shot["data"])


@asynccontextmanager
async def opened(profile: Path, width: int = 1280, height: int = 900) -> AsyncIterator[Tab]:
    """Start the browser with a fresh profile and give one page of it."""
    found = chromium()
    assert found is not None, "there is no Chromium"
    process = await asyncio.create_subprocess_exec(
        found, *FLAGS, f"--user-data-dir={profile}",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        address = await asyncio.wait_for(_address(process.stderr), PATIENCE)
        reading = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as session, session.ws_connect(address, max_msg_size=0) as socket:
            tab = Tab(socket)
            listening = asyncio.create_task(tab.listen())
            await tab.open(width, height)
            yield tab
            listening.cancel()
    finally:
        process.terminate()
        await process.wait()
    await reading


async def _address(output: asyncio.StreamReader) -> str:
    """The browser says on its error output where it listens."""
    while line := await output.readline():
        if (found := ADDRESS.search(line.decode())) is not None:
            return found[0]
    raise AssertionError("Chromium ended before it listened.")
