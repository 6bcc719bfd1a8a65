"""What can be wrong with the log's file, said in sentences with the remedy.

LogError            the log cannot be opened, read or written
└── LogDiffers      an event is not what was written (see `bot.log.proof`)
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class LogError(Exception):
    """The log cannot be opened, read or written. The message is a sentence that says what to do."""


# By the beginning of SQLite's name for the error. `{name}` is the file, `{found}` what SQLite said.
SENTENCES: dict[str, str] = {
    "SQLITE_NOTADB": (
        "{name} is not a show's log ({found}). Choose another file with --db, or move this one away and a new"
        " log is begun."
    ),
    "SQLITE_CORRUPT": (
        "The log {name} is damaged ({found}). Put a copy of it back, or save what can still be read with"
        " 'sqlite3 FILE .recover | sqlite3 RESCUED' and go on with that file."
    ),
    "SQLITE_FULL": (
        "There is no room left for the log {name} ({found}). Free some space on its disk and start again;"
        " everything up to the last beat is kept."
    ),
    "SQLITE_READONLY": (
        "The log {name} cannot be written ({found}). Make the file and its folder writable for you, or choose"
        " another file with --db."
    ),
    "SQLITE_BUSY": (
        "Another program holds the log {name} ({found}). Close whatever has it open for writing and start"
        " again."
    ),
    "SQLITE_CANTOPEN": (
        "The log {name} cannot be opened ({found}). Check that the file exists, that it is a file, and that"
        " you may read it and its folder."
    ),
    "SQLITE_PERM": "The log {name} is not yours to open ({found}). Change its owner or choose another file.",
    "SQLITE_IOERR": (
        "The disk gave an error on the log {name} ({found}). Check the disk and its free space, then start"
        " again; everything up to the last beat is kept."
    ),
}

# Python names no code for these; they are known by what they say.
NAMELESS: tuple[tuple[str, str], ...] = (
    ("no such module: fts5", "SQLITE_FTS5"),
    ("malformed", "SQLITE_CORRUPT"),
    ("no such table", "SQLITE_CORRUPT"),
)
SENTENCES["SQLITE_FTS5"] = (
    "This Python's SQLite has no full-text search ({found}), so the traders could not remember. Install a"
    " Python whose SQLite has FTS5, as those from python.org and the distributions do."
)


def explained(error: sqlite3.Error, name: object) -> LogError | None:
    """Return the sentence for a database error, or None for one that is a mistake in our own SQL."""
    found = str(error)
    code = next((code for part, code in NAMELESS if part in found), None)
    code = code or str(getattr(error, "sqlite_errorname", ""))  # errors of Python's own have no name
    for start, sentence in SENTENCES.items():
        if code.startswith(start):
            return LogError(sentence.format(name=repr(str(name)), found=found))
    return None


@contextmanager
def sentences(name: object) -> Iterator[None]:
    """Turn database errors inside the block into `LogError`."""
    try:
        yield
    except sqlite3.Error as error:
        fault = explained(error, name)
        if fault is None:
            raise
        raise fault from error
