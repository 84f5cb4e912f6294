"""What is thought of the moved numbers before any series has spoken: as likely everywhere between their ends."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.calibration.plan import Moved, PlanFile
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import check_value

Points = NDArray[np.float64]
_FIGURES = 6  # significant figures of a value that is set


@dataclass(frozen=True)
class Axis:
    """One dimension of the search: what moves, its ends, and where the scenario stands now (the first number, in its unit)."""

    moved: Moved
    low: float
    high: float
    now: float
    unit: str

    def amount(self, u: float) -> float:
        """The first number at a place from -1 to 1."""
        share = 0.5 * (min(max(u, -1.0), 1.0) + 1.0)
        if self.moved.scale == "log":
            return float(self.low * (self.high / self.low) ** share)
        return float(self.low + share * (self.high - self.low))

    def place(self, amount: float) -> float:
        """The place from -1 to 1 of the first number."""
        if self.moved.scale == "log":
            return float(2.0 * np.log(amount / self.low) / np.log(self.high / self.low) - 1.0)
        return float(2.0 * (amount - self.low) / (self.high - self.low) - 1.0)

    def settings(self, u: float) -> dict[str, float]:
        """What is set there, by path, in the scenario's units."""
        amount = self.amount(u)
        return {path: float(f"{amount * share:.{_FIGURES}g}") for path, share in shares(self.moved).items()}


def shares(moved: Moved) -> dict[str, float]:
    """Of several numbers that move together, each as a share of the first."""
    ratio = moved.ratio or (1.0,)
    return {path: each / ratio[0] for path, each in zip(moved.paths, ratio, strict=True)}


@dataclass(frozen=True)
class Prior:
    """All dimensions. A point is a row of places, each from -1 to 1; every point is as likely beforehand."""

    axes: tuple[Axis, ...]

    def __len__(self) -> int:
        """How many dimensions."""
        return len(self.axes)

    def settings(self, point: Sequence[float] | Points) -> dict[str, float]:
        """What is set at a point, by path, in the scenario's units."""
        found: dict[str, float] = {}
        for axis, u in zip(self.axes, point, strict=True):
            found |= axis.settings(float(u))
        return found

    @property
    def middle(self) -> dict[str, float]:
        """What is set in the middle of the prior, by path."""
        return self.settings([0.0] * len(self))

    @property
    def now(self) -> Points:
        """Where the scenario stands, (dimensions,)."""
        return np.array([axis.place(axis.now) for axis in self.axes])

    def spread(self, count: int, seed: int) -> Points:
        """Points spread evenly over the prior by a scrambled Sobol sequence, (count, dimensions)."""
        from scipy.stats import qmc

        sobol = qmc.Sobol(len(self), rng=np.random.default_rng(seed))
        most = 1 << max(count - 1, 1).bit_length()
        return np.asarray(2.0 * sobol.random(most)[:count] - 1.0)


def prior_of(file: PlanFile, scenario: Scenario) -> Prior:
    """The prior of a plan upon a scenario; InputError where an end is outside what the scenario allows."""
    numbers = {path: number for path, _, number in scenario.numbers()}
    axes = []
    for place, moved in enumerate(file.plan.move):
        first, parts = numbers[moved.paths[0]], shares(moved)
        low = max(numbers[path].range[0] / share for path, share in parts.items())
        high = min(numbers[path].range[1] / share for path, share in parts.items())
        low = low if moved.low is None else moved.low
        high = high if moved.high is None else moved.high
        axis = Axis(moved, low, high, first.value, first.unit)
        _refuse_ends(file, place, scenario, axis)
        axes.append(axis)
    return Prior(tuple(axes))


def _refuse_ends(file: PlanFile, place: int, scenario: Scenario, axis: Axis) -> None:
    """InputError for ends that leave nothing between them, or at which the scenario would refuse the value."""
    if axis.moved.scale == "log" and axis.low <= 0.0:
        rule = f"has a range from {axis.low:g}: take scale: linear, or name a low end above 0"
        raise InputError([file.fault(("move", place, "paths"), axis.moved.paths[0], rule)])
    if not axis.low < axis.high:
        rule = "leaves nothing between the ends of its range"
        raise InputError([file.fault(("move", place, "paths"), ", ".join(axis.moved.paths), rule)])
    if not axis.low <= axis.now <= axis.high:
        rule = f"stands at {axis.now:g} in {scenario.name}, outside {axis.low:g} to {axis.high:g}"
        raise InputError([file.fault(("move", place, "low"), axis.moved.paths[0], rule)])
    for u in (-1.0, 1.0):
        for path, value in axis.settings(u).items():
            for fault in check_value(scenario, path, value):
                raise InputError([file.fault(("move", place), value, f"{path} {fault.rule}", fault.nearest)])
