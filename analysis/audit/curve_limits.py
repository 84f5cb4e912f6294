"""Between what a survival curve lies at the times of which something is printed, whatever the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from haicsim.analysis.audit.findings import Context
from haicsim.analysis.km_solver.curves import Moment
from haicsim.analysis.studies.quantities import factor
from haicsim.analysis.studies.reported_values import Cumulative, MedianSurvival, Survival, read_time

HALF = Fraction(1, 2)
END = Fraction(10**9)  # months; later than anybody is followed


@dataclass(frozen=True)
class CurveLimit:
    """The share free of the event until or from a moment is at least or at most so much, by a printed figure.

    exact: whether the solver of survival curves knows it too.
    """

    moment: Moment
    share: Fraction
    figure: str
    part: str
    exact: bool = True

    @property
    def months(self) -> Fraction:
        """When."""
        return self.moment[0]

    @property
    def ref(self) -> str:
        """The printed number."""
        return f"{self.figure}.{self.part}"


@dataclass(frozen=True)
class CurveLimits:
    """least: the share is at least so much until then. most: it is at most so much from then on."""

    least: tuple[CurveLimit, ...]
    most: tuple[CurveLimit, ...]


def limits_of(context: Context, endpoint: str, group: str) -> CurveLimits:
    """What the figures of one endpoint in one group say of its curve."""
    least: list[CurveLimit] = []
    most: list[CurveLimit] = []
    for figure in context.study.figures:
        if not isinstance(figure, Survival | Cumulative | MedianSurvival):
            continue
        if (figure.endpoint, figure.group) != (endpoint, group):
            continue
        if isinstance(figure, MedianSurvival):
            low, high = _median(context, figure)
            least.append(CurveLimit((low, 0), HALF, figure.id, "centre"))
            most += [] if high is None else [CurveLimit((high, 1), HALF, figure.id, "centre")]
            continue
        inside = context.interval(figure.parts()["percent"]).times(Fraction(1, 100))
        at = (read_time(figure.at), 1)
        if isinstance(figure, Survival):
            least.append(CurveLimit(at, inside.low, figure.id, "percent"))
            most.append(CurveLimit(at, inside.high, figure.id, "percent"))
        else:
            exact = figure.form == "one_minus_survival"
            most.append(CurveLimit(at, 1 - inside.low, figure.id, "percent", exact))
            least += [CurveLimit(at, 1 - inside.high, figure.id, "percent")] if exact else []
    return CurveLimits(tuple(least), tuple(most))


def _median(context: Context, figure: MedianSurvival) -> tuple[Fraction, Fraction | None]:
    """Until when half or more are free of the event, and from when half or fewer; never, where it was not reached."""
    if not figure.reached:
        return END, None
    months = context.interval(figure.parts()["centre"]).times(factor(figure.unit, "month"))
    return months.low, months.high


def area(limits: CurveLimits, until: Fraction) -> tuple[Fraction, Fraction]:
    """The least and largest area under a curve up to a time, in months."""
    return _steps(limits.least, until, True), _steps(limits.most, until, False)


def _steps(limits: Iterable[CurveLimit], until: Fraction, least: bool) -> Fraction:
    known = list(limits)
    times = sorted({Fraction(0), until, *(each.months for each in known if each.months < until)})
    total = Fraction(0)
    for start, end in pairwise(times):
        if least:
            share = max((each.share for each in known if each.months >= end), default=Fraction(0))
        else:
            share = min((each.share for each in known if each.months <= start), default=Fraction(1))
        total += share * (end - start)
    return total
