"""Only the smallest chapters say STAY and ASK: elsewhere a patient could stay past a death that nobody had foreseen."""

import ast
from pathlib import Path

import pytest

from haicsim import sim

PATHWAY = Path(sim.__file__).parent / "pathway"
ONLY = "use.py"
WORDS = {"STAY", "ASK"}


def of_chance(node: ast.AST) -> bool:
    """The name of a decision chance takes (`key.STAY`, the length of a stay), no verb."""
    return isinstance(node, ast.Name) and node.id == "key"


def says(tree: ast.AST) -> list[str]:
    """Every line that has STAY or ASK to itself: yielded, imported under any name, read off `codes`, or by its number."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            first = node.value.elts[0]
            if isinstance(first, ast.Constant) or not isinstance(first, ast.Name | ast.Attribute):
                found.append(f"line {node.lineno}: yields a verb that has no name")
        if isinstance(node, ast.Yield) and not isinstance(node.value, ast.Tuple):
            found.append(f"line {node.lineno}: yields what cannot be read here")
        if isinstance(node, ast.Name) and node.id in WORDS:
            found.append(f"line {node.lineno}: {node.id}")
        if isinstance(node, ast.Attribute) and node.attr in WORDS and not of_chance(node.value):
            found.append(f"line {node.lineno}: {node.attr}")
        if isinstance(node, ast.ImportFrom):
            found += [
                f"line {node.lineno}: {alias.name}" for alias in node.names if alias.name in WORDS | {"*"}
            ]
    return found


def test_only_the_chapter_that_foresees_death_says_stay_and_ask() -> None:
    files = sorted(PATHWAY.glob("*.py"))
    assert {"use.py", "story.py", "surgery.py", "haic.py"} <= {file.name for file in files}
    said = {file.name: says(ast.parse(file.read_text(encoding="utf-8"))) for file in files}
    assert said.pop(ONLY)
    assert {name: lines for name, lines in said.items() if lines} == {}


def test_before_it_says_either_the_disease_is_foreseen() -> None:
    tree = ast.parse((PATHWAY / ONLY).read_text(encoding="utf-8"))
    chapters = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for name, first in (("stay", "foresee"), ("ask", "before_waiting")):
        lines = [node.lineno for node in ast.walk(chapters[name]) if isinstance(node, ast.Yield)]
        called = [
            node.lineno
            for node in ast.walk(chapters[name])
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == first
        ]
        assert len(lines) == len(called) == 1
        assert called[0] < lines[0]


@pytest.mark.parametrize(
    "line",
    [
        "yield STAY, what, 1.0",
        "yield codes.ASK, what, 0.0",
        "yield 3, what, 1.0",
        "yield (verb_of(p), what, 1.0)",
        "yield word",
        "from haicsim.sim.codes import STAY as REST",
        "from haicsim.sim.codes import *",
        "stay = ASK",
    ],
)
def test_every_way_around_it_is_noticed(line: str) -> None:
    assert says(ast.parse(f"def chapter(p):\n    {line}\n") if "import" not in line else ast.parse(line))


@pytest.mark.parametrize(
    "line", ["yield NOTE, what, 1.0", "yield FREE, what, 0.0", "yield from stay(p, i, theta, 1, 2.0)"]
)
def test_what_others_may_say_is_let_be(line: str) -> None:
    assert not says(ast.parse(f"def chapter(p):\n    {line}\n"))
