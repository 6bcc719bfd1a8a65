"""`wallstreet models list`: the known small models, and those that are here."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from models.catalogue import FOLDER, HOUSE, models_on_disk
from models.gguf_file import ModelFileError, inspect
from models.known import KNOWN, KnownModel

NOTES = (
    "memory is twice the file, as measured with one model of 787 MB; at least 1.4 times it is needed",
    "s/tick is an estimate for two cores: 11.4 s a billion weights, from a tick measured with 1.28 billion",
    "none of the known models was run here; * thinks before it answers, which the show switches off",
)


def listing(console: Console | None = None, folder: Path = FOLDER) -> int:
    """Print both tables and return the exit code."""
    console = console or Console()
    console.print(known_table(folder))
    for note in NOTES:
        console.print(f"  {note}", style="dim", highlight=False)
    console.print("\nFetch one: [bold]wallstreet models pull qwen3-1.7b[/bold]    Play with it: "
                  "[bold]wallstreet run --model qwen3-1.7b[/bold]\n")  # fmt: skip
    console.print(local_table(folder))
    return 0


def known_table(folder: Path) -> Table:
    """Return the table of the known models."""
    table = Table(box=None, pad_edge=False)
    for name in ("name", "file", "memory", "s/tick", "licence", "repository", ""):
        right = name in ("file", "memory", "s/tick")
        table.add_column(
            name, justify="right" if right else "left", no_wrap=name != "repository", overflow="fold"
        )
    for model in KNOWN:
        table.add_row(*_row(model), "here" if (folder / model.file).exists() else "")
    return table


def _row(model: KnownModel) -> tuple[str, ...]:
    return (
        model.name + ("*" if model.thinks else ""),
        f"{model.bytes / 1e9:.2f} GB",
        f"~{model.memory:.1f} GB",
        f"~{model.seconds:.0f}",
        model.licence,
        model.repository,
    )


def local_table(folder: Path) -> Table:
    """Return the table of the files that are here."""
    table = Table(box=None, pad_edge=False)
    for name in ("here", "file", "weights", "what"):
        table.add_column(name, justify="right" if name in ("file", "weights") else "left")
    for path in models_on_disk(folder):
        name = "house" if path == HOUSE else str(path.relative_to(folder))
        try:
            info = inspect(path)
        except ModelFileError as error:
            table.add_row(name, "", "", str(error))
            continue
        context = f"context {info.context:,}" if info.context else "context unknown"
        what = f"{info.architecture}, {info.quantisation}, {context}"
        table.add_row(name, f"{info.size / 1e6:,.0f} MB", f"{info.parameters / 1e6:,.0f} M", what)
    return table
