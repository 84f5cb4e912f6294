"""Authority: the house rules on rooms: imports point one way, modules and functions have one duty each."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
ROOMS = ["sim", "analysis", "scenarios", "haicsim"]
BESIDE = ["tests", "benchmarks", "docs"]
MOST_MODULE_LINES = 300
MOST_FUNCTION_LINES = 40


def files(rooms: list[str], pattern: str) -> list[Path]:
    """The files of the rooms, each once: inside `haicsim` three rooms stand again, as links."""
    return sorted({path.resolve() for room in rooms for path in (ROOT / room).rglob(pattern)})


MODULES = files(ROOMS, "*.py")
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in MODULES}


def test_every_module_of_every_room_is_looked_at_once() -> None:
    assert len({path.stat().st_ino for path in MODULES}) == len(MODULES) == len(TREES)
    for module in (
        "sim/run.py",
        "analysis/__init__.py",
        "scenarios/__init__.py",
        "haicsim/commands/__init__.py",
    ):
        assert module in TREES
    assert not [name for name in TREES if name.startswith(("haicsim/sim/", "haicsim/analysis/"))]


def test_every_import_contract_is_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def only_a_table(tree: ast.Module) -> bool:
    """Constants and names of fields alone: a code book is looked up, not read through, and has no second duty."""
    constants = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign
    return all(isinstance(node, constants) or is_text(node) or only_fields(node) for node in tree.body)


def only_fields(node: ast.stmt) -> bool:
    """A class that says which fields there are and of which type, as those of `sim/rows.py`."""
    if not isinstance(node, ast.ClassDef):
        return False
    return all(
        is_text(line) or (isinstance(line, ast.AnnAssign) and line.value is None) for line in node.body
    )


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_a_module_has_fewer_than_300_lines_unless_it_is_a_table_of_constants():
    length = {name: len((ROOT / name).read_text().splitlines()) for name in TREES}
    assert not [
        f"{name}: {length[name]} lines"
        for name, tree in TREES.items()
        if length[name] >= MOST_MODULE_LINES and not only_a_table(tree)
    ]


def test_a_module_with_a_function_or_a_loop_is_no_table():
    assert only_a_table(ast.parse('"""Codes."""\nA = 1\nNAMES = {A: "a"}'))
    assert not only_a_table(ast.parse("A = 1\ndef f(): pass"))
    assert not only_a_table(ast.parse("A = 1\nfor B in range(3): A += B"))
    assert not only_a_table(ast.parse("class A: pass"))
    assert only_a_table(ast.parse('class A:\n    """Fields."""\n    a: int'))
    assert not only_a_table(ast.parse("class A:\n    a: int\n    def f(self): pass"))


def too_long(tree: ast.AST) -> list[str]:
    """Functions of 40 lines or more, decorators not counted."""
    return [
        f"{node.name} at line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 >= MOST_FUNCTION_LINES
    ]


def test_a_function_has_fewer_than_40_lines():
    assert not [f"{name}: {function}" for name, tree in TREES.items() for function in too_long(tree)]


def test_a_function_of_40_lines_would_be_found():
    lines = "\n".join("    x = 1" for _ in range(MOST_FUNCTION_LINES - 1))
    assert too_long(ast.parse(f"def long():\n{lines}")) == ["long at line 1"]
    assert not too_long(ast.parse(f"def short():\n{lines[:-10]}"))


def test_nothing_is_called_a_utility():
    vague = {"utils", "util", "helpers", "misc", "common"}
    assert not [name for name in TREES if vague & set(Path(name).with_suffix("").parts)]


# ---- One installed name


TOP_LEVEL = re.compile(
    r"(?:^|[\"'`;>])[ \t]*(?:from|import)[ \t]+(?:sim|analysis|scenarios)(?:\.\w+)*"
    r"(?:[ \t]+(?:import|as)\b|[ \t]*[,;\"'`]|[ \t]*$)",
    re.MULTILINE,
)


SAY_THAT_IT_FAILS = {
    "tests/docs/test_wheel.py",
    "docs/decisions/0040-one-installed-name.md",
    "CONTRIBUTING.md",
}


def test_nobody_imports_the_rooms_but_through_haicsim():
    texts = files([*ROOMS, *BESIDE], "*.py") + files([*ROOMS, *BESIDE], "*.md") + sorted(ROOT.glob("*.md"))
    texts = [path for path in texts if path.relative_to(ROOT).as_posix() not in SAY_THAT_IT_FAILS]
    found = {path: TOP_LEVEL.findall(path.read_text(encoding="utf-8")) for path in texts}
    assert not [f"{path.relative_to(ROOT)}: {lines}" for path, lines in found.items() if lines]


@pytest.mark.parametrize("room", ["sim", "analysis", "scenarios"])
def test_an_import_of_a_room_by_its_own_name_would_be_found(room):
    for line in (
        f"from {room} import a",
        f"    import {room}",
        f"import {room}.a as b",
        f"from {room}.a import b",
    ):
        assert TOP_LEVEL.search(f"x = 1\n{line}\n")
    assert TOP_LEVEL.search(f"CODE = 'import {room}.run'")
    assert TOP_LEVEL.search(f">>> from {room}.run import run")
    assert not TOP_LEVEL.search(
        f"from haicsim.{room} import a\nfrom haicsim import {room}\nfrom .{room} import a"
    )
    assert not TOP_LEVEL.search(f"import {room}ulated\nfrom {room} on, nothing is imported")
