"""A model is found by path or by name, and what is missing is told with what is near."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.catalogue import KNOWN, models_on_disk, resolve
from show.ports import MindError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("house/house.gguf", "Qwen3-4B-Q4_K_M.gguf", "smollm2-1.7b.gguf", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"GGUF")
    return tmp_path


def test_without_a_path_the_house_model_is_taken(folder: Path) -> None:
    assert resolve(None, folder) == folder / "house" / "house.gguf"


@pytest.mark.parametrize("name", ["smollm2-1.7b.gguf", "smollm2-1.7b", "./smollm2-1.7b.gguf"])
def test_a_name_is_looked_up_in_the_folder(folder: Path, name: str) -> None:
    assert resolve(Path(name), folder).samefile(folder / "smollm2-1.7b.gguf")


def test_a_path_is_taken_as_it_is(folder: Path) -> None:
    assert resolve(folder / "Qwen3-4B-Q4_K_M.gguf") == folder / "Qwen3-4B-Q4_K_M.gguf"


def test_a_misspelt_name_is_answered_with_the_nearest(folder: Path) -> None:
    with pytest.raises(
        MindError, match=r"no model at 'Qwen3-4B\.guf': choose one of '[^']*Qwen3-4B-Q4_K_M"
    ) as caught:
        resolve(Path("Qwen3-4B.guf"), folder)
    assert not caught.value.retryable


def test_with_no_model_at_all_one_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(MindError, match=KNOWN[0].file):
        resolve(Path("any.gguf"), tmp_path)


def test_a_folder_is_answered_with_the_models_in_it(folder: Path) -> None:
    with pytest.raises(MindError, match=r"is a folder, not a model: choose one of .*gguf"):
        resolve(folder)


def test_the_models_of_a_folder_are_listed_with_those_right_below(folder: Path) -> None:
    found = [str(path.relative_to(folder)) for path in models_on_disk(folder)]
    assert found == ["Qwen3-4B-Q4_K_M.gguf", "house/house.gguf", "smollm2-1.7b.gguf"]
