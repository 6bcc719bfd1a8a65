"""The picture in words, for whoever cannot see it."""

from __future__ import annotations

from show.money import round_dollars, signed_pct
from show.stage.light import daypart
from show.stage.scene import Scene, TraderView
from show.words import ROOMS

PARTS = {"day": "by day", "dusk": "at dusk", "night": "at night"}


STAND_BY = "A test card: the show has been taken off the screen for a moment."


def alt_text(scene: Scene) -> str:
    """Return what the picture shows, in sentences, from the scene alone."""
    if scene.panicked:
        return STAND_BY
    sentences = [_where(scene)]
    sentences += [
        f'{view.name} says: "{view.speech}"' + ("" if view.speech.endswith((".", "!", "?")) else ".")
        for view in scene.traders
        if view.speech
    ]
    sentences += [text for room in ROOMS if (text := _room(scene, room))]
    if scene.chaos:
        sentences.append(f"Chaos: {scene.chaos.headline} ({scene.chaos.ticks_left} ticks left).")
    elif scene.headline:
        sentences.append(f"{'Rumour' if scene.unverified else 'News'}: {scene.headline}.")
    if scene.vote:
        choices = ", ".join(f"{option.label} {option.votes}" for option in scene.vote.options)
        sentences.append(f"Open vote: {scene.vote.question} {choices}.")
    sentences.append(_board(scene))
    return " ".join(sentences)


def _where(scene: Scene) -> str:
    clock = f"{scene.minutes // 60 % 24:02}:{scene.minutes % 60:02}"
    state = "The floor is paused. " if scene.paused else ""
    return (
        f"{state}The office {PARTS[daypart(scene.minutes)]}, season {scene.season}, episode {scene.episode}, "
        f"tick {scene.tick}, {clock}."
    )


def _room(scene: Scene, room: str) -> str:
    here = [_person(view) for view in scene.traders if view.room == room]
    here += [f"a {guest.kind}" for guest in scene.guests if guest.room == room]
    if not here:
        return ""
    names = here[0] if len(here) == 1 else f"{', '.join(here[:-1])} and {here[-1]}"
    return f"In the {room}: {names}."


def _person(view: TraderView) -> str:
    state = "" if view.status == "trading" else f", {view.status}"
    return f"{view.name} ({view.mood}{state})"


def _board(scene: Scene) -> str:
    ranked = sorted(scene.traders, key=lambda view: view.rank)
    places = [f"{v.rank} {v.name} {round_dollars(v.equity)} {signed_pct(v.change_pct)}" for v in ranked]
    return f"Leaderboard: {', '.join(places)}." if places else "The leaderboard is empty."
