"""The picture in words, for whoever cannot see it."""

from __future__ import annotations

from collections import Counter

from show.money import dollars, round_dollars, signed_pct
from show.stage.figures import units
from show.stage.light import daypart
from show.stage.scene import ConfessionView, DealView, Scene, TraderView
from show.words import ROOMS, ticks_left

PARTS = {"day": "by day", "dusk": "at dusk", "night": "at night"}


STAND_BY = "A test card: the show has been taken off the screen for a moment."


def alt_text(scene: Scene) -> str:
    """Return what the picture shows, in sentences, from the scene alone."""
    if scene.panicked:
        return STAND_BY
    sentences = [_where(scene)]
    if scene.confession and not scene.chaos and not scene.paused:
        return " ".join([*sentences, *_opened(scene, scene.confession), *_audience(scene), _board(scene)])
    if scene.focus is not None:
        sentences.append(f"A close-up of the {scene.focus}.")
    sentences += [
        f'{view.name} says: "{view.speech}"' + ("" if view.speech.endswith((".", "!", "?")) else ".")
        for view in scene.traders
        if view.speech
    ]
    sentences += _deal(scene)
    sentences += [text for room in ROOMS if (text := _room(scene, room))]
    if scene.chaos:
        sentences.append(f"Chaos: {scene.chaos.headline} ({ticks_left(scene.chaos.ticks_left)}).")
    elif scene.headline:
        sentences.append(f"{'Rumour' if scene.unverified else 'News'}: {scene.headline}.")
    sentences += _audience(scene)
    sentences.append(_board(scene))
    return " ".join(sentences)


def confession_text(name: str, thought: str) -> str:
    """Return the confessional's card in a sentence."""
    return f'The confessional booth: {name} sits behind the lattice and thinks: "{thought}"'


def _opened(scene: Scene, confession: ConfessionView) -> list[str]:
    names = [view.name for view in scene.traders if view.id == confession.trader]
    return [confession_text(name, confession.thought) for name in names]


def _deal(scene: Scene) -> list[str]:
    deal = scene.deal
    names = [view.name for view in scene.traders if deal is not None and view.id == deal.trader]
    return [deal_text(name, deal) for name in names if deal is not None]


def deal_text(name: str, deal: DealView) -> str:
    """Return an order and what became of it in a sentence."""
    if deal.refusal:
        return f"{name}'s order in {deal.asset} was blocked: {deal.refusal}"
    why = "" if deal.reason == "decision" else f" ({deal.reason})"
    what = f"{units(deal.lots)} {deal.asset} at {dollars(deal.price)} for {dollars(deal.notional)}"
    return f"{name} {deal.verb} {what}{why}."


def _audience(scene: Scene) -> list[str]:
    if scene.vote:
        choices = ", ".join(f"{option.label} {option.votes}" for option in scene.vote.options)
        left = ticks_left(scene.vote.ticks_left)
        return [f"Open vote, {left}: {scene.vote.question} {choices}."]
    if scene.verdict:
        return [f"The audience chose: {scene.verdict.label} ({scene.verdict.votes} votes)."]
    return []


def _where(scene: Scene) -> str:
    clock = f"{scene.minutes // 60 % 24:02}:{scene.minutes % 60:02}"
    state = "The floor is paused. " if scene.paused else ""
    return (
        f"{state}The office {PARTS[daypart(scene.minutes)]}, season {scene.season}, episode {scene.episode}, "
        f"tick {scene.tick}, {clock}."
    )


def _room(scene: Scene, room: str) -> str:
    here = [_person(view) for view in scene.traders if view.room == room]
    came = Counter(guest.kind for guest in scene.guests if guest.room == room)
    here += [f"a {kind}" if count == 1 else f"{count} {kind}s" for kind, count in came.items()]
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
