"""The neighbours: a thread less while others keep one off its core, and all of them again soon after."""

from __future__ import annotations

from models.neighbours import AGAIN_SECONDS, SHORT_ROWS, WINDOW_SECONDS, Neighbours

STEP, FREE, SHARED = 0.2, 0.94, 0.45


def run(neighbours: Neighbours, seconds: float, share: float, *, now: float = 0.0) -> list[int]:
    """Run steps for so long, in which each of several threads has this share of its time."""
    used = []
    for number in range(round(seconds / STEP)):
        begun = now + number * STEP
        used.append(neighbours.threads(4, begun))
        had = share if used[-1] > 1 else 1.0
        neighbours.ran(STEP, had * used[-1] * STEP, begun + STEP)
    return used


def test_alone_all_threads_run() -> None:
    assert set(run(Neighbours(2, 2), 60.0, FREE)) == {2}


def test_beside_a_busy_process_one_thread_less_runs_after_a_second() -> None:
    used = run(Neighbours(2, 2), WINDOW_SECONDS + 5.0, SHARED)
    assert used[: round(WINDOW_SECONDS / STEP)] == [2] * round(WINDOW_SECONDS / STEP)
    assert set(used[round(WINDOW_SECONDS / STEP) :]) == {1}


def test_beside_a_busy_process_a_minute_has_few_steps_on_all_threads() -> None:
    used = run(Neighbours(2, 2), 60.0, SHARED)
    assert used.count(2) <= len(used) * 1.2 * WINDOW_SECONDS / AGAIN_SECONDS
    assert used[-round(AGAIN_SECONDS / STEP) :].count(2) > 0, "it is tried again to the end"


def test_all_threads_run_again_soon_after_the_neighbour_is_gone() -> None:
    neighbours = Neighbours(2, 2)
    run(neighbours, 5.0, SHARED)
    used = run(neighbours, 60.0, FREE, now=5.0)
    assert used[0] == 1
    assert set(used[round(AGAIN_SECONDS / STEP) :]) == {2}


def test_a_moment_of_crowding_changes_nothing() -> None:
    neighbours = Neighbours(2, 2)
    assert set(run(neighbours, WINDOW_SECONDS / 5, SHARED) + run(neighbours, 60.0, FREE, now=1.0)) == {2}


def test_one_thread_stays_one() -> None:
    assert set(run(Neighbours(1, 1), 60.0, SHARED)) == {1}


def test_threads_go_one_by_one_and_never_all() -> None:
    neighbours = Neighbours(4, 4)
    used = run(neighbours, 4.0, SHARED)
    assert used == sorted(used, reverse=True)
    assert set(used) == {4, 3, 2, 1}


def test_single_tokens_and_many_have_numbers_of_their_own() -> None:
    neighbours = Neighbours(1, 2)
    assert (neighbours.threads(1, 0.0), neighbours.threads(4, 0.0)) == (1, 2)
    run(neighbours, WINDOW_SECONDS, SHARED)
    assert (neighbours.threads(1, 0.0), neighbours.threads(4, 0.0)) == (1, 1)


def test_all_threads_are_not_tried_again_with_a_long_step() -> None:
    neighbours = Neighbours(2, 2)
    run(neighbours, 5.0, SHARED)
    later = 5.0 + 2 * AGAIN_SECONDS
    assert neighbours.threads(SHORT_ROWS + 1, later) == 1
    assert neighbours.threads(SHORT_ROWS, later) == 2
