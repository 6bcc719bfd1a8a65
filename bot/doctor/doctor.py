"""`wallstreet doctor`: checks what the show needs and says what to do, before anything goes wrong on air."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.discord.checks import check_discord
from bot.doctor import checkup, examination
from bot.doctor.findings import Check, Finding, Verdict, failed, ok, skipped
from bot.settings.configuration import SettingsError, env_file, load
from bot.settings.settings import Settings, chosen
from bot.stream.checks import check_stream
from bot.twitch.checks import check_twitch

MACHINE: tuple[Check, ...] = (
    checkup.check_python,
    checkup.check_packages,
    checkup.check_compiler,
    checkup.check_llama,
    checkup.check_memory,
    checkup.check_terminal,
)
CHOSEN: tuple[Check, ...] = (
    examination.check_model,
    examination.check_log,
    checkup.check_disk,
    checkup.check_page,
    check_discord,
    check_twitch,
    check_stream,
)
COLOURS: dict[Verdict, str] = {"ok": "green", "warning": "yellow", "failed": "bold red", "skipped": "dim"}


def doctor(flags: Mapping[str, Any], console: Console | None = None) -> int:
    """Run all checks, print them, and return 1 if one failed."""
    findings = examine(flags)
    show(findings, console or Console())
    return int(any(finding.verdict == "failed" for finding in findings))


def examine(flags: Mapping[str, Any]) -> list[Finding]:
    """Run all checks. What depends on the settings is skipped when those are wrong."""
    try:
        settings = load(flags)
    except SettingsError as error:
        wrong = failed("settings", str(error), "Correct it in the environment or in .env.")
        names = [check.__name__.removeprefix("check_") for check in CHOSEN]
        rest = [skipped(name, "the settings come first") for name in names]
        return [*(check(Settings.model_construct()) for check in MACHINE), wrong, *rest]
    said = (
        ", ".join(f"{name} = {value}" for name, value in chosen(settings).items()) or "all at their defaults"
    )
    file = env_file()
    origin = f" (with {str(file)!r})" if file else ""
    machine = [check(settings) for check in MACHINE]
    return [*machine, ok("settings", said + origin), *(check(settings) for check in CHOSEN)]


def show(findings: list[Finding], console: Console, good: str = "The show can go on air: make show") -> None:
    """Print the findings as a table, with what to do under what is not well, and `good` if all is."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for finding in findings:
        # Text, not markup: what was found may hold anything.
        found = Text(finding.found)
        if finding.remedy:
            found.append(f"\n{finding.remedy}", style="italic")
        table.add_row(Text(finding.verdict, style=COLOURS[finding.verdict]), Text(finding.id), found)
    console.print(table)
    console.print(Text(_summary(findings, good)))


def _summary(findings: list[Finding], good: str) -> str:
    count = sum(finding.verdict == "failed" for finding in findings)
    if count:
        return f"\n{count} of {len(findings)} checks failed. Mend them from the top down."
    return f"\n{good}"
