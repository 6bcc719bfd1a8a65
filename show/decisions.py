"""A decision: what a mind answers for one turn, and the JSON Schema derived from it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from show.words import SPEECH_CHARACTERS, THOUGHT_CHARACTERS, Mood, Room, Size, Trade


class Decision(BaseModel):
    """One turn of one trader. The order of the fields is the order in which a model writes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trade: Trade
    size: Size
    speech: Annotated[str, StringConstraints(max_length=SPEECH_CHARACTERS)]
    thought: Annotated[str, StringConstraints(min_length=1, max_length=THOUGHT_CHARACTERS)]
    location: Room
    mood: Mood = Field()


def decision_schema() -> dict[str, Any]:
    """Return the JSON Schema for the sampler, without titles and defaults, which only cost tokens."""
    schema = Decision.model_json_schema()
    return {
        "type": "object",
        "properties": {
            name: {key: value for key, value in field.items() if key not in ("title", "default")}
            for name, field in schema["properties"].items()
        },
        "required": schema["required"],
        "additionalProperties": False,
    }
