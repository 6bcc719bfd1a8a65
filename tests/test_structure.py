"""The rules of the design that a program can check: who imports whom, what the show may not touch, sizes."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator

import pytest

from tests.source import ROOT, Module, modules, project_files

OURS = {"assets", "bot", "models", "show", "tests"}
MAY_IMPORT = {
    "assets": {"assets"},
    "show": {"assets", "show"},
    "models": {"assets", "models", "show.ports"},
    "bot": {"assets", "bot", "models", "show"},
}
LIBRARIES = {
    "assets": {"PIL", "pydantic"},
    "show": {"numpy", "pydantic", "scipy"},
    "show/desk": {"gudhi", "numpy", "pydantic", "scipy"},
    "show/stage": {"PIL", "numpy", "pydantic", "scipy"},
}
OUT_OF_THE_SHOW = {
    "ctypes", "http", "multiprocessing", "os", "secrets", "select", "selectors", "signal", "socket",
    "socketserver", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
"""Parts of the standard library that touch the world: the clock, the disk, the network, other processes."""
WALL_CLOCK = {"now", "utcnow", "today", "fromtimestamp", "call_later"}
GLOBAL_DICE = re.compile(r"random\.(?!Random$)\w+|(np|numpy)\.random\.(?!default_rng$|Generator$)\w+")
NOUNLESS = {"utils", "util", "helpers", "helper", "manager", "base", "core", "common", "misc"}
NOT_IN_THE_SHOW = {"models", "engine"}
EXTRAS = {("av", "bot/stream/encoder.py")}
"""Libraries of an extra, and the one place that may import them."""
LINES, FUNCTION_LINES = 400, 60


def ours(name: str) -> bool:
    return name.split(".")[0] in OURS


def belongs(name: str, allowed: set[str]) -> bool:
    return any(name == part or name.startswith(part + ".") for part in allowed)


def third_party(module: Module) -> Iterator[tuple[str, int]]:
    for name, line in module.imports():
        top = name.split(".")[0]
        if top not in OURS and top not in sys.stdlib_module_names:
            yield top, line


def test_imports_follow_the_arrows_of_the_design() -> None:
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in modules()
        for name, line in module.imports()
        if ours(name) and not belongs(name, MAY_IMPORT[module.folder])
    ]
    assert not wrong


def test_the_show_and_the_assets_use_few_libraries() -> None:
    wrong = []
    for module in modules("assets", "show"):
        room = "/".join(module.path.split("/")[:2])
        allowed = LIBRARIES.get(room, LIBRARIES[module.folder])
        wrong += [
            f"{module.path}:{line} imports {top}" for top, line in third_party(module) if top not in allowed
        ]
    assert not wrong


def test_the_show_touches_nothing_outside_itself() -> None:
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in modules("show")
        for name, line in module.imports()
        if name.split(".")[0] in OUT_OF_THE_SHOW
    ]
    assert not wrong


def calls_of_chance_and_time(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Give the lines that read the wall clock, sleep, or roll dice that nobody handed in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "random":
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name != "Random")
        if isinstance(node, ast.Attribute):
            whole = ast.unparse(node)
            if node.attr in WALL_CLOCK or whole in ("asyncio.sleep", "asyncio.timeout", "asyncio.wait_for"):
                yield node.lineno, whole
            if re.fullmatch(
                r"random\.(?!Random$)\w+|(np|numpy)\.random\.(?!default_rng$|Generator$)\w+", whole
            ):
                yield node.lineno, whole
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            made = ast.unparse(node.func)
            if made in ("Random", "random.Random", "np.random.default_rng", "numpy.random.default_rng"):
                yield node.lineno, f"{made}() without a seed"


def test_the_show_has_no_clock_and_no_dice_of_its_own() -> None:
    wrong = [
        f"{module.path}:{line} {what}"
        for module in modules("show")
        for line, what in calls_of_chance_and_time(module.tree)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "line",
    [
        "datetime.now()", "datetime.datetime.utcnow()", "date.today()", "await asyncio.sleep(1)",
        "random.choice(x)",
        "from random import shuffle", "random.Random()", "np.random.normal()", "numpy.random.default_rng()",
    ],
)  # fmt: skip
def test_the_search_for_clocks_and_dice_finds_them(line: str) -> None:
    tree = ast.parse(f"async def f():\n    {line}")
    assert list(calls_of_chance_and_time(tree))


@pytest.mark.parametrize(
    "line", ["random.Random(7)", "from random import Random", "dice.choice(x)", "clock.time"]
)
def test_the_search_for_clocks_and_dice_leaves_handed_in_ones_alone(line: str) -> None:
    assert not list(calls_of_chance_and_time(ast.parse(line)))


def test_every_library_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[^\w.-]", one)[0].lower() for one in project["dependencies"]}
    declared |= {"discord", "pil", "llama_cpp", "dotenv", "pydantic_core"} | {
        name.replace("-", "_") for name in declared
    }
    wrong = [
        f"{module.path}:{line} imports {top}"
        for module in modules()
        for top, line in third_party(module)
        if not module.path.startswith("models/house/") and top.lower() not in declared
        if (top, module.path) not in EXTRAS
    ]
    assert not wrong


def test_no_file_is_too_long() -> None:
    long = {module.path: module.text.count("\n") for module in modules()}
    assert {path: count for path, count in long.items() if count > LINES} == {}


def test_no_function_is_too_long() -> None:
    wrong = []
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    wrong.append(f"{module.path}:{node.lineno} {node.name} has {length} lines")
    assert not wrong


def test_a_module_is_named_by_a_noun_that_says_something() -> None:
    wrong = []
    for module in modules():
        names = set(module.path.removesuffix(".py").split("/")[1:])
        if names & (NOUNLESS | (NOT_IN_THE_SHOW if module.folder == "show" else set())):
            wrong.append(module.path)
    assert not wrong


def test_every_module_and_every_public_class_says_what_it_is() -> None:
    wrong = []
    for module in modules():
        if not ast.get_docstring(module.tree):
            wrong.append(module.path)
        classes = [node for node in module.tree.body if isinstance(node, ast.ClassDef)]
        wrong += [
            f"{module.path}:{node.lineno} {node.name}"
            for node in classes
            if not node.name.startswith("_") and not ast.get_docstring(node)
        ]
    assert not wrong


def test_a_silenced_check_says_which_and_why() -> None:
    marks = [re.compile(r"#\s*" + word) for word in ("no" + "qa", "type:" + " ignore")]
    reason = re.compile(r"(no" + r"qa: \w+(, \w+)*|ignore\[[\w, -]+\])(  #| -) \w+ \w+")
    wrong = [
        f"{module.path}:{number} {line.strip()}"
        for module in modules("assets", "bot", "models", "show", "tests")
        for number, line in enumerate(module.text.splitlines(), 1)
        if any(mark.search(line) for mark in marks) and not reason.search(line)
    ]
    assert not wrong


def test_nothing_is_left_to_do_in_the_source() -> None:
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HACK"]) + r")\b")
    wrong = [
        f"{module.path}:{number}"
        for module in modules()
        for number, line in enumerate(module.text.splitlines(), 1)
        if marks.search(line) or "raise NotImplementedError" in line
    ]
    assert not wrong


ELSEWHERE = re.compile(
    "|".join(
        re.escape("".join(parts))
        for parts in (
            ("pypi", ".org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"),
            ("debian", ".org"), ("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("/tm", "p/"), ("/opt", "/"),
            ("--index", "-url "), ("--extra", "-index"), ("--find", "-links"), ("file:", "//"),
        )
    )
)  # fmt: skip


def test_no_file_names_a_registry_or_a_path_of_some_machine() -> None:
    wrong = []
    for path in project_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        place = path.relative_to(ROOT)
        wrong += [
            f"{place}:{n} {line.strip()[:80]}" for n, line in enumerate(lines, 1) if ELSEWHERE.search(line)
        ]
    assert not wrong
