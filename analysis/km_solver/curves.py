"""What printed survival figures demand of the data: limits on events, numbers at risk and Kaplan-Meier estimates."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, factorial, floor

from haicsim.analysis.km_solver.rounding import Convention, Interval

Moment = tuple[Fraction, int]  # months; 0 just before that time, 1 just after it
EVER = Interval(Fraction(0), Fraction(10**12))


@dataclass(frozen=True)
class Limit:
    """One condition on a curve: survival, number at risk or number of events, at a moment or at the end (None)."""

    what: str
    moment: Moment | None
    inside: Interval


@dataclass(frozen=True)
class Demand:
    """What one printed number demands of one curve.

    figures: every place that prints it, as `id.part`. curve: the group. printed: the text. decimals: of the text.
    watched: whether other values of it can be listed (survival, numbers at risk, numbers of events).
    """

    figures: tuple[str, ...]
    curve: str
    printed: str
    decimals: int
    limits: tuple[Limit, ...]
    watched: bool = True

    @property
    def first(self) -> Limit:
        """The limit whose value is watched."""
        return self.limits[0]


@dataclass(frozen=True)
class Box:
    """What must hold of one curve at one moment, in whole numbers.

    km: least and largest survival times n!, so that the comparison is exact; risk, events: least and largest.
    """

    km: tuple[int, int]
    risk: tuple[int, int]
    events: tuple[int, int]

    def below(self, before: "Box") -> "Box":
        """With survival and numbers at risk no higher than before."""
        km, risk = min(self.km[1], before.km[1]), min(self.risk[1], before.risk[1])
        return replace(self, km=(self.km[0], km), risk=(self.risk[0], risk))

    def above(self, after: "Box") -> "Box":
        """With survival and numbers at risk no lower than after."""
        km, risk = max(self.km[0], after.km[0]), max(self.risk[0], after.risk[0])
        return replace(self, km=(km, self.km[1]), risk=(risk, self.risk[1]))

    def widened(self, slack: int) -> "Box":
        """With so many hundredths more room for survival, on either side."""
        more = (self.km[1] - self.km[0]) * slack // 100
        return replace(self, km=(self.km[0] - more, self.km[1] + more))


@dataclass(frozen=True)
class CurveProblem:
    """The curves of one endpoint and every demand on them.

    leaves: undivided groups with their sizes. unions: pooled groups, as positions among the leaves. moments: when
    something is demanded, in order; kept when demands are dropped. convention: how numbers were rounded.
    Patients leave the number at risk one at a time, by the event or by censoring; the Kaplan-Meier estimate after
    k simultaneous events equals that after k events in a row, so ties need no separate treatment.
    """

    endpoint: str
    leaves: tuple[tuple[str, int], ...]
    unions: tuple[tuple[str, tuple[int, ...]], ...]
    demands: tuple[Demand, ...]
    moments: tuple[Moment, ...]
    convention: Convention = "any"

    def only(self, demands: Iterable[Demand]) -> "CurveProblem":
        """The same curves under fewer demands."""
        kept = set(demands)
        return replace(self, demands=tuple(demand for demand in self.demands if demand in kept))

    def plus(self, *demands: Demand) -> "CurveProblem":
        """The same curves under further demands."""
        together = (*self.demands, *demands)
        return replace(self, demands=together, moments=moments_of(together, self.moments))

    def size(self, curve: str) -> int:
        """How many patients a curve starts with."""
        for name, n in self.leaves:
            if name == curve:
                return n
        members = dict(self.unions)[curve]
        return sum(self.leaves[leaf][1] for leaf in members)

    def boxes(self, curve: str) -> list[Box]:
        """What must hold of a curve at each moment; survival and numbers at risk only fall."""
        boxes = [self._box(curve, moment) for moment in self.moments]
        for place in range(1, len(boxes)):
            boxes[place] = boxes[place].below(boxes[place - 1])
        for place in range(len(boxes) - 2, -1, -1):
            boxes[place] = boxes[place].above(boxes[place + 1])
        return boxes

    def judged(self, curve: str) -> int:
        """How many moments there are up to the last at which something is demanded of a curve's survival."""
        limits = (limit for demand in self.demands if demand.curve == curve for limit in demand.limits)
        judged = [limit.moment for limit in limits if limit.what == "survival" and limit.moment is not None]
        return 1 + self.moments.index(max(judged)) if judged else 0

    def counted(self, curve: str) -> int:
        """How many moments there are up to the last at which something is demanded of a curve's events; 1 more for the end."""
        limits = (limit for demand in self.demands if demand.curve == curve for limit in demand.limits)
        moments = [limit.moment for limit in limits if limit.what in ("events", "censored")]
        places = [len(self.moments) if moment is None else self.moments.index(moment) for moment in moments]
        return 1 + max(places, default=-1)

    def events_in_all(self, curve: str) -> tuple[int, int]:
        """The least and largest number of events of a curve over the whole follow-up."""
        n = self.size(curve)
        low, high = 0, n
        for limit in self._limits(curve, None):
            least, most = ceil(limit.inside.low), floor(limit.inside.high)
            if limit.what == "censored":
                least, most = n - most, n - least
            low, high = max(low, least), min(high, most)
        return low, high

    def _limits(self, curve: str, moment: Moment | None) -> list[Limit]:
        demands = (demand for demand in self.demands if demand.curve == curve)
        return [limit for demand in demands for limit in demand.limits if limit.moment == moment]

    def _box(self, curve: str, moment: Moment) -> Box:
        n = self.size(curve)
        whole = factorial(n)
        km, risk, events = (0, whole), (0, n), (0, n)
        for limit in self._limits(curve, moment):
            if limit.what == "survival":
                km = _tighter(km, whole_numbers(limit.inside, whole))
            elif limit.what == "at_risk":
                risk = _tighter(risk, whole_numbers(limit.inside))
            else:
                events = _tighter(events, whole_numbers(limit.inside))
        return Box(km, risk, events)


def moments_of(demands: Iterable[Demand], further: Iterable[Moment] = ()) -> tuple[Moment, ...]:
    """The moments at which something is demanded, in order."""
    limits = (limit for demand in demands for limit in demand.limits)
    return tuple(sorted({limit.moment for limit in limits if limit.moment is not None} | set(further)))


def whole_numbers(interval: Interval, factor: Fraction | int = 1) -> tuple[int, int]:
    """The least and largest whole number in an interval multiplied by a factor; least above largest if none."""
    low, high = interval.low * factor, interval.high * factor
    least = floor(low) + 1 if low.denominator == 1 and not interval.low_in else ceil(low)
    most = ceil(high) - 1 if high.denominator == 1 and not interval.high_in else floor(high)
    return least, most


def _tighter(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])
