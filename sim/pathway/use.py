"""The smallest chapter: a resource is asked for, used and given back."""

from collections.abc import Iterator

from haicsim.sim.codes import ASK, FREE, STAY

Word = tuple[int, int, float]


def use(resource: int, activity: int, days: float) -> Iterator[Word]:
    """Ask for a resource, stay for the days, give it back."""
    yield ASK, resource, 0.0
    yield STAY, activity, days
    yield FREE, resource, 0.0
