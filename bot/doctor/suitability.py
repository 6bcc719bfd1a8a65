"""What a model's file is, and whether it suits the show on this machine: read from its header alone."""

from __future__ import annotations

from bot.doctor.findings import Finding, failed, ok, warning
from bot.settings.settings import Settings
from models.gguf_file import GgufInfo
from models.house.dialect import MARK
from models.known import LEAST_RATIO

SHORT_CONTEXT = 1024
"""Tokens. 500 prompts had up to 2,333 characters, some 700 tokens; an answer takes up to 120 more."""
SMALLEST_VOCABULARY = 256
"""A vocabulary with fewer tokens cannot hold every byte, and JSON needs its marks and letters."""


def described(info: GgufInfo) -> str:
    """Return one line on what the file holds."""
    return (
        f"{info.path.name!r}: {info.architecture}, {info.parameters / 1e6:,.1f} M weights in "
        f"{info.quantisation}, {info.size / 1e6:,.1f} MB, context {info.context or 'unknown'}"
    )


def memory(info: GgufInfo, free: int | None) -> Finding:
    """Check that the model fits into the memory that is free, in bytes (None: unknown)."""
    need = info.size * LEAST_RATIO
    said = f"needs about {need / 1e9:.2f} GB of memory"
    if free is None:
        return ok("memory", said)
    if need > free:
        found = f"It {said} and {free / 1e9:.1f} GB are free"
        return failed("memory", found, "Close other programs, or choose a smaller model.")
    return ok("memory", f"{said}; {free / 1e9:.1f} GB are free")


def context(info: GgufInfo, settings: Settings) -> Finding:
    """Check that the show's prompts fit into the context."""
    room = settings.context or info.context
    if info.dialect is not None or room is None or room >= SHORT_CONTEXT:
        return ok("context", f"{room:,} tokens" if room else "unknown")
    return failed(
        "context",
        f"The show's prompts need {SHORT_CONTEXT:,} tokens, and {room:,} are there",
        "Choose a model with a longer context, or leave WALLSTREET_CONTEXT out.",
    )


def vocabulary(info: GgufInfo) -> Finding:
    """Check that there is a vocabulary that can hold JSON at all."""
    if info.vocabulary is None or info.vocabulary < SMALLEST_VOCABULARY:
        found = f"{info.vocabulary or 'no'} tokens"
        return failed(
            "vocabulary", found, "It cannot write JSON. Choose a language model with its tokenizer."
        )
    return ok("vocabulary", f"{info.vocabulary:,} tokens")


def template(info: GgufInfo) -> Finding:
    """Check how the model wants to be asked."""
    if info.dialect == MARK:
        return ok("template", f"dialect {info.dialect!r}")
    if info.dialect is not None:
        found = f"It speaks the dialect {info.dialect!r} and this program {MARK!r}"
        return failed("template", found, "Train it again with 'make train', or choose another model.")
    if not info.chat_template:
        remedy = "Choose an 'instruct' or 'chat' version of the model if its answers are poor."
        return warning("template", "no chat template", remedy)
    return ok("template", "a chat template in the file")


def suitable(info: GgufInfo, settings: Settings, free: int | None) -> list[Finding]:
    """Return all findings on the header."""
    return [memory(info, free), vocabulary(info), context(info, settings), template(info)]
