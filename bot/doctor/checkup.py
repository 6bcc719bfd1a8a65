"""The checks of the machine: Python, packages, compiler, llama.cpp, memory, disk, terminal and ports."""

from __future__ import annotations

import errno
import importlib.metadata
import platform
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from bot.doctor.findings import Finding, failed, ok, skipped, warning
from bot.settings.settings import ROOT, Settings
from bot.setup.machine import find_compiler
from bot.setup.pins import read_pins
from bot.setup.words import SetupError
from models.native import environment

AGAIN = "Run 'make show' again; it installs what is missing."
LITTLE_DISK, ENOUGH_DISK = 200_000_000, 2_000_000_000
"""A season of 20,000 ticks takes about 160 MB."""
RESIDENT = 400_000_000
"""What the show needs beside the weights of a model."""
PATIENCE = 60.0
NEWEST = (3, 15)
ELSEWHERE = [
    marker
    for marker, here in (
        ("sys_platform == 'win32'", sys.platform == "win32"),
        ("python_full_version >= '3.13'", sys.version_info >= (3, 13)),
    )
    if not here
]
"""Marks in a lock file of what another system or another Python needs."""


def check_python(settings: Settings) -> Finding:
    """Check the interpreter that runs this."""
    found = f"{platform.python_implementation()} {platform.python_version()} ({sys.executable})"
    if sys.version_info > NEWEST:
        return warning("python", found, "It was tried with 3.11 to 3.14. Choose with PYTHON=python3.14.")
    return ok("python", found)


def check_packages(settings: Settings) -> Finding:
    """Compare what is installed with the lock file."""
    pins = {pin.name: pin for pin in read_pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))}
    missing, other = [], []
    for name, pin in pins.items():
        if any(marker in pin.entry.splitlines()[0] for marker in ELSEWHERE):
            continue
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
        else:
            if version != pin.version:
                other.append(f"{name} {version} instead of {pin.version}")
    if missing:
        return failed("packages", f"missing: {', '.join(missing)}", AGAIN)
    if other:
        return warning("packages", f"not as locked: {', '.join(other)}", AGAIN)
    return ok("packages", f"{len(pins)} as locked")


def check_compiler(settings: Settings) -> Finding:
    """Try the C++ compiler. Once llama.cpp is compiled it is needed for updates only."""
    try:
        return ok("compiler", find_compiler("C++").version)
    except SetupError as error:
        found, _, remedy = str(error).rpartition(". ")
        return warning("compiler", f"{found}. It is needed when llama.cpp is updated.", remedy)


def check_llama(settings: Settings) -> Finding:
    """Load llama.cpp in a process of its own: built for another processor, it takes the process down."""
    program = "import llama_cpp; print(llama_cpp.__version__)"
    try:
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=environment(),
        )
    except subprocess.TimeoutExpired:
        return failed(
            "llama.cpp", f"does not load within {PATIENCE:.0f} s", "Run 'make clean', then 'make show'."
        )
    if done.returncode == 0:
        return ok("llama.cpp", f"llama-cpp-python {done.stdout.strip()} loads")
    said = (done.stderr.strip().splitlines() or [f"it ended with status {done.returncode}"])[-1]
    if done.returncode < 0:
        said = f"it was built for another processor or is damaged (signal {-done.returncode})"
    remedy = "Run 'make clean', then 'make show': it compiles llama.cpp for this machine. Or use --rehearsal."
    return failed("llama.cpp", f"does not load: {said}", remedy)


def check_memory(settings: Settings) -> Finding:
    """Check that there is memory for the show. What a model needs is the model's own check."""
    free = free_memory()
    if free is None:
        return skipped("memory", "this system does not say how much is free")
    if free < RESIDENT:
        return warning("memory", f"{free / 1e9:.1f} GB free", "Close other programs; the show takes 0.4 GB.")
    return ok("memory", f"{free / 1e9:.1f} GB free")


def free_memory() -> int | None:
    """Return the bytes that programs may still take, or None where the system does not say."""
    try:
        with open("/proc/meminfo") as table:
            found = [line.split() for line in table if line.startswith("MemAvailable:")]
    except OSError:
        return None
    return int(found[0][1]) * 1024 if found else None


def check_disk(settings: Settings) -> Finding:
    """Check the room for the log."""
    folder = existing(settings.db.parent)
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free for the log under {str(folder)!r}"
    remedy = "Make room, or put the log on another disk with --db."
    if free < LITTLE_DISK:
        return failed("disk", found, remedy)
    return warning("disk", found, remedy) if free < ENOUGH_DISK else ok("disk", found)


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def check_terminal(settings: Settings) -> Finding:
    """Check that names and prices can be drawn."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if not sys.stdout.isatty():
        return skipped("terminal", "there is none: the show prints its lines, one after another")
    size = shutil.get_terminal_size()
    found = f"{size.columns} x {size.lines}, {encoding}"
    if encoding != "utf8":
        return warning("terminal", found, "Choose UTF-8, for example: export LANG=C.UTF-8")
    if size.columns < 80 or size.lines < 24:
        return warning("terminal", found, "Make the window larger: 80 x 24 is the least, 120 x 40 is better.")
    return ok("terminal", found)


def check_page(settings: Settings) -> Finding:
    """Try to listen where the stage page will be."""
    where = f"{settings.host}:{settings.port}"
    if not settings.page:
        return skipped("page", "the stage page is switched off")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen()
    except (socket.gaierror, UnicodeError) as error:
        remedy = "Correct WALLSTREET_HOST, or leave it out."
        return failed("page", f"there is no address {settings.host!r} ({error})", remedy)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            remedy = "Stop what is listening there (another show?), or choose another port with --port."
            return failed("page", f"{where} is taken", remedy)
        remedy = "Choose a port above 1023 with --port, and an address of this machine with WALLSTREET_HOST."
        return failed("page", f"{where} cannot be used ({error.strerror})", remedy)
    return ok("page", f"http://{where} is free" if settings.port else "any free port")
