"""A download: whole, right and resumed, whatever the hub does; and never a byte of a file that was there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.download import SPARE, TRIES, Order, digest, pull
from models.hub import ENDPOINT, USUAL, PullError, endpoint, file_url
from tests.models.fake_hub import FakeHub

CONTENT = b"GGUF" + bytes(range(256)) * 4000


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub(CONTENT).serving() as serving:
        yield serving


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=5) as talking:
        yield talking


class Asleep:
    """Notes how long it should have slept."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        """Note it."""
        self.pauses.append(seconds)


def order(hub: FakeHub, folder: Path, **known: Any) -> Order:
    return Order(file_url(hub.address, "org/repo", "m.gguf"), folder / "m.gguf", **known)


def refused(client: httpx.Client, wanted: Order, **options: Any) -> PullError:
    with pytest.raises(PullError) as caught:
        pull(client, wanted, sleep=Asleep(), **options)
    return caught.value


def test_a_file_is_fetched_whole_and_told_as_it_comes(
    hub: FakeHub, client: httpx.Client, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    path = pull(client, order(hub, tmp_path), lambda done, whole: told.append((done, whole)))
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [one.name for one in tmp_path.iterdir()] == ["m.gguf"]


def test_a_whole_file_is_not_fetched_again(hub: FakeHub, client: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(CONTENT)
    pull(client, order(hub, tmp_path))
    assert hub.ranges == []


def test_a_file_of_yours_is_left_alone(hub: FakeHub, client: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"mine")
    assert "Another file is at" in str(refused(client, order(hub, tmp_path)))
    assert (tmp_path / "m.gguf").read_bytes() == b"mine"


def test_a_dropped_line_is_taken_up_where_it_broke(
    hub: FakeHub, client: httpx.Client, tmp_path: Path
) -> None:
    hub.faults = ["drop", "busy", "drop"]
    asleep = Asleep()
    assert pull(client, order(hub, tmp_path), sleep=asleep).read_bytes() == CONTENT
    starts = [int(asked.removeprefix("bytes=").rstrip("-") or 0) for asked in hub.ranges]
    assert starts[0] == 0 < starts[1] == starts[2] < starts[3]
    assert len(asleep.pauses) == 3


def test_an_interrupted_download_goes_on_next_time(
    hub: FakeHub, client: httpx.Client, tmp_path: Path
) -> None:
    def interrupt(done: int, whole: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(client, order(hub, tmp_path), interrupt)
    assert not (tmp_path / "m.gguf").exists()
    there = (tmp_path / "m.gguf.part").stat().st_size
    assert there > 0
    pull(client, order(hub, tmp_path))
    assert digest(tmp_path / "m.gguf") == hub.said_sum


def test_a_server_without_ranges_begins_again(hub: FakeHub, client: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "m.gguf.part").write_bytes(b"x" * 100)
    hub.faults = ["no ranges"]
    assert pull(client, order(hub, tmp_path)).read_bytes() == CONTENT


def test_a_line_that_always_breaks_is_given_up_and_keeps_what_is_there(
    hub: FakeHub, client: httpx.Client, tmp_path: Path
) -> None:
    hub.faults = ["drop", *["busy"] * 50]
    assert "broken down (HTTP 503)" in str(refused(client, order(hub, tmp_path)))
    assert len(hub.ranges) == TRIES + 1
    assert (tmp_path / "m.gguf.part").stat().st_size == len(CONTENT) // 2


def test_the_wrong_content_is_thrown_away(hub: FakeHub, client: httpx.Client, tmp_path: Path) -> None:
    hub.faults = ["other"]
    assert "its SHA-256 differs" in str(refused(client, order(hub, tmp_path)))
    assert list(tmp_path.iterdir()) == []
    assert pull(client, order(hub, tmp_path)).read_bytes() == CONTENT


@pytest.mark.parametrize("known", [{"sha256": "0" * 64}, {"size": 5}])
def test_a_hub_that_has_another_file_than_the_known_one_is_refused(
    hub: FakeHub, client: httpx.Client, tmp_path: Path, known: dict[str, object]
) -> None:
    assert "REPOSITORY/FILE" in str(refused(client, order(hub, tmp_path, **known)))
    assert hub.ranges == []


def test_what_is_pinned_is_checked_when_the_hub_says_nothing(
    hub: FakeHub, client: httpx.Client, tmp_path: Path
) -> None:
    right, hub.said_sum, hub.said_size = hub.said_sum, "W/etag", None
    assert "SHA-256 differs" in str(refused(client, order(hub, tmp_path, sha256="0" * 64)))
    pull(client, order(hub, tmp_path, sha256=right))


def test_more_than_was_promised_is_thrown_away(hub: FakeHub, client: httpx.Client, tmp_path: Path) -> None:
    hub.faults = ["more"]
    assert "More came" in str(refused(client, order(hub, tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_a_size_that_is_a_lie_is_found_out(hub: FakeHub, client: httpx.Client, tmp_path: Path) -> None:
    hub.said_size = len(CONTENT) * 2
    assert "in part only" in str(refused(client, order(hub, tmp_path)))
    assert not (tmp_path / "m.gguf").exists()


@pytest.mark.parametrize("html", [True, False])
def test_a_web_page_is_no_model(hub: FakeHub, client: httpx.Client, tmp_path: Path, html: bool) -> None:
    hub.html, hub.faults = html, ["page"]
    assert "web page" in str(refused(client, order(hub, tmp_path)))
    assert not (tmp_path / "m.gguf").exists()


@pytest.mark.parametrize(
    ("status", "said"), [(401, "HUB_TOKEN"), (404, "has no file"), (418, "refuses"), (500, "broken down")]
)
def test_a_refusal_says_what_to_do(
    hub: FakeHub, client: httpx.Client, tmp_path: Path, status: int, said: str
) -> None:
    hub.status = status
    assert said in str(refused(client, order(hub, tmp_path)))


def test_a_full_disk_is_told_before_anything_is_fetched(
    hub: FakeHub, client: httpx.Client, tmp_path: Path
) -> None:
    error = refused(client, order(hub, tmp_path), free=lambda folder: SPARE + len(CONTENT) - 1)
    assert "Make room first" in str(error)
    (tmp_path / "m.gguf.part").write_bytes(CONTENT[:10])
    pull(client, order(hub, tmp_path), free=lambda folder: SPARE + len(CONTENT) - 10)


def test_nobody_there_is_said(client: httpx.Client, tmp_path: Path) -> None:
    with FakeHub(CONTENT).serving() as gone:
        pass
    assert "cannot be reached" in str(refused(client, order(gone, tmp_path)))


def test_the_token_is_for_the_hub_alone(hub: FakeHub, tmp_path: Path) -> None:
    with FakeHub(CONTENT).serving() as elsewhere:
        hub.content_at = elsewhere.address
        with httpx.Client(follow_redirects=True, headers={"Authorization": "Bearer t"}) as client:
            pull(client, order(hub, tmp_path))
    assert {token for _, token in hub.tokens} == {"Bearer t"}
    assert {token for _, token in elsewhere.tokens} == {""}


def test_the_address_of_the_hub_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    assert endpoint(None) == USUAL
    monkeypatch.setenv(ENDPOINT, "https://mirror.example/")
    assert endpoint(None) == "https://mirror.example"
    assert endpoint("http://127.0.0.1:1/") == "http://127.0.0.1:1"
    assert file_url("http://h", "a/b", "c.gguf") == "http://h/a/b/resolve/main/c.gguf"
