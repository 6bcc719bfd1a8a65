"""Busts: each of the four in each mood, told apart at a glance, and whole."""

from __future__ import annotations

import itertools

import numpy as np

from assets.art import load_sheet, open_edges
from show.stage.busts import FACE_X, FACE_Y, HEIGHT, WIDTH, bust
from show.words import MOODS, TRADERS


def test_there_is_a_bust_of_everyone_in_every_mood_and_each_is_another() -> None:
    seen = {bust(who, mood).colour.tobytes() for who in TRADERS for mood in MOODS}
    assert len(seen) == len(TRADERS) * len(MOODS)
    assert all(bust(who, "calm").colour.shape == (HEIGHT, WIDTH) for who in TRADERS)


def test_a_mood_changes_the_face_and_nothing_else() -> None:
    for who, mood in itertools.product(TRADERS, MOODS):
        other = bust(who, mood).colour != bust(who, "calm").colour
        other[FACE_Y : FACE_Y + 22, FACE_X : FACE_X + 26] = False
        assert not other.any(), f"{who} {mood}"


def test_silhouettes_differ_by_more_than_a_tenth() -> None:
    masks = [bust(who, "calm").mask for who in TRADERS]
    for one, two in itertools.combinations(masks, 2):
        assert np.logical_xor(one, two).sum() > 0.1 * np.logical_or(one, two).sum()


def test_outlines_are_closed_but_at_the_edge_of_the_grid() -> None:
    for who in TRADERS:
        sprite = load_sheet(f"busts/{who}")["bust"]
        inside = [(x, y) for x, y in open_edges(sprite) if 0 < x < WIDTH - 1 and 0 < y < HEIGHT - 1]
        assert not inside, f"{who} is open at {inside[0]}"


def test_a_broke_trader_wears_grey() -> None:
    for who in TRADERS:
        assert (bust(who, "sad", "intern").colour != bust(who, "sad").colour).any()
