"""How a team watched its patients: who counts by a rule of entry, from when, until when."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.cohort.columns import RESPONSES
from haicsim.analysis.cohort.read import Series
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.membership import ENTRY_RULES
from haicsim.analysis.survival.observation import Times
from haicsim.sim.errors import Fault, InputError, nearest_name

Floats = NDArray[np.float64]
NEEDS = {
    "all_starters": None,
    "responders": "best_response",
    "converted": "converted",
    "resected": "operation",
}
LEAST = 5  # patients


@dataclass(frozen=True)
class Counted:
    """Who counts of a series, their overall survival, and how many were left out by the rule, or for want of its column."""

    series: Series
    rule: str
    times: Times
    left_out: int
    unknown: int


def zero_of(rule: str) -> str:
    """The day from which survival counts under a rule of entry, as `observation.TIME_ZEROS` names it."""
    return "hepatectomy" if rule == "resected" else "first_infusion"


def check_rule(rule: str) -> None:
    """InputError for a rule of entry that there is not."""
    if rule not in ENTRY_RULES:
        said = f"must be one of {', '.join(ENTRY_RULES)}"
        raise InputError([Fault("--entry", None, "", rule, said, nearest_name(rule, ENTRY_RULES))])


def counted(series: Series, rule: str) -> Counted:
    """Those of a series whom the rule of entry admits, from their time zero.

    Raises InputError for another rule, a column that it needs and the file lacks, and where fewer than 5 remain.
    """
    check_rule(rule)
    needed = NEEDS[rule]
    if needed is not None and (needed not in series.values or np.isnan(series.values[needed]).all()):
        raise InputError(
            [Fault(series.file, None, needed, "", f"is needed by --entry {rule}, and is missing or empty")]
        )
    admitted, unknown = _admitted(series, rule)
    if admitted.sum() < LEAST:
        said = f"has {admitted.sum()} patients whom the rule of entry {rule} admits, and at least {LEAST} are needed"
        raise InputError([Fault(series.file, None, "", "", said)])
    chosen = series.of(admitted)
    times = _times(chosen, rule)
    return Counted(chosen, rule, times, int((~admitted & ~unknown).sum()), int(unknown.sum()))


def _admitted(series: Series, rule: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who is admitted, and of whom that is not known."""
    value = series.values
    if rule == "responders":
        best = value["best_response"]
        return np.isin(best, (RESPONSES.index("CR"), RESPONSES.index("PR"))), np.isnan(best)
    if rule == "converted":
        return value["converted"] == 1.0, np.isnan(value["converted"])
    if rule == "resected":
        operated, dated = value["resected"] == 1.0, ~np.isnan(value["operation"])
        return operated & dated, operated & ~dated
    return np.ones(len(series), bool), np.zeros(len(series), bool)


def _times(series: Series, rule: str) -> Times:
    dead = ~np.isnan(series.values["death"])
    end = np.where(dead, series.values["death"], series.values["last_contact"])
    zero = series.values["operation"] if rule == "resected" else np.zeros(len(series))
    return Times(end - zero, dead)


def median_follow_up(times: Times) -> tuple[float, float, float]:
    """Median follow-up in days with its 95% interval, by reverse Kaplan-Meier: infinite where not reached.

    Schemper & Smith, Control Clin Trials 1996;17:343-6.
    """
    curve = kaplan_meier(Times(times.days, ~times.observed))
    half = curve.days[curve.estimate <= 0.5]
    return (float(half[0]) if len(half) else np.inf, *curve.median_interval())


def watched_until(times: Times, uniforms: Floats) -> Floats:
    """Until when each look-alike is watched, days from time zero: (replicates, n), as the uniforms given.

    Of whom the team last saw alive, until that day. Of whom died the team's own end of watching is unknown: it is drawn
    from the reverse Kaplan-Meier curve of the series among ends after that death, endless where the series knows none.
    """
    curve = kaplan_meier(Times(times.days, ~times.observed))
    ends, left = np.append(curve.days, np.inf), np.append(curve.estimate, 0.0)
    at_death = left[np.searchsorted(curve.days, times.days, side="right") - 1]
    wanted = uniforms * at_death
    drawn = ends[np.minimum(np.searchsorted(-left, -wanted, side="left"), len(ends) - 1)]
    found: Floats = np.where(times.observed, np.maximum(drawn, times.days), times.days)
    return found
