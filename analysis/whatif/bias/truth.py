"""The true effect of surgery: the same people in two worlds, operated whenever judged resectable, and never.

A third world is the one the registries see: the scenario, in which some refuse. Where nothing is scarce each patient lives
there either the one life or the other, bit for bit; where something is scarce the twin is of the whole hospital.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from haicsim.analysis.survival.intervals import paired_interval
from haicsim.analysis.survival.observation import Days, Records
from haicsim.analysis.validation.alternative_models import NOT_OFFERED
from haicsim.analysis.whatif.bias.cox import hazard_ratio
from haicsim.analysis.whatif.bias.estimate import UNKNOWN, Estimate
from haicsim.analysis.whatif.bias.methods import CCW, COX, LANDMARKS, NAIVE, PER_CONVERT, landmark_key
from haicsim.analysis.whatif.bias.patients import known_at_entry
from haicsim.sim.cohort_digest import refuse_other_people
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.run import run
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.scenario.modify import with_overrides
from haicsim.sim.units import DAYS_PER_MONTH

Say = Callable[[str, float], None]
NOBODY_REFUSES = ("policy.refusal=0",)


@dataclass(frozen=True)
class Worlds:
    """Records of the same people, row by row: as they were treated, operated whenever resectable, and never operated.

    journals: of the first, one a replication.
    """

    treated: Records
    operated: Records
    never: Records
    journals: tuple[Records, ...]


def worlds_of(scenario: Scenario, useless: bool, say: Say) -> Worlds:
    """Simulate them. useless: everybody dies on the day on which they would have died without surgery.

    Raises InputError where nobody is operated after a first infusion, and where there would be other people.
    """
    say("Simulating the patients as they are treated", 0.0)
    treated = run(scenario)
    if not (treated.counted["hepatectomy_day"] > treated.counted["first_haic_day"]).any():
        rule = "nobody is operated after HAIC has begun: there is no effect of conversion surgery to look for"
        raise InputError([Fault(scenario.name, None, "", "", rule)])
    others = []
    for overrides, what in ((NOBODY_REFUSES, "if nobody refused"), (NOT_OFFERED, "without surgery")):
        say(f"Simulating the same patients {what}", 0.0)
        other = run(with_overrides(scenario, overrides), journal=False)
        refuse_other_people(scenario.name, treated.cohort, f"the same {what}", other.cohort)
        others.append(other.records)
    operated, never = others
    records = treated.records
    if useless:
        records, operated = _living_as(records, never), _living_as(operated, never)
    return Worlds(records, operated, never, treated.journals)


def _living_as(records: Records, others: Records) -> Records:
    """The same records with the day of death of others; who dies before the operation is not operated."""
    lives: Records = records.copy()
    lives["death_day"], lives["death_cause"] = others["death_day"], others["death_cause"]
    too_late = lives["death_day"] <= lives["hepatectomy_day"]
    lives["hepatectomy_day"][too_late], lives["resected"][too_late] = np.nan, False
    return lives


def truths(worlds: Worlds, until: Days, until_months: float) -> dict[str, Estimate]:
    """The effect each method is meant to show, by its key, with the interval that chance leaves.

    until (n,): last contact of each patient, which only the hazard ratio depends on. until_months: since first infusion.
    """
    started = worlds.treated["counted"] & ~np.isnan(worlds.treated["first_haic_day"])
    converts = started & worlds.treated["converted"]
    found = {CCW: _longer(worlds, started, 0.0, until_months)}
    found[NAIVE] = found[PER_CONVERT] = _longer(worlds, converts, 0.0, until_months)
    for months in LANDMARKS:
        day = months * DAYS_PER_MONTH
        by_then = converts & (_since_start(worlds.treated, "conversion_day") <= day)
        alive = by_then & (np.nan_to_num(_since_start(worlds.operated, "death_day"), nan=np.inf) > day)
        found[landmark_key(months)] = _longer(worlds, alive, months, until_months)
    found[COX] = _hazard_ratio(worlds, started & worlds.operated["resected"], until)
    return found


def _longer(worlds: Worlds, whom: Any, from_months: float, until_months: float) -> Estimate:
    lived = [_lived(records[whom], from_months, until_months) for records in (worlds.operated, worlds.never)]
    return Estimate(*paired_interval(*lived))


def _lived(records: Records, from_months: float, until_months: float) -> Days:
    """Months lived between two times since first infusion."""
    months = np.nan_to_num(_since_start(records, "death_day"), nan=np.inf) / DAYS_PER_MONTH
    return np.asarray(np.clip(months, from_months, until_months) - from_months)


def _since_start(records: Records, name: str) -> Days:
    return np.asarray(records[name] - records["first_haic_day"])


def _hazard_ratio(worlds: Worlds, operated: Any, until: Days) -> Estimate:
    """The log hazard ratio of the operated to their twins who are alive on the day of the operation too."""
    start = _since_start(worlds.operated, "hepatectomy_day")
    last = until - worlds.treated["first_haic_day"]
    death = [_since_start(each, "death_day") for each in (worlds.operated, worlds.never)]
    there = operated & (np.fmin(np.fmin(*death), last) > start)
    if not there.any():
        return UNKNOWN
    stop = [np.fmin(day, last)[there] for day in death]
    died = [(day <= last)[there] for day in death]
    twice = np.tile(start[there], 2)
    adjust = np.tile(known_at_entry(worlds.operated[there]), (2, 1))
    treated = np.repeat([True, False], np.count_nonzero(there))
    return hazard_ratio(twice, np.concatenate(stop), np.concatenate(died), treated, adjust)
