"""Settings: what is wrong with them stops the start with a sentence, and secrets stay secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings.configuration import SettingsError, load
from bot.settings.settings import ENV_FILE, ROOT, Settings, chosen, keys

Write = Callable[..., Path]


class WithToken(Settings):
    """Settings with something to hide."""

    token: SecretStr | None = None


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what all other tests run with."""
    monkeypatch.delenv("WALLSTREET_DESK")


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes the file of settings and makes it the one that is read."""

    def write_file(*lines: str, raw: bytes | None = None) -> Path:
        file = tmp_path / "settings.env"
        file.write_bytes(raw if raw is not None else "\n".join(lines).encode())
        monkeypatch.setenv(ENV_FILE, str(file))
        return file

    return write_file


def test_without_any_setting_the_defaults_hold() -> None:
    assert load() == Settings()
    assert chosen(load()) == {}


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("WALLSTREET_SPEED=2", "WALLSTREET_PORT=1111", "export WALLSTREET_THREADS='3' # a comment")
    monkeypatch.setenv("WALLSTREET_SPEED", "4")
    monkeypatch.setenv("wallstreet_port", "2222")
    settings = load({"speed": 8.0})
    assert (settings.speed, settings.port, settings.threads) == (8.0, 2222, 3)


def test_an_empty_value_is_the_default(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("WALLSTREET_SEED=", "WALLSTREET_MODERATORS=")
    monkeypatch.setenv("WALLSTREET_SPEED", "")
    assert load() == Settings()


def test_a_relative_path_counts_from_the_project(write: Write) -> None:
    write("WALLSTREET_DB=nights/one.db")
    assert load().db == ROOT / "nights/one.db"


def test_moderators_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_MODERATORS", "terminal:host, page:4f2a9c,")
    assert load().moderators == ("terminal:host", "page:4f2a9c")


@pytest.mark.parametrize("value", ["0", "1", "true", "no", "on"])
def test_a_switch_may_be_written_in_words(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_REHEARSAL", value)
    assert load().rehearsal is (value in ("1", "true", "on"))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("WALLSTREET_PORT", "99999", "WALLSTREET_PORT should be less than or equal to 65535, and"),
        ("WALLSTREET_PORT", "http", "'http'"),
        ("WALLSTREET_SPEED", "nan", "WALLSTREET_SPEED should be a finite number"),
        ("WALLSTREET_SPEED", "-1", "greater than or equal to 0"),
        ("WALLSTREET_SEED", "1.5", "WALLSTREET_SEED should be a whole number, and"),
        ("WALLSTREET_REHEARSAL", "perhaps", "'perhaps'"),
        ("WALLSTREET_MODERATORS", "me", "'me'"),
        ("WALLSTREET_TEMPERATURE", "hot", "WALLSTREET_TEMPERATURE should be a number, and"),
    ],
)
@pytest.mark.parametrize("place", ["environment", "file"])
def test_a_malformed_value_is_named_with_its_place(
    key: str, value: str, said: str, place: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(f"{key}={value}" if place == "file" else "")
    if place == "environment":
        monkeypatch.setenv(key, value)
    with pytest.raises(SettingsError) as caught:
        load()
    sentence = str(caught.value)
    assert said in sentence and key in sentence and repr(value) in sentence
    assert (str(file) if place == "file" else "the environment") in sentence
    assert "\n" not in sentence


def test_every_wrong_value_gets_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_PORT", "x")
    monkeypatch.setenv("WALLSTREET_SPEED", "y")
    with pytest.raises(SettingsError) as caught:
        load()
    assert len(str(caught.value).splitlines()) == 2


def test_a_very_long_value_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_PORT", "9" * 5000)
    with pytest.raises(SettingsError) as caught:
        load()
    assert len(str(caught.value)) < 300


def test_an_unknown_key_in_the_environment_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_SPED", "private")
    with pytest.raises(SettingsError, match=r"WALLSTREET_SPED .*Did you mean WALLSTREET_SPEED\?") as caught:
        load()
    assert "private" not in str(caught.value)


def test_an_unknown_key_in_the_file_stops_the_start(write: Write) -> None:
    file = write("WALLSTREET_COFFEE=black")
    with pytest.raises(SettingsError, match=r"WALLSTREET_COFFEE .*\.env\.example") as caught:
        load()
    assert str(file) in str(caught.value)


def test_a_key_without_its_prefix_is_not_passed_over(write: Write) -> None:
    write("SPEED=4")
    with pytest.raises(SettingsError, match="Write WALLSTREET_SPEED"):
        load()


def test_keys_of_other_programs_in_the_file_are_left_alone(write: Write) -> None:
    write("COMPOSE_PROJECT_NAME=show", "WALLSTREET_SPEED=4")
    assert load().speed == 4


@pytest.mark.parametrize("lines", [["just words"], ["WALLSTREET_SPEED"], ["WALLSTREET_PORT=1", "='x"]])
def test_a_line_that_is_no_setting_is_named(lines: list[str], write: Write) -> None:
    write(*lines)
    with pytest.raises(SettingsError, match=f"^Line {len(lines)} of"):
        load()


def test_a_key_that_stands_twice_is_named(write: Write) -> None:
    write("WALLSTREET_SPEED=1", "", "WALLSTREET_SPEED=2")
    with pytest.raises(SettingsError, match="WALLSTREET_SPEED stands twice .*lines 1 and 3"):
        load()


def test_a_file_from_a_windows_editor_is_read(write: Write) -> None:
    write(raw=b"\xef\xbb\xbfWALLSTREET_SPEED=4\r\nWALLSTREET_PORT=1\r\n")
    assert (load().speed, load().port) == (4, 1)


@pytest.mark.parametrize("raw", ["WALLSTREET_SPEED=4".encode("utf-16"), b"WALLSTREET_DB=\xff\xfe"])
def test_a_file_that_is_not_text_gets_a_sentence(raw: bytes, write: Write) -> None:
    write(raw=raw)
    with pytest.raises(SettingsError, match="UTF-8|not of the form"):
        load()


def test_a_folder_or_nothing_in_place_of_the_file_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path, said in ((tmp_path, "cannot be read"), (tmp_path / "none", "does not exist")):
        monkeypatch.setenv(ENV_FILE, str(path))
        with pytest.raises(SettingsError, match=said):
            load()


@pytest.mark.parametrize("name", ["speed", "port"])
def test_settings_cannot_be_changed(name: str) -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(load(), name, 3)


def test_a_secret_is_in_no_text_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WALLSTREET_TOKEN", "hunter2")
    settings = load(kind=WithToken)
    assert isinstance(settings, WithToken) and settings.token is not None
    assert settings.token.get_secret_value() == "hunter2"
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()} {chosen(settings)}"


def test_a_malformed_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="WALLSTREET_TOKEN .*secret") as caught:
        load({"token": ["hunter2"]}, kind=WithToken)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_every_setting_is_in_the_example_with_its_default_and_its_sentence() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    written = re.findall(r"((?:^# .*\n)+)^# ?(WALLSTREET_\w+)=(.*)$", text, re.MULTILINE)
    assert [key for _, key, _ in written] == list(keys())


def test_the_example_is_a_valid_file(write: Write) -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    write(*[re.sub(r"^# ?(WALLSTREET_)", r"\1", line) for line in text.splitlines()])
    assert load() == Settings()
