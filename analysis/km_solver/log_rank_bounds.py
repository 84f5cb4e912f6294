"""Bounds on the log-rank p value of any number of patients: what no data set with the printed curves can give."""

from dataclasses import dataclass

from haicsim.analysis.km_solver.curves import CurveProblem
from haicsim.analysis.km_solver.outer_bounds import OuterBounds, ShareBox, Span

SLACK = 1e-9  # for floating point


@dataclass(frozen=True)
class Stretch:
    """What happens to one arm between two moments. risk: least and most at risk; deaths: fewest and most."""

    risk: Span
    deaths: Span


def log_rank_bounds(problem: CurveProblem, arm_of: list[int]) -> tuple[float, float]:
    """Between what the p value lies, whatever the data set; 0 and 1 where the curves say nothing of it.

    arm_of: the arm of each leaf, negative for a leaf outside the comparison. Of more than two arms each against the others
    bounds the p value from above only.
    """
    from scipy.special import chdtrc

    arms = _arms(problem, arm_of)
    if not arms:
        return 0.0, 1.0
    squares = [_square(arm, _together(arms, number)) for number, arm in enumerate(arms)]
    free = len(arms) - 1
    least = max(low for low, _ in squares)
    most = squares[0][1] if free == 1 else float("inf")
    return float(chdtrc(free, most)) - SLACK, float(chdtrc(free, least)) + SLACK


def _arms(problem: CurveProblem, arm_of: list[int]) -> list[list[Stretch]]:
    """Every arm stretch by stretch; none where the curves are refuted anyway."""
    outer = OuterBounds()
    if outer.refuted(problem):
        return []
    found = []
    for number in range(max(arm_of) + 1):
        leaves = [problem.leaves[leaf] for leaf, arm in enumerate(arm_of) if arm == number]
        boxes = [outer.narrowed(problem, name) for name, _ in leaves]
        n = sum(size for _, size in leaves)
        found.append(_stretches(n, [_sum(each) for each in zip(*boxes, strict=True)]))
    return found


def _sum(boxes: tuple[ShareBox, ...]) -> tuple[Span, Span]:
    """Numbers at risk and of events of several groups together."""
    risk = sum(box.risk[0] for box in boxes), sum(box.risk[1] for box in boxes)
    return risk, (sum(box.events[0] for box in boxes), sum(box.events[1] for box in boxes))


def _stretches(n: int, moments: list[tuple[Span, Span]]) -> list[Stretch]:
    found: list[Stretch] = []
    risk, events = (n, n), (0, 0)
    for number, (after, more) in enumerate(moments):
        least = 0 if number + 1 == len(moments) else after[0]  # in the end nobody is left
        deaths = max(0, more[0] - events[1]), max(0, min(more[1] - events[0], risk[1] - least))
        found.append(Stretch((least, risk[1]), deaths))
        risk, events = after, more
    return found


def _together(arms: list[list[Stretch]], but: int) -> list[Stretch]:
    """All arms but one."""
    others = [arm for number, arm in enumerate(arms) if number != but]
    return [
        Stretch(
            (sum(one.risk[0] for one in each), sum(one.risk[1] for one in each)),
            (sum(one.deaths[0] for one in each), sum(one.deaths[1] for one in each)),
        )
        for each in zip(*others, strict=True)
    ]


def _square(mine: list[Stretch], others: list[Stretch]) -> tuple[float, float]:
    """Between what the square of the standardised difference of one arm from the others lies."""
    low = high = least = most = 0.0  # observed less expected, and its variance
    for a, b in zip(mine, others, strict=True):
        few = a.risk[0] / max(a.risk[0] + b.risk[1], 1)
        many = a.risk[1] / max(a.risk[1] + b.risk[0], 1)
        high += a.deaths[1] * (1 - few) - b.deaths[0] * few
        low += a.deaths[0] * (1 - many) - b.deaths[1] * many
        ends = few * (1 - few), many * (1 - many)
        most += (a.deaths[1] + b.deaths[1]) * (0.25 if few < 0.5 < many else max(ends))
        ties = min(1.0, (a.risk[0] + b.risk[0]) / max(a.risk[1] + b.risk[1] - 1, 1))
        least += (a.deaths[0] + b.deaths[0]) * min(ends) * ties
    nearest = 0.0 if low <= 0.0 <= high else min(low**2, high**2)
    furthest = max(low**2, high**2)
    return (nearest / most if most > 0.0 else 0.0), (furthest / least if least > 0.0 else float("inf"))
