"""When patients come: at a yearly rate by chance, or on the days of a list."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from pydantic import Field, Strict
from pydantic_core import InitErrorDetails

from haicsim.sim.parameters.base import Kind, Number, Topic, refuse_cell

MOST_DAYS = 10_000  # with them a scenario written out can still be read back
Day = Annotated[int, Field(ge=0, le=1_000_000)]


class Arrivals(Topic):
    """Patients come on whole days, by chance at a yearly rate or, where `days` is given, on the days of that list."""

    per_year: Annotated[Number, Kind("rate", 0.001, 100000, "1/year", "Mean number of starters a year.")]
    trend: Annotated[
        Number, Kind("rate", -10, 10, "1/year", "Change of that rate a year, as a share of the first year's.")
    ]
    warm_up: Annotated[
        Number,
        Kind("duration", 0, 100, "year", "The hospital starts empty; who enters before this is not counted."),
    ]
    days: Annotated[
        Annotated[tuple[Day, ...], Strict(False), Field(max_length=MOST_DAYS)] | None,
        Field(
            description="Days of entry, whole, counted from 0, as a list; it stands in for rate and trend."
        ),
    ] = None

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A list of days that falls, or that ends before anybody is counted."""
        days = self.days or ()
        for place, (before, after) in enumerate(pairwise(days)):
            if after < before:
                yield refuse_cell(("days", place + 1), after, "days of arrival must not fall")
        if days and days[-1] < self.base("warm_up"):
            yield refuse_cell(("days",), days[-1], "is the last day of arrival, before the warm-up is over")
