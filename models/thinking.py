"""Models that think aloud before they answer: their thoughts are switched off, or cut from the answer."""

from __future__ import annotations

import re

# The pairs of marks that the families of thinking models put around their thoughts.
MARKS = (("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<|START_THINKING|>", "<|END_THINKING|>"))
NO_THINK = "/no_think"
"""What Qwen3, SmolLM3 and Nemotron nano take in a message as the wish for an answer without thoughts."""


def without_thoughts(text: str) -> str:
    """Return what comes after the thoughts of an answer; thoughts that never end leave an empty text."""
    for begin, end in MARKS:
        _, found, rest = text.rpartition(end)
        if found:
            text = rest
        text = re.sub(rf"{re.escape(begin)}.*\Z", "", text, flags=re.S)
    return text.strip()


def close_thoughts(rendered: str) -> str:
    """Return a rendered prompt whose template opened a thought at its very end with the thought closed."""
    bare = rendered.rstrip()
    for begin, end in MARKS:
        if bare.endswith(begin):
            return f"{bare}\n\n{end}\n\n"
    return rendered


def quiet(template: str, system: str) -> str:
    """Return the system text with the wish for no thoughts where only that word switches them off."""
    wanted = NO_THINK in template and "enable_thinking" not in template
    return f"{system}\n{NO_THINK}" if wanted else system
