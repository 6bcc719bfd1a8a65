"""The hub: what it says of a file before anything is fetched, and what is wrong with its answers."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import httpx

from show.ports import MindError

USUAL = "https://huggingface.co"
ENDPOINT = "HF_ENDPOINT"
"""The environment's name for another address of the hub, as other programs know it."""
SHA256 = re.compile(r"[0-9a-f]{64}")


class PullError(MindError):
    """A download failed. What is there of it stays, and the next try goes on from it, unless the sentence
    says otherwise."""


@dataclass(frozen=True)
class Listing:
    """What the hub says of a file: its size in bytes (0: unknown) and its SHA-256 (empty: unknown)."""

    size: int
    sha256: str


def endpoint(setting: str | None) -> str:
    """Return the hub's address: the setting, else the environment's, else the usual one."""
    return (setting or os.environ.get(ENDPOINT) or USUAL).rstrip("/")


def file_url(hub: str, repository: str, file: str, revision: str = "main") -> str:
    """Return the address of a file's content."""
    return f"{hub}/{repository}/resolve/{revision}/{file}"


def look_up(client: httpx.Client, url: str) -> Listing:
    """Ask what the file is. The hub answers itself before it sends the asker on to where the content lies.

    Raises:
        PullError: there is no such file, it may not be fetched, or the answer is a web page.
    """
    response = client.head(url, headers={"Accept-Encoding": "identity"})
    if response.status_code in (405, 501):
        return Listing(0, "")  # a plain mirror that answers no such question
    check(response, url)
    steps = [*response.history, response]
    size = _first(steps, "x-linked-size") or response.headers.get("content-length", "")
    tag = (_first(steps, "x-linked-etag") or response.headers.get("etag", "")).removeprefix("W/").strip('"')
    return Listing(int(size) if size.isdigit() else 0, tag.lower() if SHA256.fullmatch(tag.lower()) else "")


def check(response: httpx.Response, url: str) -> None:
    """Refuse what is no file.

    Raises:
        PullError: see `look_up`; the message says what to do.
    """
    where = f"{response.url.host}"
    status = response.status_code
    if status in (401, 403):
        raise PullError(
            f"{where} lets nobody fetch {url.rsplit('/', 1)[-1]!r} without an account (HTTP {status}). "
            "Accept the licence on the model's page, and put your token into WALLSTREET_HUB_TOKEN.",
            retryable=False,
        )
    if status == 404:
        raise PullError(f"{where} has no file {url!r}. Check the repository and the file.", retryable=False)
    if status == 429:
        raise PullError(f"{where} has too much to do (HTTP 429). Try again later.")
    if status >= 500:
        raise PullError(f"{where} has broken down (HTTP {status}). Try again later.")
    if status >= 400:
        raise PullError(f"{where} refuses {url!r} (HTTP {status}).", retryable=False)
    if "html" in response.headers.get("content-type", ""):
        raise PullError(
            f"{where} sent a web page instead of the file. Check WALLSTREET_HUB and your network.",
            retryable=False,
        )


def _first(responses: list[httpx.Response], header: str) -> str:
    return next((found for each in responses if (found := each.headers.get(header, ""))), "")
