"""Writes the parts of the manual that must equal the code: `.env.example` and the tables of the README.

`python -m bot.manual` writes them; a test fails when they differ.
"""

from __future__ import annotations

import argparse
import ast
import inspect
from functools import cache
from itertools import pairwise
from pathlib import Path

from bot.cli import build_parser, subcommands
from bot.discord.listing import rows
from bot.reception.vocabulary import USAGES
from bot.sample import sample
from bot.settings.settings import ROOT, Settings, keys
from show.rules import SeasonRules, sentences

SAMPLE_SEED, SAMPLE_TICKS = 21, 3

HEAD = """\
# Settings of the show. Copy this file to .env, take the # off a line and change its value.
# The environment wins over .env, and a flag on the command line wins over both.
"""


def example() -> str:
    """Return the text of `.env.example`: each setting with its sentence, commented out, at its default."""
    parts = [HEAD]
    for key, name in keys().items():
        parts.append(f"\n# {_sentences()[name]}\n# {key}={_default(name)}\n")
    return "".join(parts)


def settings_table() -> str:
    """Return the README's table of settings."""
    rows = [f"| `{key}` | {_cell(_default(name))} | {_sentences()[name]} |" for key, name in keys().items()]
    return "\n".join(["| Setting | Default | What it does |", "|---|---|---|", *rows])


def commands_table() -> str:
    """Return the README's table of commands and flags."""
    rows = []
    for name, command in subcommands(build_parser()).items():
        rows.append(f"| `wallstreet {name}` | {command.description} |")
        rows.extend(f"| &nbsp;&nbsp;`{_usage(action)}` | {action.help} |" for action in _flags(command))
    return "\n".join(["| Command | What it does |", "|---|---|", *rows])


def rules_list() -> str:
    """Return the season's written rules as the README's list."""
    return "\n".join(f"- {sentence}" for sentence in sentences(SeasonRules()))


def words_table() -> str:
    """Return the README's table of what viewers and moderators may type."""
    rows = [f"| `{usage.form}` | {usage.says} |" for usage in USAGES.values()]
    return "\n".join(["| Type | What it does |", "|---|---|", *rows])


def transcript() -> str:
    """Return some ticks of a rehearsal, as the terminal tells them."""
    return "\n".join(["```text", *sample(SAMPLE_SEED, 1, SAMPLE_TICKS), "```"])


def discord_table() -> str:
    """Return the README's table of what can be asked in Discord."""
    said = [f"| `{form}` | {says} |" for form, says in rows()]
    return "\n".join(["| Command | What it does |", "|---|---|", *said])


def fill(text: str) -> str:
    """Return the README's text with the tables between their marks."""
    tables = (
        ("settings", settings_table()),
        ("commands", commands_table()),
        ("discord", discord_table()),
        ("rules", rules_list()),
        ("words", words_table()),
        ("transcript", transcript()),
    )
    for mark, table in tables:
        block = f"<!-- {mark}: written by python -m bot.manual -->\n{table}\n<!-- end -->"
        start, end = text.find(f"<!-- {mark}:"), text.find("<!-- end -->", text.find(f"<!-- {mark}:"))
        if start >= 0:
            text = text[:start] + block + text[end + len("<!-- end -->") :]
    return text


@cache
def _sentences() -> dict[str, str]:
    """Return what stands below each setting. Every start of a show would pay 30 ms for reading it there."""
    (told,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(told, ast.ClassDef), "it is a class"
    return {
        ast.unparse(field.target): inspect.cleandoc(ast.literal_eval(below.value))
        for field, below in pairwise(told.body)
        if isinstance(field, ast.AnnAssign) and isinstance(below, ast.Expr)
    }


def _default(name: str) -> str:
    value = Settings.model_fields[name].default
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _cell(text: str) -> str:
    return f"`{text}`" if text else ""


def _flags(command: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in command._actions if action.help and "--help" not in action.option_strings]


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return "|".join(action.choices or (action.dest,))
    name = action.option_strings[0]
    return f"{name} {action.metavar}" if action.metavar else name


def main(root: Path = ROOT) -> None:
    """Write the files."""
    (root / ".env.example").write_text(example(), encoding="utf-8")
    readme = root / "README.md"
    readme.write_text(fill(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
