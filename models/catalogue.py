"""Which model files there are: the house model, the GGUFs in a folder, and small ones worth a download."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from models.known import KNOWN, KnownModel
from show.ports import MindError

FOLDER = Path(__file__).resolve().parent
HOUSE = FOLDER / "house" / "house.gguf"
SUFFIX = ".gguf"


def known_model(name: str) -> KnownModel | None:
    """Return the known model with this short name."""
    return next((model for model in KNOWN if model.name == name.lower()), None)


def nearest_known(name: str) -> str:
    """Return the short name most like this one."""
    return max((model.name for model in KNOWN), key=lambda other: _alike(name.lower(), other))


def models_on_disk(folder: Path = FOLDER) -> list[Path]:
    """Return the GGUFs in a folder and in the folders right below it, sorted by path."""
    return sorted({*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*/*{SUFFIX}")})


def resolve(path: Path | None, folder: Path = FOLDER) -> Path:
    """Return the file of a model: the house model for None, else `path` as it is or in the folder.

    Raises:
        MindError: there is no such file, or it cannot be read; the message names the nearest ones.
    """
    if path is None:
        return readable(HOUSE if folder == FOLDER else folder / "house" / HOUSE.name, folder)
    home = path.expanduser()
    known = known_model(str(path))
    within = [home, folder / home, folder / f"{home}{SUFFIX}", *([folder / known.file] if known else [])]
    return readable(next((found for found in within if found.is_file()), home), folder)


def readable(path: Path, folder: Path = FOLDER) -> Path:
    """Return `path` when it is a file that can be opened.

    Raises:
        MindError: it is not; the message names the files nearest to it.
    """
    if path.is_dir():
        found = models_on_disk(path)
        raise _refusal(f"{str(path)!r} is a folder, not a model: {_offer(found) or 'name a file in it'}.")
    if not path.exists():
        near = _nearest(path, [*models_on_disk(path.parent), *models_on_disk(folder)])
        raise _refusal(f"There is no model at {str(path)!r}: {_offer(near) or _hint(path)}.")
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise _refusal(f"{str(path)!r} cannot be read ({error.strerror}): check who may read it.") from error


def _nearest(path: Path, found: Iterable[Path]) -> list[Path]:
    """Return up to three files, those with the most similar names first."""
    return sorted(set(found), key=lambda other: (-_likeness(path, other), str(other)))[:3]


def _likeness(one: Path, other: Path) -> float:
    return _alike(one.name.lower(), other.name.lower())


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other).ratio()


def _offer(found: list[Path]) -> str:
    return "choose one of " + ", ".join(repr(str(path)) for path in found[:3]) if found else ""


def _hint(path: Path) -> str:
    if path == HOUSE:
        return "check it out again, train it with 'python -m models.house.train', or use --rehearsal"
    wanted = known_model(path.name)
    if wanted:
        return f"fetch it with 'wallstreet models pull {wanted.name}'"
    return "put a GGUF there, see 'wallstreet models list' for what can be fetched, or leave --model out"


def _refusal(sentence: str) -> MindError:
    return MindError(sentence, retryable=False)
