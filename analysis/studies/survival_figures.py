"""Figures of survival: shares free of the event, numbers at risk, medians, numbers of events."""

from typing import Annotated, Literal

from pydantic import Field

from analysis.studies.figure import Figure, Name, Time, Unit, read_time
from analysis.studies.printed import PrintedText


class Survival(Figure):
    """The share still free of the event at one time, as read from a Kaplan-Meier curve, in percent."""

    kind: Literal["survival"]
    endpoint: Name
    group: Name = "all"
    at: Time
    percent: PrintedText

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the percentage."""
        return ("percent",)

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, group and time."""
        return ("survival", self.endpoint, self.group, read_time(self.at))


class AtRisk(Figure):
    """How many patients are still followed and free of the event at one time (a table under a curve)."""

    kind: Literal["at_risk"]
    endpoint: Name
    group: Name = "all"
    at: Time
    count: PrintedText

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the count."""
        return ("count",)

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, group and time."""
        return ("at_risk", self.endpoint, self.group, read_time(self.at))


class MedianSurvival(Figure):
    """The time at which half the patients have had the event, from a Kaplan-Meier curve."""

    kind: Literal["median_survival"]
    endpoint: Name
    group: Name = "all"
    unit: Unit
    centre: PrintedText

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the median."""
        return ("centre",)

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint and group."""
        return ("median_survival", self.endpoint, self.group)


class Events(Figure):
    """How many patients had the event of an endpoint (or were censored), in all or by a given time.

    endpoint: left out where the paper does not say which. of: the denominator, where the paper prints it or it is
    not the whole group.
    """

    kind: Literal["events"]
    endpoint: Name | None = None
    group: Name = "all"
    status: Literal["event", "censored"] = "event"
    by: Time | None = None
    count: PrintedText
    percent: PrintedText | None = None
    of: Annotated[int, Field(ge=1)] | None = None

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """A count and perhaps a percentage."""
        return ("count", "percent")

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, status, group and time."""
        by = None if self.by is None else read_time(self.by)
        return ("events", self.endpoint, self.status, self.group, by)
