"""Puts a stream together from the settings, and finds out at once what it lacks."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from bot.settings.settings import Settings
from bot.stream.encoder import Quality
from bot.stream.host import StreamHost
from bot.stream.process import StreamProcess
from bot.stream.target import Target, target
from bot.stream.trouble import NO_PYAV, StreamError
from bot.stream.voices import Voices, spare, speakers
from show.audience.chaos import ChaosRules
from show.sound.mixer import Heard

TWITCH = "live.twitch.tv"


def stream_host(settings: Settings, chaos: ChaosRules) -> StreamHost:
    """Return the host that streams, not started yet.

    Raises:
        StreamError: PyAV, the key or a voice is missing, or the target is none.
    """
    where = stream_target(settings)
    if importlib.util.find_spec("av") is None:
        raise StreamError(NO_PYAV)
    quality = Quality(settings.stream_fps, settings.stream_kbits)
    wanted = settings.stream_voice
    voices = Voices(speakers(wanted), spare(wanted)) if wanted else None
    heard = Heard(music=settings.stream_music, stings=settings.stream_sounds)
    return StreamHost(StreamProcess(where, quality, heard), chaos, voices, heard)


def stream_target(settings: Settings) -> Target:
    """Return where the settings send the stream.

    Raises:
        StreamError: it is no target, or lacks its key.
    """
    where = target(settings.stream_url, settings.stream_key)
    if where.is_file and not Path(where.address).absolute().parent.is_dir():
        raise StreamError(
            f"The stream cannot go to {where.address!r}: there is no such folder. Make it first."
        )
    if settings.stream_key is None and TWITCH in settings.stream_url:
        raise StreamError(
            "There is no stream key. Copy yours from Twitch's dashboard (Settings, Stream) into"
            " WALLSTREET_STREAM_KEY in .env, or stream into a file with --stream-to show.mp4."
        )
    return where
