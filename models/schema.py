"""The decision's JSON Schema as a server gets it: only what the trader may choose in this turn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import ValidationError

from models.thinking import without_thoughts
from show.ports import Decision, Size, decision_schema

WISH = f"Answer with one JSON object: {', '.join(decision_schema()['properties'])}."
"""What is added to the rules for a server: in which form the answer is to come."""


@cache
def answer_schema(sizes: tuple[Size, ...]) -> dict[str, Any]:
    """Return the schema with only these sizes; without any, the only trade is Hold."""
    schema: dict[str, Any] = decision_schema()
    schema["properties"]["size"]["enum"] = list(sizes) or ["out"]
    if not sizes:
        schema["properties"]["trade"]["enum"] = ["Hold"]
    return schema


def read_decision(text: str, sizes: Sequence[Size]) -> Decision:
    """Return the decision in what a model wrote; thoughts, code fences and words around it are left out.

    Raises:
        ValueError: there is none, or it breaks a rule; the message says which, in a few words.
    """
    bare = without_thoughts(text)
    begin, end = bare.find("{"), bare.rfind("}")
    if begin < 0 or end < begin:
        raise ValueError("there is no JSON object in it")
    try:
        decision = Decision.model_validate_json(bare[begin : end + 1])
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise ValueError(f"{where}: {first['msg']}" if where else first["msg"]) from None
    if not sizes and decision.trade != "Hold":
        raise ValueError("trade: it must be Hold in this turn")
    if sizes and decision.size not in sizes:
        raise ValueError(f"size: it must be one of {', '.join(sizes)} in this turn")
    return decision
