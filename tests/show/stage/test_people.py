"""The people: whole outlines in every look, and four silhouettes that cannot be mistaken."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import numpy as np
import pytest

from assets.art import load_palette, load_sheet
from show.stage.palette import number
from show.stage.people import Facing, Look, Pose, person, portrait
from show.stage.poses import GUEST_SHEETS
from show.words import MOODS, TRADERS, TraderId

EVERYBODY = (*TRADERS, *GUEST_SHEETS.values())
FACINGS: tuple[Facing, ...] = get_args(Facing)
POSES: tuple[Pose, ...] = get_args(Pose)


@pytest.mark.parametrize("facing", FACINGS)
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_step_has_an_outline_of_ink(who: str, facing: Facing) -> None:
    ink = number("ink")
    for step in (0, 1, 2):
        art = person(Look(who, facing, step))
        padded = np.pad(art.mask, 1)
        inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        holes = np.argwhere(art.mask & ~inside & (art.colour != ink))
        assert not len(holes), f"{who} {facing} {step} is open at row {holes[0][0]}, column {holes[0][1]}"


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_pose_has_an_outline_of_ink_in_both_halves(who: str, pose: Pose) -> None:
    ink = number("ink")
    for sway in (False, True):
        art = person(Look(who, pose=pose, sway=sway))
        padded = np.pad(art.mask, 1)
        inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        holes = np.argwhere(art.mask & ~inside & (art.colour != ink))
        assert not len(holes), f"{who} {pose} is open at row {holes[0][0]}, column {holes[0][1]}"


@pytest.mark.parametrize("facing", ["down", "left", "up"])
def test_the_four_are_told_apart_by_silhouette_alone(facing: Facing) -> None:
    shapes = {who: person(Look(who, facing)).mask for who in TRADERS}
    for one, other in combinations(TRADERS, 2):
        differs = int((shapes[one] ^ shapes[other]).sum())
        assert differs >= 24, f"{one} and {other} differ in {differs} pixels only"


@pytest.mark.parametrize("who", TRADERS)
def test_every_mood_pose_and_step_looks_different(who: str) -> None:
    moods = [person(Look(who, face=mood)).colour for mood in MOODS]
    poses = [person(Look(who, pose=pose)).colour for pose in POSES if pose != "seated"]
    steps = [person(Look(who, "right", step)).colour for step in (0, 1, 2)]
    for looks in (moods, poses, steps):
        assert not any(np.array_equal(one, other) for one, other in combinations(looks, 2))


def test_left_is_right_in_the_mirror() -> None:
    right, left = person(Look("mike", "right", 1)), person(Look("mike", "left", 1))
    assert np.array_equal(right.colour[:, ::-1], left.colour)


def test_an_intern_wears_nothing_of_the_old_days() -> None:
    own, broke = person(Look("alex")), person(Look("alex", dress="intern"))
    assert number("orange") in own.colour
    assert number("orange") not in broke.colour


@pytest.mark.parametrize("who", TRADERS)
def test_a_portrait_is_the_head_and_shows_the_mood(who: TraderId) -> None:
    looks = [portrait(who, mood) for mood in MOODS]
    assert {(art.width, art.height) for art in looks} == {(20, 21)}
    assert not any(np.array_equal(one.colour, other.colour) for one, other in combinations(looks, 2))


def test_people_are_painted_in_palette_colours_only() -> None:
    for who in EVERYBODY:
        dress = load_sheet(f"people/{who}").dress()
        assert set(dress.values()) <= set(load_palette())
