"""Survival of the resected, overall and without recurrence, beside every landmark the paper prints."""

from functools import partial

from haicsim.analysis.studies import Landmark, load_study
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.observation import Times
from haicsim.analysis.validation.expectations.arm import Arm, free_percent
from haicsim.analysis.validation.expectations.expectation import Expectation, Range
from haicsim.sim.units import DAYS_PER_MONTH, DAYS_PER_YEAR

TOPIC = "Survival of the resected: OS from first infusion, DFS from hepatectomy to the recurrence found"
ABOUT = (
    "Kaplan-Meier shares of the resected. Every range is the exact (Clopper-Pearson) 95% interval of the "
    "count that a printed share stands for. DFS ends when the recurrence is found at a visit, or with a "
    "death of it; other deaths are censored, in the paper's words."
)
STUDY = "kurume"


def times(arm: Arm, endpoint: str, group: str) -> Times:
    """The observed times of an endpoint of the paper in one of its groups."""
    patients = arm.resected.of_group(group)
    return patients.from_infusion if endpoint == "OS" else patients.disease_free


def share(arm: Arm, endpoint: str, group: str, years: float) -> float:
    """The share without the event after so many years, percent."""
    return free_percent(times(arm, endpoint, group), years)


def around(mark: Landmark) -> Range:
    """The exact interval of the number of patients that a printed share stands for."""
    low, high = exact_interval(mark.percent / 100.0, mark.n)
    return 100.0 * low, 100.0 * high


def expectations() -> tuple[Expectation, ...]:
    """One a landmark of the study, in its order."""
    found = []
    for mark in load_study(STUDY).landmarks:
        years = mark.time_months * DAYS_PER_MONTH / DAYS_PER_YEAR
        whose = "all" if mark.group == "all" else f"group {mark.group}"
        name = f"resected, {mark.endpoint} at {years:g} y, {whose}"
        count = round(mark.percent / 100.0 * mark.n)
        source = f"{mark.printed}%, {count} of {mark.n} (the paper, {mark.places[0]}): exact 95% interval"
        measure = partial(share, endpoint=mark.endpoint, group=mark.group, years=years)
        found.append(Expectation(TOPIC, name, "%", around(mark), source, measure))
    return tuple(found)
