"""What can go wrong with the page, where it can be imported without loading a web server."""

from __future__ import annotations


class PageError(Exception):
    """The page cannot be served. The message is a sentence that says what to do."""
