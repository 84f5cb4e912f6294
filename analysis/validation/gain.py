"""Life gained by surgery, by group, and over the range of what the paper does not identify."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.survival.intervals import paired_interval
from haicsim.analysis.validation.alternative_models import NOT_OFFERED
from haicsim.analysis.validation.at_ends import AtEnd
from haicsim.analysis.validation.candidate_pool import twins
from haicsim.sim.codes import GROUPS
from haicsim.sim.units import DAYS_PER_MONTH

EVERYBODY = "all"
_UNTIL = 60.0 * DAYS_PER_MONTH
Records = NDArray[Any]
Say = Callable[[str, float], None]
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Gain:
    """Mean months lived longer within 60 from first infusion, of the converts of a group, operated less not operated.

    patients: converts simulated. months: with the 95% interval that chance leaves. least, most: over both ends of the ranges
    of what the answer hinges on, one number at a time, and where; sure_low, sure_high: ends of the widest of those
    intervals of chance.
    """

    group: str
    patients: int
    months: float
    low: float
    high: float
    least: float
    least_where: str
    most: float
    most_where: str
    sure_low: float
    sure_high: float

    @property
    def sign(self) -> Literal["longer", "shorter", "not known"]:
        """What may be said: only what holds at every end; whether chance could turn it there is `sure`."""
        if self.least > 0.0:
            return "longer"
        return "shorter" if self.most < 0.0 else "not known"

    @property
    def sure(self) -> bool:
        """Whether no end's interval of chance holds nothing gained."""
        return self.sure_low > 0.0 or self.sure_high < 0.0


def gains(
    groups: Sequence[str],
    here: dict[str, tuple[int, Interval]],
    there: Sequence[AtEnd],
    say: Say | None = None,
) -> tuple[Gain, ...]:
    """The gain of everybody and of each group, with what becomes of it at the ends of the ranges.

    here: of each group how many, and the gain with the scenario's own numbers. there: the scenario at the ends.
    """
    found: dict[str, list[tuple[str, Interval]]] = {
        group: [("as it is", own)] for group, (_, own) in here.items()
    }
    for number, end in enumerate(there):
        if say is not None:
            say(f"Switching surgery off with {end.where}", number / len(there))
        without = twins(end.scenario, end.people, NOT_OFFERED)
        for group, (_, interval) in gains_of(end.people.records, without, groups).items():
            if group in found and np.isfinite(interval).all():
                found[group].append((end.where, interval))
    return tuple(_gain(group, here[group], each) for group, each in found.items())


def _gain(group: str, here: tuple[int, Interval], found: list[tuple[str, Interval]]) -> Gain:
    patients, (months, low, high) = here
    least = min(found, key=lambda each: each[1][0])
    most = max(found, key=lambda each: each[1][0])
    sure = min(each[1] for _, each in found), max(each[2] for _, each in found)
    return Gain(group, patients, months, low, high, least[1][0], least[0], most[1][0], most[0], *sure)


def gains_of(
    operated: Records, not_operated: Records, groups: Sequence[str]
) -> dict[str, tuple[int, Interval]]:
    """Of everybody and of each group that has two patients: how many, and the mean gain in months with its 95% interval."""
    masks = {EVERYBODY: np.ones(len(operated), bool)}
    masks |= {group: operated["group"] == GROUPS.index(group) for group in groups}
    longer, shorter = _lived(operated), _lived(not_operated)
    return {
        group: (int(mask.sum()), paired_interval(longer[mask], shorter[mask]))
        for group, mask in masks.items()
        if mask.sum() > 1
    }


def _lived(records: Records) -> NDArray[np.float64]:
    """Months lived from first infusion, up to 60."""
    days: NDArray[np.float64] = records["death_day"] - records["first_haic_day"]
    return np.fmin(np.nan_to_num(days, nan=np.inf), _UNTIL) / DAYS_PER_MONTH
