"""Nights of the desk on disk: each is played once, kept beside its settings, and found again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import fields
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from show.desk.night import Night

ARRAYS = ("signals", "confidences", "close", "variance", "intensity", "stormy", "drift", "lead", "chaos")
EDITION = 4
"""Raised when a night on disk no longer means the same."""


def file_of(folder: Path, seed: int, ticks: int) -> Path:
    """Return where a night is kept."""
    return folder / f"night-{seed}-{ticks}-{EDITION}.npz"


def save(night: Night, path: Path) -> None:
    """Write a night so that a broken-off write leaves nothing that could be taken for one."""
    arrays = {name: getattr(night, name) for name in ARRAYS}
    rest = {one.name: getattr(night, one.name) for one in fields(night) if one.name not in ARRAYS}
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{os.getpid()}-{path.name}")
    with fresh.open("wb") as file:
        np.savez_compressed(file, rest=np.array(json.dumps(rest)), **arrays)
    fresh.replace(path)


def load(path: Path) -> Night | None:
    """Return a night, or None if the file is missing or cannot be read."""
    try:
        with np.load(path, allow_pickle=False) as file:
            rest = json.loads(str(file["rest"]))
            arrays = {name: file[name] for name in ARRAYS}
    except (OSError, ValueError, KeyError):
        return None
    rest["slots"] = [(who, kind) for who, kind in rest["slots"]]
    rest["hits"] = {who: (right, calls) for who, (right, calls) in rest["hits"].items()}
    return Night(**rest, **arrays)


def play_and_save(seed: int, ticks: int, folder: str) -> int:
    """Play a night, keep it, and return its seed. It runs in a process of its own."""
    # Imported here: only who plays needs the second the analysts' libraries take to load.
    from show.desk.night import play_night
    from show.desk.roster import ROSTER

    save(play_night(seed, ticks, ROSTER), file_of(Path(folder), seed, ticks))
    return seed


def played(
    seeds: list[int], ticks: int, folder: Path, jobs: int, progress: Callable[[int], None]
) -> Iterator[Night]:
    """Give every night in the order of its seed; those on disk are not played again."""
    missing = [seed for seed in seeds if load(file_of(folder, seed, ticks)) is None]
    progress(len(seeds) - len(missing))
    if missing:
        with ProcessPoolExecutor(min(jobs, len(missing)), get_context("spawn")) as pool:
            tasks = [pool.submit(play_and_save, seed, ticks, str(folder)) for seed in missing]
            for task in as_completed(tasks):
                task.result()
                progress(1)
    for seed in seeds:
        night = load(file_of(folder, seed, ticks))
        if night is not None:
            yield night
