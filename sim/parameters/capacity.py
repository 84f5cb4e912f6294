"""What the hospital has of each thing patients wait for."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field
from pydantic_core import InitErrorDetails

from haicsim.sim.errors import nearest_name
from haicsim.sim.parameters.base import Consistent, Grade, Text, refuse_cell
from haicsim.sim.units import UNITS, to_base

MOST_PLACES = 1_000_000
SHORTEST_DAYS, LONGEST_DAYS = 0.25, 366.0


class SessionInterval(Consistent):
    """Time from one session of a calendar to the next."""

    value: float
    unit: Annotated[str, Field(max_length=40)]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A unit that measures no time, or an interval no calendar has."""
        units = UNITS["duration"]
        if self.unit not in units:
            rule = f"must be a unit of duration: {', '.join(units)}"
            yield refuse_cell(("unit",), self.unit, rule, nearest_name(self.unit, units))
        elif not SHORTEST_DAYS <= self.days <= LONGEST_DAYS:
            rule = f"must be between {SHORTEST_DAYS:g} and {LONGEST_DAYS:g} d"
            yield refuse_cell(("value",), self.value, rule)

    @property
    def days(self) -> float:
        """The interval in days."""
        return to_base(self.value, self.unit, "duration")


class ResourcePlaces(Consistent):
    """Places of one kind; with `every`, that many places on day 0, every, 2 every... (unused ones lapse)."""

    places: Annotated[
        Literal["unlimited"] | Annotated[int, Field(ge=1, le=MOST_PLACES)],
        Field(description="How many at a time, or at each session; 'unlimited' is never queued for."),
    ]
    every: Annotated[
        SessionInterval | None, Field(description="Time from one session to the next, the first on day 0.")
    ] = None
    source: Text
    grade: Grade

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A calendar without a number of places."""
        if self.every is not None and self.places == "unlimited":
            yield refuse_cell(("places",), self.places, "a calendar (every) needs a number of places")


class Capacity(Consistent):  # the order of the fields is the order in which resources are numbered
    """What the hospital has; what is unlimited nobody ever waits for."""

    angiography_suite: Annotated[
        ResourcePlaces, Field(description="Port, TACE, ablation, portal embolisation.")
    ]
    infusion_bed: Annotated[ResourcePlaces, Field(description="Five days of infusion a cycle.")]
    ct: Annotated[ResourcePlaces, Field(description="Response checks.")]
    meeting: Annotated[
        ResourcePlaces, Field(description="Cases heard by the multidisciplinary meeting; never given back.")
    ]
    theatre: Annotated[ResourcePlaces, Field(description="Hepatectomy and repeat resection.")]
    perfusion: Annotated[ResourcePlaces, Field(description="Perfusionist with heart-lung machine.")]
    icu: Annotated[ResourcePlaces, Field(description="Intensive care after hepatectomy.")]
    ward: Annotated[
        ResourcePlaces, Field(description="Ward after hepatectomy, TACE and treatment of a recurrence.")
    ]

    def contradictions(self) -> Iterator[InitErrorDetails]:
        """A meeting whose places nobody ever gives back."""
        if self.meeting.places != "unlimited" and self.meeting.every is None:
            rule = "a meeting that hears a number of cases needs a calendar (every): its places are never given back"
            yield refuse_cell(("meeting", "places"), self.meeting.places, rule)
