"""One browser: it is told what is new at its own speed, and what it asks for is answered.

Nothing is queued for a slow browser. It is sent the newest sheet and picture when it is ready for them, and
the lines it has not seen; whatever was overtaken meanwhile is never sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import WSCloseCode, WSMsgType, web
from pydantic import ValidationError

from bot.log.faults import LogError
from bot.page.allowance import Allowance
from bot.page.camera import Camera
from bot.page.guard import Guard
from bot.page.messages import HEARD, Key, Say, Seen, answer_message, moderator_message, you_message
from bot.page.plates import Plates
from bot.page.press import Press
from bot.reception.reception import Reception, Reply
from show.state import State

LEAST_PAUSE = 0.05
"""Seconds between two rounds of news for one browser: faster is not seen, and a flood becomes one message."""

STUCK = 15.0
"""Seconds after which a browser that takes nothing is let go."""

ANSWERS_KEPT = 16
WRONG_KEYS = 5
SLOW_DOWN = "Slow down: a few commands at once are fine, then one a second."
UNREADABLE = "That message could not be read. Reload the page."
NO_KEY = "That is not the moderator's key. Open the address that the terminal printed."
LOOK_UP = "The floor is right here on this page."
NOT_HERE = "The show is left from the terminal it runs in: type quit there."

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """What all browsers share."""

    press: Press
    camera: Camera
    plates: Plates
    reception: Reception
    guard: Guard
    clock: Callable[[], float]


class Client:
    """A browser's connection. `after` is the number of the last entry it has seen.

    `hang_up` ends a connection at once; closing it politely would wait for a browser that takes nothing.
    """

    def __init__(
        self,
        house: House,
        socket: web.WebSocketResponse,
        viewer: str,
        after: int,
        hang_up: Callable[[], None],
    ) -> None:
        self.viewer = viewer
        self._hang_up = hang_up
        self._house = house
        self._socket = socket
        self._seq = after
        self._sheet = ""
        self._shot = 0
        self._plate = house.plates.number
        self._drawn = True
        self._moderator = False
        self._wrong_keys = 0
        self._answers: deque[str] = deque([you_message(viewer)], maxlen=ANSWERS_KEPT)
        self._news = asyncio.Event()
        self._commands = Allowance(5, 1.0, house.clock)
        self._messages = Allowance(60, 30.0, house.clock)

    @property
    def is_drawing(self) -> bool:
        """Return whether the browser has drawn the last picture and waits for one."""
        return self._drawn

    def nudge(self) -> None:
        """Let the browser know that there is news."""
        self._news.set()

    def answer(self, lines: Sequence[str], reply: Reply | None = None) -> None:
        """Answer the viewer, and nobody else."""
        self._answers.append(answer_message(lines, reply))
        self.nudge()

    async def serve(self) -> None:
        """Tell and listen until the browser leaves."""
        telling = asyncio.create_task(self._tell())
        self.nudge()
        try:
            async for message in self._socket:
                if message.type is not WSMsgType.TEXT or not self._messages.spend():
                    await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)
                    break
                await self._hear(message.data)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def leave(self) -> None:
        """Say goodbye: the page is closing."""
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    # --- telling

    async def _tell(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                async with asyncio.timeout(STUCK):
                    await self._send_news()
            except (TimeoutError, ConnectionError):
                self._hang_up()
                return
            await asyncio.sleep(LEAST_PAUSE)

    async def _send_news(self) -> None:
        press, shot = self._house.press, self._house.camera.shot
        while self._answers:
            await self._socket.send_str(self._answers.popleft())
        lines = press.lines_after(self._seq)
        if lines is not None:
            self._seq = press.seq
            await self._socket.send_str(lines)
        sheet = press.sheet()
        if sheet and sheet is not self._sheet:
            self._sheet = sheet
            await self._socket.send_str(sheet)
        await self._send_plate()
        if self._drawn and shot.number > self._shot:
            self._drawn, self._shot = False, shot.number
            await self._socket.send_bytes(shot.png)

    async def _send_plate(self) -> None:
        plates = self._house.plates
        if plates.number > self._plate:
            self._plate = plates.number
            message = plates.message()
            if message is not None:
                await self._socket.send_str(message)

    # --- listening

    async def _hear(self, text: str) -> None:
        try:
            message = HEARD.validate_json(text)
        except ValidationError:
            self.answer([UNREADABLE])
            return
        match message:
            case Seen():
                self._drawn = True
                self.nudge()
            case Key():
                await self._unlock(message.key)
            case Say():
                await self._obey(message.text)

    async def _unlock(self, key: str) -> None:
        self._moderator = self._house.guard.is_key(key)
        self._answers.append(moderator_message(self._moderator))
        self.nudge()
        if self._moderator:
            return
        self.answer([NO_KEY])
        self._wrong_keys += 1
        if self._wrong_keys >= WRONG_KEYS:
            await self._socket.close(code=WSCloseCode.POLICY_VIOLATION)

    async def _obey(self, typed: str) -> None:
        if not self._commands.spend():
            self.answer([SLOW_DOWN])
            return
        state = self._house.press.state or State()
        try:
            reply = await self._house.reception.take(
                typed, self.viewer, state, moderator=self._moderator, bare=True
            )
        except LogError as error:
            logger.error("A viewer's command could not be kept: %s", error)
            self.answer(["That could not be written down just now. Try again in a moment."])
            return
        lines = [*reply.lines, *_elsewhere(reply)]
        if lines:
            self.answer(lines, reply)


def _elsewhere(reply: Reply) -> list[str]:
    """What to say to commands that this host has nothing to do for."""
    match reply.command.word if reply.command else None:
        case "floor":
            return [LOOK_UP]
        case "quit":
            return [NOT_HERE]
        case _:
            return []
