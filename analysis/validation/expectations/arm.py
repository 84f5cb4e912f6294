"""The patients of one arm as expectations look at them: columns, parts of the patients, and their observed times."""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.people import responded
from haicsim.analysis.survival.estimators import median_survival, survival_at
from haicsim.analysis.survival.observation import Times, reached, until_event
from haicsim.sim.codes import GROUPS, NOT_ASSESSED, OF_SPREAD
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

Days = NDArray[np.float64]
Mask = NDArray[np.bool_]
CHILD_PUGH_A = 6  # points, at most: a definition
VP_MAJOR, VV_MAJOR = 3, 2  # from these grades on invasion is macroscopic (the paper, Methods)


class Arm:
    """Some patients of an arm; columns by name as in the outcomes, each read once. Everybody is watched to the horizon."""

    def __init__(
        self, source: NDArray[Any] | Arm, horizon_days: float, rows: NDArray[np.intp] | None = None
    ) -> None:
        """Records (see `haicsim.sim.outcomes.schema.RECORD`), or rows of another arm, some perhaps several times."""
        self._source, self._rows, self.horizon_days = source, rows, horizon_days
        self._columns: dict[str, NDArray[Any]] = {}
        self._parts: dict[Hashable, Arm] = {}

    def __len__(self) -> int:
        """How many patients."""
        return len(self._source) if self._rows is None else len(self._rows)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """A column, (n,)."""
        if name not in self._columns:
            column = self._source[name]
            self._columns[name] = np.ascontiguousarray(column if self._rows is None else column[self._rows])
        return self._columns[name]

    def where(self, mask: Mask) -> Arm:
        """Those of whom the mask is true."""
        return Arm(self, self.horizon_days, np.flatnonzero(mask))

    def part(self, name: Hashable, mask: Mask) -> Arm:
        """The same, kept under a name for whoever asks again."""
        if name not in self._parts:
            self._parts[name] = self.where(mask)
        return self._parts[name]

    # ---- Who

    def of_group(self, name: str) -> Arm:
        """Those of a group of the paper; of "all", everybody."""
        return self if name == "all" else self.part(name, self["group"] == GROUPS.index(name))

    @cached_property
    def resected(self) -> Arm:
        """Those whose hepatectomy was begun."""
        return self.where(self["resected"])

    @cached_property
    def child_pugh_a(self) -> Arm:
        """Those of Child-Pugh class A at diagnosis."""
        return self.where(self["child_pugh"] <= CHILD_PUGH_A)

    @cached_property
    def portal(self) -> Arm:
        """Those with Vp3 or Vp4 at diagnosis and no major invasion of a hepatic vein."""
        return self.where((self["vp"] >= VP_MAJOR) & (self["vv"] < VV_MAJOR))

    @cached_property
    def hepatic_venous(self) -> Arm:
        """Those with Vv2 or Vv3 at diagnosis and no major portal invasion."""
        return self.where((self["vv"] >= VV_MAJOR) & (self["vp"] < VP_MAJOR))

    @cached_property
    def without_major_invasion(self) -> Arm:
        """Those with neither Vp3/4 nor Vv2/3 at diagnosis."""
        return self.where((self["vv"] < VV_MAJOR) & (self["vp"] < VP_MAJOR))

    @cached_property
    def invaded(self) -> Arm:
        """Those with Vp3/4 or Vv2/3 at diagnosis."""
        return self.where((self["vp"] >= VP_MAJOR) | (self["vv"] >= VV_MAJOR))

    @cached_property
    def unresected(self) -> Arm:
        """Those never resected."""
        return self.where(~self["resected"])

    @cached_property
    def responders(self) -> Arm:
        """Those whose best response is CR or PR."""
        return self.where(responded(self["best_response"]))

    @cached_property
    def non_responders(self) -> Arm:
        """Those who had a CT and whose best response is SD or PD."""
        best = self["best_response"]
        return self.where((best != NOT_ASSESSED) & ~responded(best))

    @cached_property
    def recurred(self) -> Arm:
        """The resected whose recurrence was found."""
        return self.resected.where(~np.isnan(self.resected.recurrence_found))

    # ---- When

    @cached_property
    def until(self) -> Days:
        """The day on which each is last watched."""
        return np.asarray(self["entry_day"] + self.horizon_days)

    @cached_property
    def recurrence_found(self) -> Days:
        """The day on which a recurrence was found at a visit; who dies of it sooner is known to have had it, on that day."""
        of_it = np.isin(self["death_cause"], OF_SPREAD) & ~np.isnan(self["recurrence_day"])
        return np.where(
            np.isnan(self["recurrence_found_day"]) & of_it, self["death_day"], self["recurrence_found_day"]
        )

    def death_from(self, start: Days) -> Times:
        """From a day of each patient to death; those for whom that day came."""
        return reached(until_event(start, self["death_day"], self.until))

    @cached_property
    def from_entry(self) -> Times:
        """From entry to death."""
        return self.death_from(self["entry_day"])

    @cached_property
    def from_infusion(self) -> Times:
        """From first infusion to death, of those infused."""
        return self.death_from(self["first_haic_day"])

    @cached_property
    def from_surgery(self) -> Times:
        """From hepatectomy to death, of the resected."""
        return self.death_from(self["hepatectomy_day"])

    @cached_property
    def disease_free(self) -> Times:
        """From hepatectomy to the recurrence found, death without it censored (the paper's words)."""
        found, cut = self.recurrence_found, np.fmin(self["death_day"], self.until)
        return reached(until_event(self["hepatectomy_day"], found, cut))

    @cached_property
    def event_free(self) -> Times:
        """From hepatectomy to the recurrence found or death, whichever is first."""
        first = np.fmin(self.recurrence_found, self["death_day"])
        return reached(until_event(self["hepatectomy_day"], first, self.until))


def median_months(times: Times) -> float:
    """Median time, months; NaN of nobody, and where fewer than half have the event."""
    days = float(median_survival(times.days, times.observed))
    return days / DAYS_PER_MONTH if math.isfinite(days) else math.nan


def free_percent(times: Times, years: float) -> float:
    """Kaplan-Meier share without the event after so many years, percent; NaN where nobody was followed so long."""
    return 100.0 * float(survival_at(times.days, times.observed, [years * DAYS_PER_YEAR])[0])


def percent(mask: NDArray[Any]) -> float:
    """The share of true ones, percent; NaN of nobody."""
    return 100.0 * float(np.mean(mask)) if len(mask) else math.nan


def quotient(of: float, to: float) -> float:
    """One number over another; NaN where the other is 0: nobody has been followed for any time."""
    return of / to if to != 0.0 else math.nan


def mean(values: NDArray[Any]) -> float:
    """The mean of those values that exist; NaN where none does."""
    known = values[~np.isnan(values)]
    return float(np.mean(known, dtype=np.float64)) if len(known) else math.nan


def quantile(values: NDArray[Any], share: float = 0.5) -> float:
    """A quantile of those values that exist; NaN where none does."""
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if len(known) else math.nan
