"""Brute force without any pruning: every order in which few patients can leave, against printed figures."""

from fractions import Fraction
from itertools import combinations, product
from math import factorial

import numpy as np

from haicsim.analysis.studies import Study
from haicsim.analysis.studies.printed import read_printed
from haicsim.analysis.studies.reported_values import AtRisk, Events, PValue, Survival, read_time

ANY = ("half_up", "half_even", "truncated")


def may_print(value: Fraction, text: str) -> bool:
    """Whether a number prints as a text under any of the three ways of rounding."""
    number = read_printed(text)
    step = Fraction(1, 10**number.decimals)
    scaled = value / step
    up = int(scaled + Fraction(1, 2)) if scaled >= 0 else -int(-scaled + Fraction(1, 2))
    candidates = {up * step, round(scaled) * step, int(scaled) * step}
    return number.value in candidates


def arrangements(sizes: list[int]) -> np.ndarray:
    """Every order of group labels: rows of group numbers, one row per arrangement of the multiset."""
    rows: list[tuple[int, ...]] = [()]
    n = sum(sizes)
    for _ in range(n):
        rows = [
            (*row, group) for row in rows for group in range(len(sizes)) if row.count(group) < sizes[group]
        ]
    return np.array(rows)


class Orders:
    """All orders of n patients of several groups, each leaving by event or censoring, with every curve's course.

    For each curve and each order: Kaplan-Meier numerator over n!, number at risk and events after 0..n leavings.
    """

    def __init__(self, sizes: list[int]) -> None:
        labels = arrangements(sizes)
        n = sum(sizes)
        outcomes = np.array(list(product([False, True], repeat=n)))
        self.labels = np.repeat(labels, len(outcomes), axis=0)
        self.events = np.tile(outcomes, (len(labels), 1))
        self.courses = {"all": self._course(np.ones_like(self.labels, dtype=bool), n)}
        for group, size in enumerate(sizes):
            self.courses[group] = self._course(self.labels == group, size)

    def _course(self, mine: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        orders, length = mine.shape
        km = np.full((orders, length + 1), factorial(n), dtype=np.int64)
        risk = np.full((orders, length + 1), n)
        events = np.zeros((orders, length + 1), dtype=int)
        for place in range(length):
            died = mine[:, place] & self.events[:, place]
            at_risk = np.maximum(risk[:, place], 1)
            km[:, place + 1] = np.where(died, km[:, place] // at_risk * (at_risk - 1), km[:, place])
            risk[:, place + 1] = risk[:, place] - mine[:, place]
            events[:, place + 1] = events[:, place] + died
        return km, risk, events


def printable(km: np.ndarray, n: int, text: str) -> np.ndarray:
    """Where a Kaplan-Meier estimate may print as a text (each distinct value examined once)."""
    values = np.unique(km)
    good = [value for value in values if may_print(Fraction(100 * int(value), factorial(n)), text)]
    return np.isin(km, good)


def orders_that_fit(
    study: Study, endpoint: str, orders: Orders, sizes: list[int], names: list[str]
) -> np.ndarray:
    """Which orders, with the landmarks somewhere between two leavings, give every printed figure of an endpoint."""
    course = {"all": (*orders.courses["all"], sum(sizes))}
    course |= {name: (*orders.courses[i], sizes[i]) for i, name in enumerate(names)}
    if len(sizes) == 1:
        course[names[0]] = course["all"]
    conditions: dict[tuple[Fraction, int], list[np.ndarray]] = {}
    fits = np.ones(len(orders.labels), dtype=bool)
    for figure in study.figures:
        if isinstance(figure, Survival | AtRisk | Events) and figure.endpoint == endpoint:
            km, risk, events, n = course[figure.group]
            if isinstance(figure, Survival):
                time = (read_time(figure.at), 1)
                conditions.setdefault(time, []).append(printable(km, n, figure.percent))
            elif isinstance(figure, AtRisk):
                conditions.setdefault((read_time(figure.at), 0), []).append(risk >= int(figure.count))
                conditions.setdefault((read_time(figure.at), 1), []).append(risk <= int(figure.count))
            else:
                fits &= events[:, -1] == int(figure.count)
    reached = np.ones_like(orders.courses["all"][1], dtype=bool)
    for time in sorted(conditions):
        here = np.logical_and.reduce(conditions[time])
        reached = here & np.logical_or.accumulate(reached, axis=1)
    return fits & reached.any(axis=1)


def log_rank_values(labels: np.ndarray, events: np.ndarray, arms: int) -> set[float]:
    """The log-rank p values of one order, with every choice of which neighbouring events are simultaneous."""
    from scipy.stats import chi2

    n = len(labels)
    free = [place for place in range(1, n) if events[place] and events[place - 1]]
    found = set()
    for size in range(len(free) + 1):
        for tied in combinations(free, size):
            difference, variance = np.zeros(arms - 1), np.zeros((arms - 1, arms - 1))
            place = 0
            while place < n:
                end = place + 1
                while end in tied:
                    end += 1
                if events[place]:
                    at_risk = np.bincount(labels[place:], minlength=arms)
                    dead = np.bincount(labels[place:end], minlength=arms)
                    total, d = at_risk.sum(), dead.sum()
                    share = at_risk[:-1] / total
                    difference += dead[:-1] - d * share
                    if total > 1:
                        spread = d * (total - d) / (total - 1)
                        variance += spread * (np.diag(share) - np.outer(share, share))
                place = end
            if abs(np.linalg.det(variance)) > 1e-12:
                statistic = difference @ np.linalg.solve(variance, difference)
                found.add(float(chi2.sf(statistic, arms - 1)))
    return found


def some_patients_fit(study: Study, endpoint: str, sizes: list[int], names: list[str]) -> bool:
    """Whether any order of leaving gives every printed figure of an endpoint, log-rank p values between all groups too."""
    orders = Orders(sizes)
    fitting = orders_that_fit(study, endpoint, orders, sizes, names)
    printed_p = [f.p for f in study.figures if isinstance(f, PValue) and f.endpoint == endpoint and f.arms]
    if not printed_p:
        return bool(fitting.any())
    for order in np.flatnonzero(fitting):
        values = log_rank_values(orders.labels[order], orders.events[order], len(sizes))
        if all(any(_p_prints(value, text) for value in values) for text in printed_p):
            return True
    return False


def _p_prints(value: float, text: str) -> bool:
    number = read_printed(text)
    if number.sign == "<":
        return value < float(number.value) + 1e-8
    return any(
        may_print(Fraction(value) + hair, text) for hair in (Fraction(-1, 10**8), 0, Fraction(1, 10**8))
    )
