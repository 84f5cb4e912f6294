"""A data set drawn by chance and then checked exactly: it shows what is possible where orders are too many to follow."""

from fractions import Fraction
from math import factorial

import numpy as np

from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Moment
from haicsim.analysis.km_solver.histories import State, fits
from haicsim.analysis.km_solver.particles import Patients
from haicsim.analysis.km_solver.prior import Shape
from haicsim.analysis.km_solver.rounding import prints_as
from haicsim.analysis.km_solver.sampler import MOST_STATES, Sampler

EVENLY = (Shape(0.0, 1.0),)  # any will do: whatever is drawn is checked
MOST_DRAWN = 2_500_000  # patients in all copies
MOST_WAYS = 10_000_000  # numbers held at once while drawing
LEAST = 20  # states of one group with the same number at risk, below which drawing is idle
Leaver = tuple[float, bool, int]  # month, event, group


def witness(problem: CurveProblem, copies: int) -> Patients | None:
    """Patients who meet every demand, checked in whole numbers; None where chance found none."""
    drawn = _drawn(problem, copies)
    for row in range(min(len(drawn), 10) if drawn is not None else 0):
        assert drawn is not None
        if meets(problem, leavers(drawn, row)):
            return drawn.taken(np.array([row]))
    return None


def sampled_values(problem: CurveProblem, watched: Demand, copies: int) -> set[str]:
    """Values of a figure, as they would print, in data sets that meet every demand."""
    drawn = _drawn(problem, copies)
    found: set[str] = set()
    for row in range(len(drawn) if drawn is not None else 0):
        assert drawn is not None
        found.add(_value(problem, watched, leavers(drawn, row)))
    return found


def sampled_p_values(problem: CurveProblem, arm_of: list[int], copies: int) -> list[float]:
    """Log-rank p values of data sets that meet every demand; none for more than three arms.

    arm_of: the arm of each leaf, negative for a leaf outside the comparison.
    """
    from haicsim.analysis.survival.estimators import log_rank

    count = max(arm_of) + 1
    drawn = _drawn(problem, copies) if count in (2, 3) else None
    if drawn is None or not len(drawn):
        return []
    arms = np.array(arm_of)[drawn.group]
    compared = arms >= 0
    p = log_rank(drawn.months[:, compared], drawn.event[:, compared], arms[compared], count)[1]
    return [float(value) for value in np.unique(p[np.isfinite(p)])]


def leavers(drawn: Patients, row: int) -> list[Leaver]:
    """One copy's patients in the order in which they leave, events first within an instant."""
    columns = zip(drawn.months[row].tolist(), drawn.event[row].tolist(), drawn.group.tolist(), strict=True)
    return sorted(columns, key=lambda one: (one[0], not one[1]))


def meets(problem: CurveProblem, patients: list[Leaver]) -> bool:
    """Whether patients show every figure, their survival computed exactly."""
    for name in (*(leaf for leaf, _ in problem.leaves), *(union for union, _ in problem.unions)):
        boxes = problem.boxes(name)
        for number, moment in enumerate(problem.moments):
            if not fits(state_at(problem, name, patients, moment), boxes[number]):
                return False
        low, high = problem.events_in_all(name)
        if not low <= state_at(problem, name, patients, None)[2] <= high:
            return False
    return True


def state_at(problem: CurveProblem, name: str, patients: list[Leaver], moment: Moment | None) -> State:
    """Number at risk, events so far and survival times n! of a curve at a moment (None: the end)."""
    members = _members(problem, name)
    risk = problem.size(name)
    events, km = 0, factorial(risk)
    for month, event, group in patients:
        if group in members and (moment is None or _before(month, moment)):
            if event:
                km = km // risk * (risk - 1)
                events += 1
            risk -= 1
    return 0, risk, events, km


def _members(problem: CurveProblem, name: str) -> tuple[int, ...]:
    for number, (leaf, _) in enumerate(problem.leaves):
        if leaf == name:
            return (number,)
    return dict(problem.unions)[name]


def _before(month: float, moment: Moment) -> bool:
    """Whether someone who leaves in a month has left at a moment, just before or just after its time."""
    at = float(moment[0])
    return month < at or (moment[1] == 1 and month == at)


def _drawn(problem: CurveProblem, copies: int) -> Patients | None:
    """Copies that meet all demands; the follow-up is taken to be twice as long as the last moment."""
    last = problem.moments[-1][0] if problem.moments else Fraction(1)
    states, patients = affordable_states(problem), sum(n for _, n in problem.leaves)
    if states is None or copies * patients > MOST_DRAWN:
        return None
    sampler = Sampler(problem, 2 * max(last, Fraction(1)), EVENLY, states)
    return sampler.draw(copies, np.random.default_rng(0)) if sampler.possible else None


def affordable_states(problem: CurveProblem) -> int | None:
    """How many states of one group are listed for drawing, so that memory stays bounded; None where too few could be."""
    n = max(size for _, size in problem.leaves)
    most = MOST_WAYS // (n + 1) ** 3
    return None if most < LEAST else min(MOST_STATES, most * (n + 1) * (len(problem.moments) + 1))


def _value(problem: CurveProblem, watched: Demand, patients: list[Leaver]) -> str:
    """The value of a figure in one data set, as it would print."""
    _, risk, events, km = state_at(problem, watched.curve, patients, watched.first.moment)
    size = problem.size(watched.curve)
    if watched.first.what == "survival":
        return prints_as(Fraction(100 * km, factorial(size)), watched.decimals, problem.convention)
    counts = {"at_risk": risk, "events": events, "censored": size - events}
    return str(counts[watched.first.what])
