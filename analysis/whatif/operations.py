"""Outcome measures that policies are compared by: those of a sweep, and the operations of a year."""

import numpy as np

from haicsim.analysis.measures.followed import NOT_YET
from haicsim.analysis.measures.outcome_measures import OUTCOMES, Outcome, Records, unknown_outcome
from haicsim.analysis.measures.people import EVERYBODY
from haicsim.sim.errors import Fault, InputError
from haicsim.sim.units import DAYS_PER_YEAR


def _as_they_are(records: Records, horizon_days: float) -> Records:
    return records


def _per_year(records: Records) -> float:
    """The share operated times the starters of a year, by the days between their entries, replication by replication."""
    days, gaps = 0.0, 0
    for replication in np.unique(records["replication"]):
        entries = records["entry_day"][records["replication"] == replication]
        days += float(entries.max() - entries.min())
        gaps += len(entries) - 1
    if not days:
        return NOT_YET
    return float(records["resected"].mean(dtype=np.float64)) * gaps / days * DAYS_PER_YEAR


OPERATIONS_PER_YEAR = Outcome(
    "operations_per_year", "1/year", "operations, per year", "operations in a year, of all who started", EVERYBODY, EVERYBODY,
    _as_they_are, _per_year, "all entered on one day",
)  # fmt: skip
MEASURES: dict[str, Outcome] = {**OUTCOMES, OPERATIONS_PER_YEAR.name: OPERATIONS_PER_YEAR}
MAIN = "rmst60_itt"
SHOWN = (
    MAIN, "itt60", "conversion_rate", "resection_rate", OPERATIONS_PER_YEAR.name, "dead90", "os60_resected",
    "os60_not_resected",
)  # fmt: skip


def measure(name: str, said: str) -> Outcome:
    """A measure by its name; InputError that names the option it was said in."""
    name = name.strip()
    if name in MEASURES:
        return MEASURES[name]
    rule, nearest = unknown_outcome(name)
    raise InputError([Fault(said, None, "", "", f"{rule}, {OPERATIONS_PER_YEAR.name}", nearest)])


def measures(names: str, option: str) -> list[Outcome]:
    """Some measures, "conversion_rate,itt60", each once and in that order."""
    chosen = [name for name in names.split(",") if name.strip()]
    return list(dict.fromkeys(measure(name, f"{option} {name}") for name in chosen or [""]))
