"""Twelve patients, four printed percentages: can all be true?

Two groups of six; survival at one and three years. The exact search says what the pooled figure could be.
"""

from fractions import Fraction

from haicsim.analysis.km_solver.curves import CurveProblem, Demand, Limit, moments_of
from haicsim.analysis.km_solver.feasibility import FeasibilitySolver
from haicsim.analysis.km_solver.rounding import before_rounding
from haicsim.analysis.studies.printed import read_printed


def printed(curve: str, months: int, percent: str) -> Demand:
    """What a printed percentage demands of a curve."""
    number = read_printed(percent)
    share = before_rounding(number).times(Fraction(1, 100))
    limit = Limit("survival", (Fraction(months), 1), share)
    return Demand((f"{curve} at {months} months",), curve, percent, number.decimals, (limit,))


figures = [printed("A", 12, "83"), printed("A", 36, "33"), printed("B", 12, "67"), printed("all", 36, "58")]
groups, pooled = (("A", 6), ("B", 6)), (("all", (0, 1)),)
problem = CurveProblem("OS", groups, pooled, tuple(figures), moments_of(figures))
solver = FeasibilitySolver(problem)
print("all four:", solver.ask(frozenset(figures)).value)
values, complete = solver.values(frozenset(figures[:3]), figures[3])
print(
    f"pooled at 36 months could be {min(values, key=int)}% to {max(values, key=int)}%, {len(values)} values"
)
print("every value listed" if complete else "perhaps others")
