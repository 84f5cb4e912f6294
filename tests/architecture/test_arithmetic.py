"""Authority: house rule 15: only arithmetic that plain Python and compiled code do alike to the last bit.

`+ - * / %`, comparisons, `exp log log1p expm1 sqrt floor erf erfc` of `math`, and powers whose exponent is not written
out: whole powers are products, and roots are `sqrt`. Bits, `range`, `len` and `in` are of whole numbers, exact in both.
Nothing else reckons in what both engines tell.
"""

import ast
import inspect
from pathlib import Path

import pytest

from haicsim import sim
from haicsim.sim import cohort
from haicsim.sim.outcomes import initial, update

FOLDER = Path(sim.__file__).parent
FILES = [*sorted((FOLDER / "rules").glob("*.py")), *sorted((FOLDER / "pathway").glob("*.py"))]
FUNCTIONS = [
    *(
        member
        for _, member in inspect.getmembers(cohort, inspect.isfunction)
        if member.__module__ == cohort.__name__
    ),
    *(
        member
        for module in (initial, update)
        for _, member in inspect.getmembers(module, inspect.isfunction)
        if member.__module__ == module.__name__
    ),
]

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Mod, ast.Pow, ast.USub, ast.Not, ast.And, ast.Or)
OPERATORS += (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
OPERATORS += (
    ast.BitAnd,
    ast.BitOr,
    ast.LShift,
    ast.RShift,
    ast.In,
)  # a float among bits is refused by the compiler
MATH = {"exp", "log", "log1p", "expm1", "sqrt", "floor", "erf", "erfc", "nan", "pi"}
BUILT_IN = {"min", "max", "abs", "float", "int", "bool", "range", "len"}
MAY_IMPORT = {"math", "typing", "collections.abc", "__future__"}


def faults(tree: ast.AST) -> list[str]:
    """What the tree reckons with that it may not."""
    known = names(tree)
    return [f"line {node.lineno}: {why}" for node in ast.walk(tree) for why in fault(node, known)]


def names(tree: ast.AST) -> set[str]:
    """What may be called by a bare name: built-ins, what is defined here, and what comes from our own modules."""
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("haicsim.sim")
        for alias in node.names
    }
    return BUILT_IN | {"math"} | own | imported


def fault(node: ast.AST, callable_names: set[str]) -> list[str]:
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.UnaryOp | ast.BoolOp):
        return operator_fault(node)
    if isinstance(node, ast.Compare):
        return [
            f"{type(op).__name__} is not compared alike" for op in node.ops if not isinstance(op, OPERATORS)
        ]
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "math":
        return [] if node.attr in MATH else [f"math.{node.attr} is not the same function in both engines"]
    if isinstance(node, ast.Call):
        by = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        known = isinstance(by, ast.Name) and by.id in callable_names
        return [] if known else [f"{ast.unparse(node.func)} is not plain arithmetic"]
    if isinstance(node, ast.Import):
        return [f"imports {alias.name}" for alias in node.names if not may_import(alias.name)]
    if isinstance(node, ast.ImportFrom):
        return (
            [] if may_import(node.module or "") and node.module != "math" else [f"imports from {node.module}"]
        )
    if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        return [f"{type(node).__name__} cannot be compiled"]
    return []


def operator_fault(node: ast.BinOp | ast.AugAssign | ast.UnaryOp | ast.BoolOp) -> list[str]:
    if not isinstance(node.op, OPERATORS):
        return [f"{type(node.op).__name__} is not the same operation in both engines"]
    exponent = node.right if isinstance(node, ast.BinOp) else getattr(node, "value", None)
    if isinstance(node.op, ast.Pow) and not any(
        isinstance(part, ast.Name | ast.Attribute) for part in ast.walk(exponent)
    ):
        return ["a power with its exponent written out is rounded differently: write the product, or sqrt"]
    return []


def may_import(module: str) -> bool:
    return module in MAY_IMPORT or module.startswith("haicsim.sim")


def test_rules_and_story_reckon_alike_in_both_engines():
    assert not [f"{path.name}, {why}" for path in FILES for why in faults(ast.parse(path.read_text()))]


def test_diagnosis_and_records_reckon_alike_in_both_engines():
    found = []
    for function in FUNCTIONS:
        known = names(ast.parse(inspect.getsource(inspect.getmodule(function))))
        nodes = ast.walk(ast.parse(inspect.getsource(function)))
        found += [f"{function.__qualname__}: {why}" for node in nodes for why in fault(node, known)]
    assert not found


def test_every_rule_and_every_function_that_draws_a_patient_is_among_them():
    assert {"diagnose", "diagnose_biology", "as_at_diagnosis", "record"} <= {
        function.__name__ for function in FUNCTIONS
    }
    assert {"disease.py", "hazard.py", "seeding.py", "story.py"} <= {path.name for path in FILES}


@pytest.mark.parametrize(
    "line",
    [
        "y = x**2",
        "y = x**3",
        "y = x**0.5",
        "y = x ** (1.0 / 3.0)",
        "y = x**-1",
        "x **= 2",
        "y = x // 2",
        "y = ~x",
        "y = x ^ 1",
        "y = x not in x",
        "y = x @ x",
        "y = math.hypot(x, x)",
        "y = math.gamma(x)",
        "y = math.lgamma(x)",
        "y = math.pow(x, 2.0)",
        "y = math.sin(x)",
        "y = math.fsum(x)",
        "y = pow(x, 2)",
        "y = round(x)",
        "y = sum(x)",
        "y = x.sum()",
        "y = theta[0].shares.mean()",
        "y = x is None",
        "y = [a for a in x]",
        "y = lambda: x",
        "import numpy",
        "import random",
        "import numpy as math",
        "from numpy import exp",
        "from math import hypot",
        "from time import time",
    ],
)
def test_what_the_engines_do_differently_would_be_found(line):
    assert faults(ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "y = x ** (1.0 / shape)",
        "y = x ** theta[0].phi",
        "y = -x % 2.0",
        "y = math.erfc(x) > 0.0",
        "x += abs(x)",
        "x |= 1 << len(y) & 7",
        "y = x in (1, 2)",
    ],
)
def test_what_is_allowed_is_not_refused(line):
    assert not faults(ast.parse(line))
