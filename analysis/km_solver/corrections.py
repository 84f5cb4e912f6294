"""Which demands cannot be met together, and which of them, if changed, would let the rest be true."""

from collections.abc import Iterator
from itertools import combinations

from haicsim.analysis.km_solver.curves import Demand
from haicsim.analysis.km_solver.feasibility import Feasibility, FeasibilitySolver

Demands = frozenset[Demand]


def minimal_unsatisfiable_subset(
    solver: FeasibilitySolver, demands: Demands, order: tuple[Demand, ...]
) -> Demands:
    """A set of demands that already cannot be met together, and none of which is soon seen to be spared.

    demands must be proved impossible. order: demands late in it are kept where there is a choice.
    """
    needed = set(demands)
    for demand in order:
        if demand in needed and solver.refutes(frozenset(needed - {demand})):
            needed.remove(demand)
    return frozenset(needed)


def minimal_correction_sets(
    solver: FeasibilitySolver, order: tuple[Demand, ...], most: int = 3
) -> tuple[list[Demands], list[Demands]]:
    """The smallest sets of demands without which the rest can be met, and the conflicts met on the way.

    Every correction must touch every conflict; candidates are tried in order of size, and a candidate that does
    not suffice gives a further conflict. most: largest size tried. Both lists are empty where nothing is proved.
    """
    everything = frozenset(order)
    if solver.ask(everything) is not Feasibility.IMPOSSIBLE:
        return [], []
    conflicts = [minimal_unsatisfiable_subset(solver, everything, order)]
    for size in range(1, most + 1):
        found = []
        tried: set[Demands] = set()
        while untried := [each for each in _touching_all(conflicts, size, order) if each not in tried]:
            candidate = untried[0]
            tried.add(candidate)
            rest = everything - candidate
            if solver.ask(rest, thorough=False) is not Feasibility.IMPOSSIBLE:
                found.append(candidate)
            elif size > 1:
                conflicts.append(minimal_unsatisfiable_subset(solver, rest, order))
        if found:
            return found, conflicts
    return [], conflicts


def _touching_all(conflicts: list[Demands], size: int, order: tuple[Demand, ...]) -> Iterator[Demands]:
    """Every set of so many demands that has one in each conflict."""
    involved = [demand for demand in order if any(demand in conflict for conflict in conflicts)]
    for chosen in combinations(involved, size):
        candidate = frozenset(chosen)
        if all(candidate & conflict for conflict in conflicts):
            yield candidate
