"""The two other ways to get four decisions: one call after another, and llama.cpp's own server."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from models.dialects import answer_grammar
from models.schema import WISH
from show.cast import persona
from show.ports import Prompt, decision_schema
from show.wording import FLOOR_WORDS

THREADS = 2
"""Their threads wait as libgomp does by itself, which is the quickest when nothing else runs."""
CONTEXT = 8192
ANSWER_TOKENS = 600
START_SECONDS = 120
SERVER_FLAGS = (
    "--host", "127.0.0.1", "-np", "4", "--kv-unified", "--no-cache-idle-slots", "-cram", "0",
    "--slot-prompt-similarity", "0", "-t", str(THREADS), "-tb", str(THREADS), "-fa", "off", "--no-webui",
)  # fmt: skip


class OneByOne:
    """The way of a first draft: `create_chat_completion` with a schema, persona first, one by one."""

    name = "one call after another"

    def __init__(self, path: Path) -> None:
        import llama_cpp

        self._model = llama_cpp.Llama(
            str(path), n_ctx=CONTEXT // 2, n_threads=THREADS, n_threads_batch=THREADS, verbose=False
        )

    async def tick(self, prompts: Sequence[Prompt]) -> list[str]:
        """Return the answers to the prompts."""
        return [await asyncio.to_thread(self._ask, prompt) for prompt in prompts]

    def _ask(self, prompt: Prompt) -> str:
        answer: Any = self._model.create_chat_completion(
            [
                {"role": "system", "content": persona_first(prompt)},
                {"role": "user", "content": f"{prompt.public}\n\n{prompt.private}"},
            ],
            response_format={"type": "json_object", "schema": decision_schema()},
            max_tokens=ANSWER_TOKENS,
            temperature=0.0,
        )
        return str(answer["choices"][0]["message"]["content"])

    async def close(self) -> None:
        """Free the model."""
        self._model.close()


def persona_first(prompt: Prompt) -> str:
    """Return a system text that begins with whom it is for, and names nobody else of the cast."""
    me = persona(prompt.facts.trader)
    rules = [line for line in FLOOR_WORDS.rules().splitlines() if not line.startswith("- ")]
    return "\n".join([f"You are {me.name}, {me.role}: {me.aim} Voice: {me.voice}.", *rules, WISH])


class Server:
    """llama-server with four slots: the engine's prompts and form of answer, what all share first."""

    name = "llama-server, 4 slots"

    def __init__(self, program: Path, model: Path) -> None:
        self._port = _free_port()
        self._process = subprocess.Popen(
            [program, "-m", str(model), "--port", str(self._port), "-c", str(CONTEXT), *SERVER_FLAGS],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._port}", timeout=600)

    @property
    def pid(self) -> int:
        """Return the number of the server's process."""
        return self._process.pid

    async def open(self) -> None:
        """Wait until the model is loaded."""
        for _ in range(START_SECONDS * 10):
            if self._process.poll() is not None:
                raise RuntimeError(f"llama-server ended with {self._process.returncode}.")
            try:
                if (await self._client.get("/health")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
        raise RuntimeError("llama-server did not answer.")

    async def tick(self, prompts: Sequence[Prompt]) -> list[str]:
        """Return the answers to the prompts, asked at once."""
        return list(await asyncio.gather(*(self._ask(slot, one) for slot, one in enumerate(prompts))))

    async def _ask(self, slot: int, prompt: Prompt) -> str:
        asked = {
            "prompt": f"<system>\n{prompt.rules}\n{WISH}\n<user>\n{prompt.user}\n<assistant>\n",
            "id_slot": slot,
            "cache_prompt": True,
            "n_predict": ANSWER_TOKENS,
            "temperature": 0,
            "grammar": answer_grammar(prompt.facts.sizes).text,
        }
        reply = await self._client.post("/completion", json=asked)
        reply.raise_for_status()
        return str(reply.json()["content"])

    async def close(self) -> None:
        """End the server."""
        await self._client.aclose()
        self._process.terminate()
        self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
