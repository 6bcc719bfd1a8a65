"""The mind behind an OpenAI-compatible server: llama.cpp's, vLLM, Ollama, or a cloud."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from random import Random

from models.remote.address import Address
from models.remote.faults import Busy, Refused
from models.remote.line import Line
from models.remote.manner import Manner
from models.remote.stream import Said
from models.schema import WISH, answer_schema, read_decision
from models.thinking import NO_THINK
from show.ports import Answer, Decision, MindError, MindRubbish, Prompt

LOG = logging.getLogger("wallstreet.remote")

RETRIES = 2
PAUSE_SECONDS = 0.5  # doubled for every further try
PATIENCE_SECONDS = 4.0  # a server that asks to wait longer is left alone, and the turn is canned
REST_SECONDS = 30.0  # how long a server that refused for good is not asked again
LESSONS = 8  # how often a server may refuse the form of one question
QUOTED = 1200  # characters of a wrong answer that are sent back with the request to mend it
TEMPERATURE = 0.8

Messages = list[dict[str, str]]


class RemoteMind:
    """Asks a server and holds its answers to the decision's schema, with one request to mend a wrong one.

    `reasoning` is how many tokens a thinking model may spend on thoughts; 0 switches them off where the
    server can, and cuts them off where it cannot. `gap` is how many seconds the server may be silent.
    """

    def __init__(
        self,
        address: Address,
        key: str = "",
        *,
        reasoning: int = 0,
        temperature: float | None = None,
        gap: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = address.model
        self._label = address.label
        self._line = Line(address, key, gap)
        self._manner = Manner(reasoning)
        self._temperature = TEMPERATURE if temperature is None else temperature
        self._sleep, self._clock = sleep, clock
        self._resting: tuple[float, MindError] | None = None
        self._quiet = False
        self.repairs = 0

    @property
    def name(self) -> str:
        """Return the name of the model, or "server" while the model is not known."""
        return self._label

    async def open(self) -> None:
        """Ask which models there are. A server that is only down or busy may come later.

        Raises:
            MindError: the server will not answer as it is set up now; the message says why.
        """
        try:
            await self._choose_model()
        except MindError as error:
            if not error.retryable:
                raise
            LOG.warning("%s The show begins without it.", error)

    async def decide(self, prompt: Prompt) -> Answer:
        """Answer one prompt. Cancelling closes the connection, on which the server stops, too.

        Raises:
            MindError: there is no answer, and the message says why.
        """
        self._refuse_while_resting()
        started = self._clock()
        if not self._model:
            await self._choose_model()
        messages = self._messages(prompt)
        said = await self._ask(prompt, messages)
        answers = [said]
        try:
            decision = read_decision(said.text, prompt.facts.sizes)
        except ValueError as error:
            answers.append(await self._mend(prompt, messages, said, str(error)))
            decision = self._read_mended(answers[-1], prompt)
        return self._answer(decision, answers, started)

    async def close(self) -> None:
        """Close the connections."""
        await self._line.close()

    def _messages(self, prompt: Prompt) -> Messages:
        system = "\n".join([prompt.system, WISH, *([NO_THINK] if self._quiet else [])])
        return [{"role": "system", "content": system}, {"role": "user", "content": prompt.user}]

    async def _mend(self, prompt: Prompt, messages: Messages, said: Said, reason: str) -> Said:
        self.repairs += 1
        LOG.info("%r gave a wrong answer (%s) and is asked once more.", self.name, reason)
        wish = f"That is not a valid answer ({reason}). Answer again with the JSON object alone."
        return await self._ask(
            prompt,
            [
                *messages,
                {"role": "assistant", "content": said.text[:QUOTED] or "(nothing)"},
                {"role": "user", "content": wish},
            ],
        )

    def _read_mended(self, said: Said, prompt: Prompt) -> Decision:
        try:
            return read_decision(said.text, prompt.facts.sizes)
        except ValueError as error:
            raise MindRubbish(
                f"{self.name!r} gave no valid decision, even when asked again: {error}."
            ) from None

    def _answer(self, decision: Decision, answers: list[Said], started: float) -> Answer:
        return Answer(
            text=decision.model_dump_json(),
            milliseconds=round((self._clock() - started) * 1000),
            prompt_tokens=sum(said.prompt_tokens for said in answers),
            answer_tokens=sum(said.answer_tokens for said in answers),
            candidates=len(answers),
        )

    async def _choose_model(self) -> None:
        try:
            names = await self._line.models(self.name)
        except MindError as error:
            self._note(error)
            raise
        if not self._model and not names:
            nameless = f"The server of {self.name!r} lists no model. Name one behind a # in its address."
            raise MindError(nameless, retryable=False)
        if not self._model:
            self._model, self._label = names[0], names[0].replace("\\", "/").rsplit("/", 1)[-1]

    # --- asking until there is an answer

    async def _ask(self, prompt: Prompt, messages: Messages) -> Said:
        dice = Random(prompt.seed)
        for attempt in range(RETRIES + 1):
            try:
                return self._heard(await self._ask_in_its_manner(prompt, messages))
            except MindError as error:
                self._note(error)
                pause = self._pause(error, attempt, dice)
                if pause is None:
                    raise
                LOG.info("%s Asked again in %.1f s.", error, pause)
                await self._sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, error: MindError, attempt: int, dice: Random) -> float | None:
        """Return how long to wait before asking again, None for not at all."""
        if not error.retryable or isinstance(error, MindRubbish) or attempt == RETRIES:
            return None
        if isinstance(error, Busy) and error.seconds:
            return error.seconds if error.seconds <= PATIENCE_SECONDS else None
        return PAUSE_SECONDS * float(2**attempt) * (0.5 + dice.random())

    async def _ask_in_its_manner(self, prompt: Prompt, messages: Messages) -> Said:
        schema = answer_schema(prompt.facts.sizes)
        usual = self._manner.copy()
        for _ in range(LESSONS):
            body = self._manner.body(
                self._model, messages, schema, seed=prompt.seed, temperature=self._temperature
            )
            try:
                return await self._line.ask(body, self.name)
            except Refused as error:
                if not self._manner.learn(error.body):
                    break
        self._manner = usual  # nothing helped, so nothing was learned
        raise MindError(f"The server of {self.name!r} refuses every form of question.", retryable=False)

    def _heard(self, said: Said) -> Said:
        thought = said.thoughts > 0 or "<think>" in said.text
        if thought and not self._manner.reasoning and not self._quiet:
            LOG.info("%r thinks aloud although it was asked not to; it is asked in words, too.", self.name)
            self._quiet = True
        return said

    # --- a server that wants to be left alone

    def _note(self, error: MindError) -> None:
        if isinstance(error, Busy) and error.seconds:
            self._resting = (self._clock() + error.seconds, error)
        elif not error.retryable and not isinstance(error, Refused):
            self._resting = (self._clock() + REST_SECONDS, error)

    def _refuse_while_resting(self) -> None:
        if self._resting is None:
            return
        until, error = self._resting
        if self._clock() < until:
            raise MindError(str(error), retryable=error.retryable)
        self._resting = None
