"""An expectation: something published that simulated patients should show, how it is measured on them, and its range."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from haicsim.analysis.survival.intervals import exact_interval

REFERENCE, UNTREATED, AT_ONCE = "reference", "untreated", "surgery-first"
ARMS = {
    REFERENCE: "the scenario as it is",
    UNTREATED: "the same patients, and nobody is treated",
    AT_ONCE: "the same patients, resected at once without infusion",
}
Kind = Literal["judged", "reported"]
Range = tuple[float | None, float | None]
NO_RANGE: Range = (None, None)


@dataclass(frozen=True)
class Expectation:
    """One thing to look at: what it is, its unit, the range expected, where that comes from, and how it is measured.

    low, high: ends of the range, None where it has none on that side; without both, the figure is only reported. measure:
    takes the arms named in `arms`, in that order.
    """

    topic: str
    name: str
    unit: str
    range: Range
    source: str
    measure: Callable[..., float]
    arms: tuple[str, ...] = (REFERENCE,)

    @property
    def kind(self) -> Kind:
        """Whether its range judges the figure, or the figure is only reported."""
        return "reported" if self.range == NO_RANGE else "judged"

    def met(self, value: float) -> bool | None:
        """Whether a figure lies in the range; one that does not exist (NaN) lies in none. None without a range."""
        low, high = self.range
        if self.kind == "reported":
            return None
        return value == value and (low is None or value >= low) and (high is None or value <= high)


@dataclass(frozen=True)
class ExpectationResult:
    """An expectation beside what the simulation shows, with a 95% interval over resampled patients.

    arm: the arms it was measured on, joined by " and ". low, high: None where there is no limit. met: None where the
    figure is only reported. A figure that does not exist (NaN) meets nothing.
    """

    topic: str
    name: str
    unit: str
    arm: str
    kind: Kind
    low: float | None
    high: float | None
    value: float
    value_low: float
    value_high: float
    met: bool | None
    source: str


def found(
    each: Expectation, value: float, interval: tuple[float, float], arm: str | None = None
) -> ExpectationResult:
    """The result of an expectation with this value."""
    return ExpectationResult(
        each.topic, each.name, each.unit, arm or " and ".join(each.arms), each.kind, *each.range,
        value, *interval, each.met(value), each.source,
    )  # fmt: skip


def exactly(count: int, of: int) -> Range:
    """The exact (Clopper-Pearson) 95% interval of so many of so many, percent."""
    low, high = exact_interval(count / of, of)
    return 100.0 * low, 100.0 * high


def minus(measure: Callable[[Any], float]) -> Callable[[Any, Any], float]:
    """The measure of a first arm less that of a second."""
    return lambda first, second: measure(first) - measure(second)
