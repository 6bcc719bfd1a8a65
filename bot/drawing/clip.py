"""`wallstreet clip`: four seconds of the newest moment of a log, or of a tick in it, to be posted."""

from __future__ import annotations

from pathlib import Path

from bot.drawing.looking import complain, look, nothing, reaches, write


def clip(db: Path, out: Path, tick: int | None) -> int:
    """Write an animated WebP or GIF, by the name's ending. Returns 1 if there is nothing to show.

    Raises:
        LogError: the log cannot be read.
    """
    from show.stage import footage
    from show.stage.alt import alt_text
    from show.stage.moments import Moments

    kind: footage.Kind = "gif" if out.suffix.lower() == ".gif" else "webp"
    if out.suffix.lower() not in (".gif", ".webp"):
        return complain(f"{out.name!r} is not a clip. Let its name end in .webp or .gif.")
    moments = Moments()
    state = look(db, tick, moments.take)
    if not reaches(state, tick) or not moments.scenes:
        return nothing(db, state, "nothing that moves")
    data = footage.clip(footage.cut(moments.scenes), kind)
    return write(out, data, f"{len(data):,} bytes. {alt_text(moments.scenes[-1])}")
