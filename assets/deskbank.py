"""What the traders say of the desk of analysts: a small bank beside their own.

assets/lines/desk.txt    [alex follow up], then one wording a line; {asset} is the asset's name
"""

from __future__ import annotations

from functools import cache

from assets.banks import ROOT, SPEECH_CHARACTERS, TRADERS, BankError

WAYS = frozenset({f"{way} {side}" for way in ("follow", "mock") for side in ("up", "down")} | {"storm"})
LONGEST_ASSET = "Crypto"


@cache
def desk_lines() -> dict[str, tuple[str, ...]]:
    """Return the wordings by trader and way, such as "alex follow up".

    Raises:
        BankError: a header names nobody, or a line is too long.
    """
    path = ROOT / "lines" / "desk.txt"
    lines: dict[str, tuple[str, ...]] = {}
    header = ""
    for number, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = row.strip()
        if text.startswith("["):
            header = text.strip("[]")
            who, _, way = header.partition(" ")
            if who not in TRADERS or way not in WAYS:
                raise BankError(
                    f"{path.name}:{number}: {text!r} names no trader and way; see the file's head"
                )
            lines[header] = ()
        elif text and not text.startswith("#"):
            if len(text.replace("{asset}", LONGEST_ASSET)) > SPEECH_CHARACTERS:
                raise BankError(
                    f"{path.name}:{number}: {text!r} is too long; {SPEECH_CHARACTERS} is the most"
                )
            lines[header] = (*lines[header], text)
    return lines
