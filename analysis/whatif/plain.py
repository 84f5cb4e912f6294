"""What-ifs in plain numbers, for JSON and tables; what has no value is None."""

import math
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from haicsim.analysis.whatif.conversion import Fare, Moved
from haicsim.analysis.whatif.decomposition import Decomposition
from haicsim.analysis.whatif.lever import Lever
from haicsim.analysis.whatif.question import Line, Reach, WhatIf
from haicsim.analysis.whatif.ranges import Ranged
from haicsim.analysis.whatif.thresholds import Threshold
from haicsim.analysis.whatif.twin import Branch, Twin, cause_of
from haicsim.analysis.whatif.worlds import Interval
from haicsim.sim.scenario.model import Scenario

Plain = dict[str, Any]


def as_dict(found: WhatIf) -> Plain:
    """The whole answer."""
    run = found.scenario.run
    return {
        "scenario": found.scenario.name, "set": list(found.scenario.set_by_hand),
        "patients": run.patients, "replications": run.replications, "seed": run.seed,
        "rate": found.rate, "now": found.now, "months": interval(found.months), "alive": interval(found.alive),
        "mechanisms": [_line(found.scenario, line) for line in found.lines],
    }  # fmt: skip


def levers_as_dict(scenario: Scenario, found: Iterable[Reach]) -> list[Plain]:
    """The mechanisms and how far each goes."""
    return [
        {
            "name": each.mechanism.name, "words": each.mechanism.words, "path": each.mechanism.path,
            "unit": each.mechanism.unit(scenario), "present": each.present, "tried": list(each.mechanism.ends(scenario)),
            "range": list(each.mechanism.stated(scenario)), "reach": [each.least, each.highest],
        }
        for each in found
    ]  # fmt: skip


def interval(numbers: Interval) -> Plain:
    """A number with the ends of its 95% interval."""
    value, low, high = (number(each) for each in numbers)
    return {"value": value, "low": low, "high": high}


def number(value: float) -> float | None:
    """A number, or None where there is none."""
    return float(value) if math.isfinite(value) else None


def ranged(found: Ranged) -> Plain:
    """A number with what becomes of it at the ends of the ranges."""
    ends = [{"where": where, **interval(each)} for where, each in found.ends]
    return {**interval(found.own), "ends": ends, "sign": found.sign}


def decomposition(found: Decomposition) -> Plain:
    """A change and its parts."""
    before, after, both = found.operated
    return {
        "people": found.people, "operated": {"before": before, "after": after, "both": both},
        "before": found.before, "after": found.after, "change": interval(found.change),
        "parts": {name: interval(each) for name, each in found.intervals.items()},
        "ranges": {name: list(ends) for name, ends in found.ranges.items()},
        "over": found.over,
    }  # fmt: skip


def _line(scenario: Scenario, line: Line) -> Plain:
    moved = {each.lever.target: _moved(each) for each in line.moved}
    rates = [{**_lever(lever), **moved.get(lever.target, {})} for lever in line.levers]
    mechanism = line.mechanism
    return {
        "name": mechanism.name, "words": mechanism.words, "path": mechanism.path, "unit": mechanism.unit(scenario),
        "present": line.present, "range": list(mechanism.stated(scenario)), "reach": list(line.reach),
        "caveat": mechanism.caveat, "rates": rates,
    }  # fmt: skip


def _lever(lever: Lever) -> Plain:
    found = {name: number(value) for name, value in asdict(lever).items()}
    return {**found, "reached": lever.reached}


def _moved(moved: Moved) -> Plain:
    fresh = None if moved.fresh is None else {"runs": moved.fresh.runs, **interval(moved.fresh.rate)}
    return {
        "extrapolated": moved.extrapolated, "fresh": fresh, "whom": {name: _fare(each) for name, each in moved.whom.items()},
        "decomposition": decomposition(moved.parts), "change": ranged(moved.change), "gain_of_newly_converted":
        ranged(moved.gain), "months": ranged(moved.months), "alive": ranged(moved.alive),
    }  # fmt: skip


def _fare(fare: Fare) -> Plain:
    return {
        "people": fare.people, "months": [number(each) for each in fare.months],
        "alive": [number(each) for each in fare.alive],
        "change": interval(fare.change), "by_surgery": interval(fare.gain),
        "features": {name: number(value) for name, value in fare.features.items()},
    }  # fmt: skip


def thresholds_as_dict(scenario: Scenario, found: Iterable[Threshold], against: Iterable[str]) -> Plain:
    """Break-evens, group by group."""
    run = scenario.run
    return {
        "scenario": scenario.name, "set": list(scenario.set_by_hand), "patients": run.patients,
        "seed": run.seed, "against": list(against) or "no surgery",
        "groups": [_threshold(each) for each in found],
    }  # fmt: skip


def _threshold(each: Threshold) -> Plain:
    crossings = [
        {name: number(value) for name, value in asdict(crossing).items()} for crossing in each.found.crossings
    ]
    return {
        "group": each.group, "outcome": each.outcome, "over": each.factor.path, "unit": each.factor.unit,
        "present": each.factor.value, "range": [each.factor.low, each.factor.high], "operated": each.patients,
        "sign": each.found.sign, "break_even": [{**row, "rises": bool(row["rises"])} for row in crossings],
        "ends": [
            {"where": where, "break_even": list(values), "at_high_end": number(last)} for where, values, last in each.ends
        ],
        "differences": [{"at": at, **interval(difference)} for at, difference in each.found.grid],
    }  # fmt: skip


def twin_as_dict(found: Twin) -> Plain:
    """One person in two worlds, with both case reports."""
    return {
        "patient": found.patient, "replication": found.replication, "fork_day": number(found.fork_day),
        "gain_months": found.gain, "scarce": found.scarce, "as_it_is": _branch(found.operated),
        "no_surgery": _branch(found.not_operated),
    }  # fmt: skip


def _branch(branch: Branch) -> Plain:
    return {
        "months": branch.months, "death_day": number(float(branch.record["death_day"])), "died_of": cause_of(branch.record),
        "case": branch.report.as_dict(False),
    }  # fmt: skip
