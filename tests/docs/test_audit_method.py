"""The page on the exact search: its proof by hand is right, its counts are measured, the tests it names exist."""

import ast
import re
from fractions import Fraction
from math import factorial

import pytest
from tree import ROOT

from haicsim.analysis.audit.demands import curve_problems
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.audit.survival_curves import examine
from haicsim.analysis.km_solver.corrections import minimal_correction_sets
from haicsim.analysis.km_solver.curves import CurveProblem
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver
from haicsim.analysis.km_solver.histories import list_histories
from haicsim.analysis.km_solver.joint_search import JointSearch
from haicsim.analysis.km_solver.rounding import before_rounding
from haicsim.analysis.studies import load_study
from haicsim.analysis.studies.printed import read_printed

PAGE = (ROOT / "docs" / "audit-method.md").read_text(encoding="utf-8")
IN_ONE_LINE = " ".join(PAGE.split())


def prints(share: Fraction, text: str) -> bool:
    """Whether a share prints as a percentage under any way of rounding."""
    return 100 * share in before_rounding(read_printed(text))


@pytest.fixture(scope="module")
def problems() -> dict[str, CurveProblem]:
    return {problem.endpoint: problem for problem in curve_problems(Context(load_study("kurume")))}


def test_the_proof_by_hand() -> None:
    one_year = {
        (first, second)
        for first in range(1, 19)
        for second in range(first + 1)
        if prints((1 - Fraction(1, first)) * (1 - Fraction(1, second) if second else 1), "94.4")
    }
    assert one_year == {(18, 0)}, "94.4% is one death among all 18 and no second"
    assert [r for r in range(1, 4) if prints(Fraction(3, 4) * (1 - Fraction(1, r)), "50")] == [3]
    pooled = {r: Fraction(17, 18) * (1 - Fraction(1, r)) for r in range(1, 18)}
    assert not any(prints(share, "83.3") for share in pooled.values())
    for said, r in (("82.6", 8), ("84.0", 9)):
        assert f"{said}% with r = {r}" in IN_ONE_LINE
        assert prints(pooled[r], said)


def test_counts_on_the_page_are_measured(problems: dict[str, CurveProblem]) -> None:
    seen = {}
    for endpoint, demands in (("OS", 12), ("DFS", 14)):
        problem = problems[endpoint]
        histories = [list_histories(problem, leaf) for leaf in range(len(problem.leaves))]
        search = JointSearch(problem, histories)
        found = search.run()
        seen[endpoint] = (sum(len(each.states) for each in histories), search.seen, found.possible)
        assert all(each.complete for each in histories)
        assert found.complete
        assert len(problem.demands) == demands
    said = f"The twelve figures of overall survival leave {seen['OS'][0]} states in the three groups together, the fourteen"
    assert f"{said} of disease-free survival {seen['DFS'][0]}." in IN_ONE_LINE
    said = f"{seen['OS'][1]} nodes are followed until none is left, for disease-free survival {seen['DFS'][1]}, and the end"
    assert said in IN_ONE_LINE
    assert (seen["OS"][2], seen["DFS"][2]) == (False, True)
    orders = factorial(18) // (factorial(6) * factorial(4) * factorial(8)) * 2**18
    assert f"{orders:.1e}".replace("e+", "e") in IN_ONE_LINE


def test_conflict_and_corrections_are_those_of_the_page(problems: dict[str, CurveProblem]) -> None:
    problem = problems["OS"]
    solver = FeasibilitySolver(problem)
    order = tuple(
        sorted(problem.demands, key=lambda one: one.first.moment or (Fraction(10**6), 0), reverse=True)
    )
    corrections, conflicts = minimal_correction_sets(solver, order)
    assert len(conflicts) == 1
    conflict = {(one.curve, one.printed) for one in conflicts[0]}
    assert conflict == {("all", "94.4"), ("A", "100"), ("B", "50"), ("C", "100"), ("all", "83.3")}
    assert "All 94.4% at 1 year; A 100%, B 50%, C 100% and all 83.3% at 3 years" in IN_ONE_LINE
    assert {(one.curve, one.first.moment) for each in corrections for one in each} == {
        (curve, (Fraction(36), 1)) for curve in ("all", "A", "B", "C")
    }
    assert {len(each) for each in corrections} == {1}
    without = frozenset(problem.demands) - {one for one in conflicts[0] if one.printed == "94.4"}
    assert solver.ask(without) is Feasibility.IMPOSSIBLE, "leaving out the 94.4% alone is not enough"


def test_what_each_figure_could_be_is_that_of_the_page(problems: dict[str, CurveProblem]) -> None:
    context = Context(load_study("kurume"))
    examine(context, problems["OS"])
    (finding,) = (one for one in context.final().findings if one.check == "survival")
    could = {way.figures[0]: way.attainable for way in finding.alternatives}
    assert could["os_all_3y.percent"] == ("88.9",)
    assert (could["os_c_3y.percent"], could["os_a_3y.percent"], could["os_b_3y.percent"]) == (
        ("88",),
        ("83",),
        ("25",),
    )
    assert "pooled survival could only be 88.9%, C 88%, A 83%, B 25%" in IN_ONE_LINE


def test_every_test_the_page_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    assert len(named) >= 12
    for file, name in named:
        functions = {
            node.name
            for node in ast.walk(ast.parse((ROOT / file).read_text()))
            if isinstance(node, ast.FunctionDef)
        }
        assert name in functions, f"{file}::{name}"
