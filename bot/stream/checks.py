"""The doctor's look at the stream: its encoder, its target and its voices."""

from __future__ import annotations

import importlib.util

from bot.doctor.findings import Finding, failed, ok, skipped
from bot.settings.settings import Settings
from bot.stream.opening import stream_target
from bot.stream.trouble import NO_PYAV, StreamError
from bot.stream.voices import speakers


def check_stream(settings: Settings) -> Finding:
    """Check that a stream can be made with these settings. Nothing is sent."""
    if not settings.stream:
        return skipped("stream", "the show is not streamed; --stream does")
    try:
        where = stream_target(settings)
        if settings.stream_voice:
            speakers(settings.stream_voice)
    except StreamError as error:
        return failed("stream", str(error), "Correct the setting in .env.")
    if importlib.util.find_spec("av") is None:
        return failed("stream", "PyAV is not installed", NO_PYAV)
    return ok("stream", f"to {where}, {settings.stream_fps} pictures a second")
