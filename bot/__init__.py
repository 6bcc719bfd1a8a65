"""Everything that touches the world, and the only place where parts are wired together."""

from __future__ import annotations

import os

__version__ = "0.1.0"

# The desk's matrices are small: a second thread only waits for them (a fit took five times as long), and how
# a sum is divided among threads must not depend on the machine. To be said before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
