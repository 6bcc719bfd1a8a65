"""`wallstreet art`: shows the art to whoever draws it in a text editor, and says where a grid is wrong."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

from assets.art import ART, ArtError
from bot.drawing.looking import complain, write

LOOK_SECONDS = 0.3
"""How often the files are looked at: faster than a hand moves from the editor to the picture."""

ALL = "all"

Stamps = dict[Path, tuple[int, int]]


def art(sheet: str, out: Path, watch: bool, sleep: Callable[[float], None] = time.sleep) -> int:
    """Write a preview of one sheet, or of all, as a PNG; while watching, again whenever a file changes.

    Returns 1 if a sheet is wrong or there is no such sheet. Watching ends with Ctrl-C.
    """
    seen = _stamps()
    code = _draw(sheet, out)
    while watch:
        sleep(LOOK_SECONDS)
        now = _stamps()
        if now != seen:
            changed = sorted(path.name for path in now if now[path] != seen.get(path))
            print(f"{', '.join(changed) or 'a file'} changed.")
            seen = now
            code = _draw(sheet, out)
    return code


def _draw(sheet: str, out: Path) -> int:
    from show.stage import artsheets

    try:
        picture = artsheets.everything() if sheet == ALL else artsheets.preview(sheet)
    except ArtError as error:
        return complain(f"{error}.")
    except KeyError as error:
        return complain(f"{error.args[0]}.")
    stream = io.BytesIO()
    picture.quantize(256).save(stream, "PNG")
    return write(out, stream.getvalue(), f"the sheet {sheet!r}, {picture.width} by {picture.height}.")


def _stamps() -> Stamps:
    found = {path: path.stat() for path in sorted(ART.rglob("*.txt"))}
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in found.items()}
