"""What can go wrong with a stream, in sentences. The key is never part of one."""

from __future__ import annotations

NO_PYAV = (
    "The stream needs the package 'av' (PyAV), which is an extra and not installed. Install it with"
    " 'make stream' or '.venv/bin/python -m pip install av', or leave --stream out."
)


class StreamError(Exception):
    """The stream cannot be made, or not sent any more. The message says why and what to do."""
