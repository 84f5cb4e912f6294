"""How the patients of a study were watched, as observation needs it: a fixed design, never fitted together with biology."""

from collections.abc import Iterator
from typing import Annotated

from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic

_LATEST = 50  # years; nobody is watched longer


class FollowUp(Topic):
    """Recruitment, data lock, loss and visits, each a number with its source; recruitment by day of hepatectomy.

    A study that says nothing of them has none of this: its patients are watched to the end of the simulation and a
    recurrence is found on the day on which it becomes detectable.
    """

    recruitment: Annotated[
        Number, Kind("duration", 0, _LATEST, "year", "Period over which operations are spread evenly.")
    ]
    until_lock: Annotated[
        Number, Kind("duration", 0, _LATEST, "year", "From the end of recruitment to the lock of the data.")
    ]
    loss: Annotated[Number, Kind("rate", 0, 1, "1/year", "Hazard of being lost to follow-up.")]
    visit: Annotated[
        Number, Kind("duration", 1, 3660, "d", "Interval of surveillance visits after hepatectomy, at first.")
    ]
    visit_later: Annotated[Number, Kind("duration", 1, 3660, "d", "The same later on.")]
    later_from: Annotated[
        Number,
        Kind("duration", 0, _LATEST, "year", "Time since hepatectomy from which the later interval holds."),
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """Somebody must be watched for some time."""
        watched = self.base("recruitment") + self.base("until_lock")
        yield from self.unless(watched > 0.0, "until_lock", "with no recruitment either nobody is watched")
