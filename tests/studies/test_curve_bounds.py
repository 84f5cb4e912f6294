"""Curves of few patients against every order in which they can leave: bounds by number at risk, and data sets drawn."""

from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace

import pytest
from test_outer_bounds import Course, courses, problem_of

from haicsim.analysis.km_solver.curve_bounds import CurveBounds, refuted
from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, moments_of
from haicsim.analysis.km_solver.histories import list_histories
from haicsim.analysis.km_solver.rounding import Interval
from haicsim.analysis.km_solver.witness import Patients, sampled_values, witness

AT_12 = (Fraction(12), 1)


def every_course(n: int) -> set[Course]:
    return {course for left in range(n + 1) for course in courses(n, left)}


@pytest.mark.parametrize(("n", "finest"), [(4, 24), (6, 24), (6, 1), (6, 2)])
def test_numbers_at_risk_and_of_events_are_those_of_the_orders_with_that_survival(
    n: int, finest: int
) -> None:
    every = every_course(n)
    for share in {share for share, _, _ in every}:
        here, ends = CurveBounds(problem_of(n, ("survival", share, share)), "all", finest=finest).run()
        listed = {(risk, events) for s, risk, events in every if s == share}
        assert here >= listed, "a data set that there is was not let through"
        assert finest < 24 or here == listed
        assert ends >= here  # all may be censored after that


@pytest.mark.parametrize("n", [5, 6])
def test_between_two_attainable_survivals_there_is_none(n: int) -> None:
    shares = sorted({share for share, _, _ in every_course(n)})
    for one, other in pairwise(shares):
        between = ("survival", one + (other - one) / 3, other - (other - one) / 3)
        assert not CurveBounds(problem_of(n, between), "all").run()[0]


def test_pairs_known_from_the_parts_are_the_only_ones() -> None:
    half = ("survival", Fraction(1, 2), Fraction(1, 2))
    bounds = CurveBounds(problem_of(4, half), "all", [{(2, 2), (0, 4)}, set()])
    assert bounds.run()[0] == {(2, 2)}


def two_of_three(*limits: tuple[str, str, Fraction]) -> CurveProblem:
    """Groups A and B of three each and both together, each limit an exact number just after 12 months."""
    demands = tuple(
        Demand((f"f{k}.x",), curve, "", 0, (Limit(what, AT_12, Interval(value, value)),))
        for k, (curve, what, value) in enumerate(limits)
    )
    return CurveProblem("OS", (("A", 3), ("B", 3)), (("all", (0, 1)),), demands, moments_of(demands))


A = [("A", "events", Fraction(1)), ("A", "at_risk", Fraction(2))]
B = [("B", "events", Fraction(0)), ("B", "at_risk", Fraction(3))]


@pytest.mark.parametrize(
    ("limits", "impossible"),
    [
        ([*A, *B, ("all", "survival", Fraction(5, 6))], False),
        ([*A, *B, ("all", "survival", Fraction(4, 6))], True),  # one death of six, nobody censored before
        (
            [*A, ("B", "survival", Fraction(1)), ("all", "survival", Fraction(3, 4))],
            False,
        ),  # two of B left before
        (
            [*A, ("B", "survival", Fraction(1)), ("all", "survival", Fraction(1, 2))],
            True,
        ),  # A's two are left with the dead
        (
            [*A, ("A", "survival", Fraction(1, 2))],
            True,
        ),  # one group by itself: 1 - 1/3 or, one censored first, two at risk
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_pooled_curve_is_refuted_by_what_its_groups_can_have(
    limits: list[tuple[str, str, Fraction]], impossible: bool, listed: bool
) -> None:
    problem = two_of_three(*limits)
    histories = [
        list_histories(problem, leaf) if listed else SimpleNamespace(complete=False) for leaf in (0, 1)
    ]
    assert refuted(problem, histories) is impossible


def shown(drawn: Patients, n: int) -> Course:
    """Survival, number at risk and events just after 12 months, of the one copy drawn, counted patient by patient."""
    share, risk, dead = Fraction(1), n, 0
    for _, event in sorted(
        (m, not e) for m, e in zip(drawn.months[0], drawn.event[0], strict=True) if m <= 12.0
    ):
        share, dead = (share, dead) if event else (share * Fraction(risk - 1, risk), dead + 1)
        risk -= 1
    return share, risk, dead


def test_patients_drawn_show_the_figures_and_none_are_drawn_for_what_cannot_be() -> None:
    n = 5
    for share, risk, events in every_course(n):
        numbers = ("at_risk", Fraction(risk), Fraction(risk)), ("events", Fraction(events), Fraction(events))
        drawn = witness(problem_of(n, ("survival", share, share), *numbers), 200)
        assert drawn is not None, (share, risk, events)
        assert shown(drawn, n) == (share, risk, events)
    assert witness(problem_of(n, ("survival", Fraction(9, 10), Fraction(9, 10))), 200) is None


def test_values_of_a_figure_in_data_sets_drawn_are_those_of_some_order() -> None:
    n = 5
    problem = problem_of(n, ("at_risk", Fraction(3), Fraction(3)), ("events", Fraction(1), Fraction(2)))
    survival = Demand(
        ("f9.x",), "all", "", 0, (Limit("survival", AT_12, Interval(Fraction(0), Fraction(1))),)
    )
    found = sampled_values(problem, survival, 400)
    assert found == {
        "60",
        "75",
        "80",
    }  # two dead; censored first, then one of four; one of five, then censored
    assert sampled_values(problem, problem.demands[1], 400) == {"1", "2"}
    assert sampled_values(problem, problem.demands[0], 400) == {"3"}
