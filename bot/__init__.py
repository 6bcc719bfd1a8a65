"""Everything that touches the world, and the only place where parts are wired together."""

from __future__ import annotations

__version__ = "0.1.0"
