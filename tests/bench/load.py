"""What a show's processes take of memory and of the cores, and how busy the machine was with everything."""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.machine import cpu_seconds, named

EVERY = 15.0
SETTLED = 1 / 6
"""The share of the time after which caches are full and memory should have stopped growing."""

LIBRARIES = {"libavcodec": "stream", "libllama": "minds", "gudhi": "desk", "pydantic_core": "show"}
"""Which library only one of the processes has, or the last of them, by that process's name."""


@dataclass
class One:
    """A process: what it was seen to take."""

    name: str
    megabytes: list[tuple[float, float]] = field(default_factory=list)
    seconds: float = 0.0


@dataclass
class Load:
    """Watches a process and all that it started."""

    pid: int
    seen: dict[int, One] = field(default_factory=dict)
    busy: list[float] = field(default_factory=list)
    _span: float = 0.0

    async def watch(self, seconds: float) -> None:
        """Look every few seconds, for so long."""
        loop = asyncio.get_running_loop()
        began, last = loop.time(), _idle()
        while (passed := loop.time() - began) < seconds:
            for pid in family(self.pid):
                self._look(pid, passed)
            await asyncio.sleep(EVERY)
            now = _idle()
            gone, idle = now[0] - last[0], now[1] - last[1]
            self.busy.append(100 * (1 - idle / gone) if gone else 0.0)
            last, self._span = now, loop.time() - began

    def _look(self, pid: int, passed: float) -> None:
        size = _megabytes(pid)
        if size is not None:
            one = self.seen.setdefault(pid, One(""))
            one.name = _name(pid)  # it loads its libraries only after its first moments
            one.megabytes.append((passed, size))
            one.seconds = cpu_seconds(pid)

    def words(self) -> str:
        """Return the findings, one a line."""
        cores = os.cpu_count() or 1
        lines = [
            f"{named()}; all {cores} cores together were busy for {statistics.fmean(self.busy):.0f} % of the"
            f" time, median {statistics.median(self.busy):.0f} %"
        ]
        for pid, one in self.seen.items():
            settled = [size for at, size in one.megabytes if at >= SETTLED * self._span] or [0.0]
            lines.append(
                f"{one.name} ({pid}): {100 * one.seconds / self._span:.1f} % of a core,"
                f" {one.megabytes[0][1]:.0f} MB at first, {settled[0]:.1f} MB after a sixth,"
                f" {settled[-1]:.1f} MB at the end,"
                f" at most {max(size for _, size in one.megabytes):.1f} MB"
            )
        return "\n".join(lines)


def family(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they still run."""
    children: list[str] = []
    for thread in Path(f"/proc/{pid}/task").glob("*"):  # what a thread started is that thread's child
        with contextlib.suppress(OSError):
            children += (thread / "children").read_text(encoding="ascii").split()
    return [pid, *(one for child in children for one in family(int(child)))]


def _megabytes(pid: int) -> float | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), None)


def _name(pid: int) -> str:
    """Return what a process is for, by the libraries it has loaded."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return str(pid)
    return next((name for library, name in LIBRARIES.items() if library in maps), "helper")


def _idle() -> tuple[int, int]:
    """Return all the ticks of the machine's cores, and how many of them were idle."""
    with Path("/proc/stat").open(encoding="ascii") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return sum(ticks), ticks[3] + ticks[4]
