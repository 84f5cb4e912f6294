"""Authority: the house rules on rooms: imports point one way, modules and functions have one duty each."""

import ast
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[2]
ROOMS = ["sim", "analysis", "haicsim"]
MOST_MODULE_LINES = 300
MOST_FUNCTION_LINES = 40
MODULES = [
    pytest.param(path, id=path.relative_to(ROOT).as_posix())
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
]


def test_every_import_contract_is_kept(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    status = lint_imports(no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def only_a_table(tree: ast.Module) -> bool:
    """Constants and nothing else: a code book is looked up, not read through, and has no second duty to split off."""
    constants = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign
    return all(isinstance(node, constants) or is_text(node) for node in tree.body)


def is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("path", MODULES)
def test_a_module_has_fewer_than_300_lines_unless_it_is_a_table_of_constants(path):
    text = path.read_text()
    assert len(text.splitlines()) < MOST_MODULE_LINES or only_a_table(ast.parse(text))


def test_a_module_with_a_function_or_a_loop_is_no_table():
    assert only_a_table(ast.parse('"""Codes."""\nA = 1\nNAMES = {A: "a"}'))
    assert not only_a_table(ast.parse("A = 1\ndef f(): pass"))
    assert not only_a_table(ast.parse("A = 1\nfor B in range(3): A += B"))
    assert not only_a_table(ast.parse("class A: pass"))


def too_long(tree: ast.AST) -> list[str]:
    """Functions of 40 lines or more, decorators not counted."""
    return [
        f"{node.name} at line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 >= MOST_FUNCTION_LINES
    ]


@pytest.mark.parametrize("path", MODULES)
def test_a_function_has_fewer_than_40_lines(path):
    assert not too_long(ast.parse(path.read_text()))


def test_a_function_of_40_lines_would_be_found():
    lines = "\n".join("    x = 1" for _ in range(MOST_FUNCTION_LINES - 1))
    assert too_long(ast.parse(f"def long():\n{lines}")) == ["long at line 1"]
    assert not too_long(ast.parse(f"def short():\n{lines[:-10]}"))


@pytest.mark.parametrize("path", MODULES)
def test_nothing_is_called_a_utility(path):
    assert not {"utils", "util", "helpers", "misc", "common"} & set(path.with_suffix("").parts)
