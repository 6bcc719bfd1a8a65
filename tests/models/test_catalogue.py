"""A model is found by path or by name, and what is missing is told with what is near."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.catalogue import known_model, models_on_disk, nearest_known, resolve
from models.known import KNOWN
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
    with pytest.raises(MindError, match="wallstreet models list"):
        resolve(Path("any.gguf"), tmp_path)


def test_a_known_model_is_found_by_its_short_name_or_can_be_fetched(tmp_path: Path) -> None:
    with pytest.raises(MindError, match="fetch it with 'wallstreet models pull qwen3-4b'"):
        resolve(Path("qwen3-4b"), tmp_path)
    known = known_model("Qwen3-4B")
    assert known is not None
    (tmp_path / known.file).write_bytes(b"GGUF")
    assert resolve(Path("qwen3-4b"), tmp_path) == tmp_path / known.file
    assert nearest_known("qwen-4b") == "qwen3-4b"


def test_the_known_models_are_named_once_and_pinned() -> None:
    assert len({model.name for model in KNOWN}) == len(KNOWN)
    assert [model.bytes for model in KNOWN] == sorted(model.bytes for model in KNOWN)
    for model in KNOWN:
        assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)
        assert 0.3 < model.bytes / 1e9 / model.parameters < 0.85, "four to seven bits a weight"


def test_a_folder_is_answered_with_the_models_in_it(folder: Path) -> None:
    with pytest.raises(MindError, match=r"is a folder, not a model: choose one of .*gguf"):
        resolve(folder)


def test_the_models_of_a_folder_are_listed_with_those_right_below(folder: Path) -> None:
    found = [str(path.relative_to(folder)) for path in models_on_disk(folder)]
    assert found == ["Qwen3-4B-Q4_K_M.gguf", "house/house.gguf", "smollm2-1.7b.gguf"]
