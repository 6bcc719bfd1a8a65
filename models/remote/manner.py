"""How a server likes to be asked: servers differ, and what one refuses is left out from then on."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

LOG = logging.getLogger("wallstreet.remote")

Form = Literal["json_schema", "json_object", "none"]
LADDER: tuple[Form, ...] = ("json_schema", "json_object", "none")
"""Ways to ask for JSON, the strictest first."""
EXTRAS = ("chat_template_kwargs", "reasoning_effort", "stream_options", "seed", "temperature")
"""What a question can do without, in the order in which it is left out when no name is given."""
ANSWER_TOKENS = 1200
"""An answer takes some 60 tokens. The longest legal one, in letters of four bytes and a token for each byte,
takes 1,100; a bound below that would cut valid answers short."""


@dataclass
class Manner:
    """What a server was found to take. `reasoning`: how many tokens of thoughts are paid for."""

    reasoning: int = 0
    form: Form = "json_schema"
    dropped: set[str] = field(default_factory=set)
    tokens_key: str = "max_tokens"

    def body(
        self,
        model: str,
        messages: list[dict[str, str]],
        schema: Mapping[str, Any],
        *,
        seed: int,
        temperature: float,
    ) -> dict[str, Any]:
        """Return the body of a request."""
        extras: dict[str, Any] = {
            "chat_template_kwargs": {"enable_thinking": self.reasoning > 0},
            "reasoning_effort": "low" if self.reasoning else "none",
            "stream_options": {"include_usage": True},
            "seed": seed,
            "temperature": temperature,
        }
        return {
            "model": model,
            "messages": messages,
            "stream": True,
            self.tokens_key: ANSWER_TOKENS + self.reasoning,
            **{name: value for name, value in extras.items() if name not in self.dropped},
            **self._format(schema),
        }

    def copy(self) -> Manner:
        """Return a manner of its own that is the same now."""
        return replace(self, dropped=set(self.dropped))

    def learn(self, refusal: str) -> bool:
        """Change the manner after a refusal of the request; return whether there was anything to change."""
        said = refusal.lower()
        if self.tokens_key == "max_tokens" and "max_completion_tokens" in said:
            self.tokens_key = "max_completion_tokens"
            return True
        for name in EXTRAS:
            if name in said and name not in self.dropped:
                return self._drop(name)
        if self.form != LADDER[-1]:
            self.form = LADDER[LADDER.index(self.form) + 1]
            LOG.info("The server refuses the form of the answer; it is asked for %r instead.", self.form)
            return True
        left = next((name for name in EXTRAS if name not in self.dropped), None)
        return left is not None and self._drop(left)

    def _drop(self, name: str) -> bool:
        self.dropped.add(name)
        LOG.info("The server does not take %r; it is left out from now on.", name)
        return True

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        match self.form:
            case "json_schema":
                named = {"name": "decision", "strict": True, "schema": schema}
                return {"response_format": {"type": "json_schema", "json_schema": named}}
            case "json_object":
                return {"response_format": {"type": "json_object"}}
            case _:
                return {}
