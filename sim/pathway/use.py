"""The smallest chapter: a resource is asked for, used and given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from haicsim.sim.codes import ASK, FREE, STAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from haicsim.sim.rows import Step


def use(resource: int, activity: int, days: float) -> Iterator[Step]:
    """Ask for a resource, stay for the days, give it back."""
    yield ASK, resource, 0.0
    yield STAY, activity, days
    yield FREE, resource, 0.0
