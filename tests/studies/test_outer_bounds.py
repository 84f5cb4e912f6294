"""Bounds at any size against every order in which few patients can leave, and against the log-rank test by lifelines."""

import random
from fractions import Fraction
from itertools import product

import pytest
from cohorts import Patients, log_rank_p

from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, moments_of
from haicsim.analysis.km_solver.log_rank_bounds import log_rank_bounds
from haicsim.analysis.km_solver.outer_bounds import OuterBounds, share_boxes
from haicsim.analysis.km_solver.rounding import Interval

Course = tuple[Fraction, int, int]  # survival, at risk, events


def courses(n: int, left: int) -> set[Course]:
    """Where n patients can stand after so many have left, in whatever order."""
    found: set[Course] = set()
    for events in product((False, True), repeat=left):
        share = Fraction(1)
        for gone, event in enumerate(events):
            share *= Fraction(n - gone - 1, n - gone) if event else 1
        found.add((share, n - left, sum(events)))
    return found


def problem_of(n: int, *limits: tuple[str, Fraction, Fraction]) -> CurveProblem:
    """One curve, all limits just after 12 months."""
    moment = (Fraction(12), 1)
    demands = tuple(
        Demand((f"f{k}.x",), "all", "", 0, (Limit(what, moment, Interval(low, high)),))
        for k, (what, low, high) in enumerate(limits)
    )
    return CurveProblem("OS", (("all", n),), (), demands, moments_of(demands))


@pytest.mark.parametrize("n", [4, 7])
def test_bounds_let_through_every_data_set_there_is(n: int) -> None:
    for share, risk, events in {course for left in range(n + 1) for course in courses(n, left)}:
        exact = problem_of(n, ("survival", share, share), ("at_risk", Fraction(risk), Fraction(risk)))
        (box, _) = OuterBounds().narrowed(exact, "all")
        assert box.events[0] <= events <= box.events[1]


@pytest.mark.parametrize("n", [5, 8])
def test_bounds_refute_what_no_order_gives_where_survival_and_numbers_are_known(n: int) -> None:
    """Least and largest survival for each number at risk and of events are attained, so anything beyond is refuted."""
    every = {course for left in range(n + 1) for course in courses(n, left)}
    for risk, events in {(risk, events) for _, risk, events in every}:
        shares = [share for share, r, d in every if (r, d) == (risk, events)]
        for beyond in (min(shares) - Fraction(1, 1000), max(shares) + Fraction(1, 1000)):
            numbers = (
                ("at_risk", Fraction(risk), Fraction(risk)),
                ("events", Fraction(events), Fraction(events)),
            )
            if 0 <= beyond <= 1:
                assert OuterBounds().refuted(problem_of(n, ("survival", beyond, beyond), *numbers))


def test_closed_form_of_a_million_patients_is_that_of_the_theorem() -> None:
    n = 10**6
    survival = Fraction(935, 1000)
    (box,) = share_boxes(problem_of(n, ("survival", survival, survival)), "all")
    assert box.risk[1] == 935_000
    assert box.events == (1, 65_000)


@pytest.mark.parametrize("seed", range(12))
def test_bounds_hold_the_log_rank_p_of_patients_with_the_curves_by_lifelines(seed: int) -> None:
    chance = random.Random(seed)
    arms = [
        [(chance.expovariate(1 / mean), chance.uniform(5, 60)) for _ in range(40)]
        for mean in (15, 15 + 8 * seed)
    ]
    groups = [Patients([min(each) for each in arm], [e <= c for e, c in arm]) for arm in arms]
    demands = []
    for name, group in zip("AB", groups, strict=True):
        for month in (6, 12, 18, 24):
            risk = Fraction(sum(each > month for each in group.months))
            dead = Fraction(sum(e and m <= month for m, e in zip(group.months, group.events, strict=True)))
            for what, number in (("at_risk", risk), ("events", dead)):
                limit = Limit(what, (Fraction(month), 1), Interval(number, number))
                demands.append(Demand((f"{name}{what}{month}.x",), name, "", 0, (limit,)))
        total = Fraction(sum(group.events))
        demands.append(Demand((f"{name}.x",), name, "", 0, (Limit("events", None, Interval(total, total)),)))
    problem = CurveProblem("OS", (("A", 40), ("B", 40)), (), tuple(demands), moments_of(demands))
    low, high = log_rank_bounds(problem, [0, 1])
    assert low <= log_rank_p(groups) <= high
    assert high < 1.0 or log_rank_p(groups) > 0.001
