"""A stream knows where it goes, and never shows its key."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings.settings import Settings
from bot.stream.checks import check_stream
from bot.stream.opening import stream_host, stream_target
from bot.stream.target import target
from bot.stream.trouble import StreamError
from show.audience.chaos import ChaosRules

KEY = SecretStr("live_123_secret")


def test_the_key_stands_behind_the_address_only_when_it_is_opened() -> None:
    where = target("rtmp://live.twitch.tv/app/", KEY)
    assert where.opened_as() == "rtmp://live.twitch.tv/app/live_123_secret"
    assert "secret" not in f"{where} {where!r}"
    assert where.without_key(f"cannot open {where.opened_as()}: no") == (
        "cannot open rtmp://live.twitch.tv/app/****: no"
    )


@pytest.mark.parametrize(("url", "container"), [("a.flv", "flv"), ("b.MP4", "mp4"), ("c/d.mkv", "matroska")])
def test_a_file_is_a_target_without_a_key(url: str, container: str) -> None:
    where = target(url, KEY)
    assert (where.is_file, where.container, where.opened_as()) == (True, container, url)


def test_a_film_that_is_there_is_kept(tmp_path: Path) -> None:
    for name in ("show.mp4", "show-2.mp4", "show-3.mp4"):
        free = Path(target(str(tmp_path / "show.mp4"), None).opened_as())
        assert free.name == name
        free.touch()


@pytest.mark.parametrize("url", ["http://live.twitch.tv/app", "show.txt", "twitch", "srt://x/y.mp4"])
def test_what_is_no_target_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(StreamError, match="rtmp://"):
        target(url, None)


def test_twitch_without_a_key_is_refused_before_the_show_begins() -> None:
    with pytest.raises(StreamError, match="WALLSTREET_STREAM_KEY"):
        stream_target(Settings(stream=True))


def test_a_missing_encoder_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(StreamError, match="make stream"):
        stream_host(Settings(stream_url="show.flv"), ChaosRules())


def test_the_doctor_says_what_a_stream_lacks_and_never_the_key(tmp_path: Path) -> None:
    ready = Settings(stream=True, stream_key=KEY)
    assert check_stream(Settings()).verdict == "skipped"
    assert check_stream(ready).verdict == "ok"
    assert "secret" not in str(check_stream(ready))
    for wrong in (Settings(stream=True), Settings(stream=True, stream_key=KEY, stream_voice=str(tmp_path))):
        assert check_stream(wrong).verdict == "failed"


def test_a_voice_that_is_not_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for voice, said in (("espeak", "espeak-ng"), ("nowhere", "alex.onnx")):
        with pytest.raises(StreamError, match=said):
            stream_host(Settings(stream_url="show.flv", stream_voice=voice), ChaosRules())


def test_a_film_in_no_folder_is_refused_before_the_show_begins(tmp_path: Path) -> None:
    with pytest.raises(StreamError, match="no such folder"):
        stream_target(Settings(stream_url=str(tmp_path / "no" / "show.mp4")))
