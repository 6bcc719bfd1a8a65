"""Benchmarks. Each runs alone: `python -m tests.bench.NAME`."""

from __future__ import annotations

import bot  # noqa: F401 - it keeps linear algebra to one thread, as in the show
