"""The faces of the voices, drawn from the show's own sprites: avatars that are uploaded as bytes."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from PIL import Image

from bot.discord.places import Voice

PIXELS, SCALE = 52, 5


@cache
def face(voice: Voice) -> bytes:
    """Return a square PNG of 260 by 260; the show's own is its initials in gold."""
    # Imported here: only set-up and repairs draw faces.
    from show.stage.busts import WIDTH, bust
    from show.stage.fonts import line
    from show.stage.palette import colours, number
    from show.stage.people import accent
    from show.stage.stamps import enlarged, layered

    if voice == "show":
        letters = enlarged(line("talk", "WSL", number("gold")), 2)
        layers = [(letters, (PIXELS - letters.width) // 2, (PIXELS - letters.height) // 2)]
    else:
        layers = [(bust(voice, "calm"), (PIXELS - WIDTH) // 2, 0)]
    stamp = layered(PIXELS, PIXELS, layers)
    back = number("ink") if voice == "show" else accent(voice)
    small = np.where(stamp.mask, stamp.colour, back).astype(np.uint8)
    image = Image.fromarray(np.repeat(np.repeat(small, SCALE, 0), SCALE, 1), "P")
    image.putpalette(colours("day").tobytes())
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
