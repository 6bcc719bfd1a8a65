"""Chooses the mind the settings ask for."""

from __future__ import annotations

from bot.settings import Settings
from models.deadline import TimedMind
from models.scripted import ScriptedMind
from show.ports import Mind


async def load_mind(settings: Settings) -> Mind:
    """Return the scripted mind for a rehearsal, else the language model under its deadline.

    Raises:
        MindError: the model cannot be used; the sentence says why and what to do.
    """
    if settings.rehearsal:
        return ScriptedMind()
    # Imported here: a rehearsal needs neither llama.cpp's library nor the third of a second it takes to load.
    from models.catalogue import HOUSE, resolve
    from models.llama import LlamaMind
    from models.tuning import Tuning

    path = resolve(settings.model)
    tuning = Tuning(
        threads=settings.threads,
        context=settings.context,
        temperature=settings.temperature,
        candidates=settings.candidates,
        trial=path != HOUSE,  # our own file needs no child process to find out whether it kills one
    )
    mind = LlamaMind(path, tuning)
    try:
        await mind.open()
    except BaseException:
        await mind.close()
        raise
    return TimedMind(mind, settings.deadline_seconds)
