"""Authority: every history of a few patients written down, weighed by the prior as documented (scipy's beta-binomial)."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from math import comb

import numpy as np
import pytest
from known import landmarks, study_of
from scipy.stats import betabinom

from haicsim.analysis.audit.demands import curve_problems
from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.prior import SHAPES, Shape
from haicsim.analysis.km_solver.sampler import Sampler
from haicsim.analysis.studies import Study

ENDS = (12.0, 24.0, 36.0)  # months: two landmarks, then the longest follow-up
Leaver = tuple[int, bool]  # the stretch, and whether by the event
COPIES = 40_000


def histories(n: int) -> Iterator[tuple[Leaver, ...]]:
    """Every order in which n patients can leave."""
    for places in combinations_with_replacement(range(len(ENDS)), n):
        for events in product((True, False), repeat=n):
            yield tuple(zip(places, events, strict=True))


def weight(history: tuple[Leaver, ...], shape: Shape, worth: float) -> float:
    """How likely a history is before any figure is looked at."""
    at_risk, found = len(history), 1.0
    for place, end in enumerate(ENDS):
        since, now = (0.0 if place == 0 else ENDS[place - 1]) / ENDS[-1], end / ENDS[-1]
        a = sum(event for where, event in history if where == place)
        b = sum(not event for where, event in history if where == place)
        gone = [(1 - shape.stay) * time**shape.power for time in (since, now)]
        if now == 1.0:
            gone[1] = 1.0
        found *= betabinom.pmf(a, at_risk, worth * (now - since) / 2, worth * (1 - now / 2))
        found *= betabinom.pmf(b, at_risk - a, worth * (gone[1] - gone[0]), worth * (1 - gone[1]) + 1e-9)
        found /= comb(a + b, a)
        at_risk -= a + b
    return float(found)


def survival_after(history: tuple[Leaver, ...], place: int) -> Fraction:
    share = Fraction(1)
    for gone, (where, event) in enumerate(history):
        if event and where <= place:
            share *= 1 - Fraction(1, len(history) - gone)
    return share


def prints(share: Fraction, text: str) -> bool:
    return Fraction(text) - Fraction(1, 2) <= 100 * share < Fraction(text) + 1


def cells(history: tuple[Leaver, ...]) -> tuple[int, ...]:
    """How many had the event and how many were censored in each stretch."""
    counts = Counter(history)
    return tuple(counts[place, event] for place in range(len(ENDS)) for event in (True, False))


def interleaved(
    one: tuple[Leaver, ...], other: tuple[Leaver, ...]
) -> Iterator[tuple[tuple[Leaver, ...], float]]:
    """The two groups together, in every order that keeps theirs, and how likely it is where all times are as likely."""
    by_stretch = []
    for place in range(len(ENDS)):
        mine, theirs = ([leaver for leaver in each if leaver[0] == place] for each in (one, other))
        orders = []
        for places in combinations(range(len(mine) + len(theirs)), len(mine)):
            first, second = iter(mine), iter(theirs)
            orders.append(
                [next(first) if k in places else next(second) for k in range(len(mine) + len(theirs))]
            )
        by_stretch.append(orders)
    many = np.prod([len(orders) for orders in by_stretch])
    for chosen in product(*by_stretch):
        yield tuple(leaver for part in chosen for leaver in part), 1 / float(many)


def drawn_cells(study: Study) -> Counter[tuple[int, ...]]:
    """Of the data sets drawn, how many have so many events and censorings of each group in each stretch."""
    problem = curve_problems(Context(study))[0]
    patients = Sampler(problem, Fraction(36)).draw(COPIES, np.random.default_rng(3))
    place = np.searchsorted(ENDS, patients.months)
    kinds = 2 * place + ~patients.event
    counts = [
        [(kinds[:, patients.group == group] == kind).sum(axis=1) for kind in range(2 * len(ENDS))]
        for group in range(patients.group.max() + 1)
    ]
    return Counter(zip(*(column.tolist() for group in counts for column in group), strict=True))


def apart(found: Counter[tuple[int, ...]], wanted: dict[tuple[int, ...], float]) -> float:
    """Half the sum of the differences of two distributions."""
    total, everything = sum(found.values()), sum(wanted.values())
    return 0.5 * sum(abs(found[key] / total - wanted.get(key, 0.0) / everything) for key in {*found, *wanted})


@pytest.mark.parametrize("printed", [{12: "80", 24: "60"}, {12: "100", 24: "53"}])
def test_histories_of_one_group_are_as_frequent_as_the_prior_makes_them(printed: dict[int, str]) -> None:
    study = study_of({"all": {"label": "all", "n": 5}}, landmarks("all", printed))
    wanted: dict[tuple[int, ...], float] = {}
    for history in histories(5):
        if all(prints(survival_after(history, place), text) for place, text in enumerate(printed.values())):
            likely = sum(weight(history, shape, 2.0) for shape in SHAPES)
            wanted[cells(history)] = wanted.get(cells(history), 0.0) + likely
    assert len(wanted) > 3
    assert apart(drawn_cells(study), wanted) < 0.02


def test_histories_of_two_groups_agree_with_the_pooled_figure_as_often_as_they_should() -> None:
    groups = {"all": {"label": "all", "n": 5}} | {
        name: {"label": name, "n": n, "part_of": "all"} for name, n in (("A", 3), ("B", 2))
    }
    figures = [*landmarks("A", {12: "67"}), *landmarks("B", {12: "50"}), *landmarks("all", {24: "40"})]
    wanted: dict[tuple[int, ...], float] = {}
    first = [one for one in histories(3) if prints(survival_after(one, 0), "67")]
    second = [one for one in histories(2) if prints(survival_after(one, 0), "50")]
    for one, other in product(first, second):
        fits = sum(share for both, share in interleaved(one, other) if prints(survival_after(both, 1), "40"))
        if fits:
            likely = fits * sum(weight(one, shape, 2.0) * weight(other, shape, 2.0) for shape in SHAPES)
            key = cells(one) + cells(other)
            wanted[key] = wanted.get(key, 0.0) + likely
    assert len(wanted) > 10
    assert apart(drawn_cells(study_of(groups, figures)), wanted) < 0.03
