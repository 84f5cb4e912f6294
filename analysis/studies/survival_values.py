"""Figures of survival: shares free of the event or with it, numbers at risk, medians, means, events, curves read off."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, Strict, field_validator

from haicsim.analysis.studies.printed import NOT_REACHED, PrintedText, PrintedTime
from haicsim.analysis.studies.reported_value import Denominator, Estimate, Figure, Name, Time, Unit, read_time

Month = Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0.0, le=100.0)]
Point = Annotated[tuple[Month, Percent], Strict(False)]


class Survival(Estimate):
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
    def estimated(self) -> str:
        """The percentage."""
        return "percent"

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, group and time."""
        return ("survival", self.endpoint, self.group, read_time(self.at))


class Cumulative(Estimate):
    """The share who have had the event by one time, in percent: cumulative recurrence as papers print it.

    form: `one_minus_survival` (100 less the Kaplan-Meier estimate) or `competing_risks` (deaths compete), left out where
    the paper does not say.
    """

    kind: Literal["cumulative"]
    endpoint: Name
    group: Name = "all"
    at: Time
    percent: PrintedText
    form: Literal["one_minus_survival", "competing_risks"] | None = None

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the percentage."""
        return ("percent",)

    @property
    def estimated(self) -> str:
        """The percentage."""
        return "percent"

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, group, time and form."""
        return ("cumulative", self.endpoint, self.group, read_time(self.at), self.form)


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


class MedianSurvival(Estimate):
    """The time at which half the patients have had the event, from a Kaplan-Meier curve, or that it was not reached."""

    kind: Literal["median_survival"]
    endpoint: Name
    group: Name = "all"
    unit: Unit
    centre: PrintedTime

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """One number: the median."""
        return ("centre",)

    @property
    def estimated(self) -> str:
        """The median."""
        return "centre"

    @property
    def reached(self) -> bool:
        """Whether a number is printed."""
        return self.centre != NOT_REACHED

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint and group."""
        return ("median_survival", self.endpoint, self.group)


class MeanSurvival(Estimate):
    """How long patients live without the event on average.

    until: the time to which the mean is restricted, from a Kaplan-Meier curve; left out where the paper names none, and
    then nobody knows how it was taken.
    """

    kind: Literal["mean_survival"]
    endpoint: Name
    group: Name = "all"
    unit: Unit
    centre: PrintedText
    sd: PrintedText | None = None
    until: Time | None = None

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """The mean, and perhaps a standard deviation."""
        return ("centre", "sd")

    @property
    def estimated(self) -> str:
        """The mean."""
        return "centre"

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, group and restriction."""
        return (
            "mean_survival",
            self.endpoint,
            self.group,
            None if self.until is None else read_time(self.until),
        )


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
    of: Denominator | None = None

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """A count and perhaps a percentage."""
        return ("count", "percent")

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint, status, group and time."""
        by = None if self.by is None else read_time(self.by)
        return ("events", self.endpoint, self.status, self.group, by)


class Curve(Figure):
    """A Kaplan-Meier curve read off a printed picture: nothing in it is printed, so the audit holds nothing against it.

    unit: of the times. points: time and percent free of the event, in order of time. within: how far, in points of
    percent, a reading may be from the curve.
    """

    kind: Literal["curve"]
    endpoint: Name
    group: Name = "all"
    unit: Unit
    points: Annotated[tuple[Point, ...], Strict(False), Field(min_length=1)]
    within: Annotated[float, Field(gt=0.0, le=50.0)]

    @classmethod
    def part_names(cls) -> tuple[str, ...]:
        """None: the readings are not printed numbers."""
        return ()

    @property
    def subject(self) -> tuple[object, ...]:
        """Endpoint and group."""
        return ("curve", self.endpoint, self.group)

    @field_validator("points")
    @classmethod
    def _in_order(cls, points: tuple[Point, ...]) -> tuple[Point, ...]:
        times = [time for time, _ in points]
        if any(later <= sooner for sooner, later in pairwise(times)):
            raise ValueError("must be in order of time, each time once")
        return points
