"""The answer in a few numbers: the flow from starting HAIC to surgery, and survival of everyone who started."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.measures.people import CONVERTED, NOT_RESECTED, RESPONDERS
from haicsim.analysis.measures.quoted import quoted_beside
from haicsim.analysis.measures.selection import selection
from haicsim.analysis.studies import Study
from haicsim.analysis.survival.estimators import median_survival
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.observation import endpoint
from haicsim.sim.codes import GROUPS, RESOURCES
from haicsim.sim.units import DAYS_PER_MONTH

_LANDMARKS = (12, 36, 60)


def summarise(records: NDArray[Any], horizon_days: float, study: Study | None = None) -> dict[str, Any]:
    """Counts, shares with exact 95% intervals, and survival: of everyone from the decision for HAIC (intention to treat).

    Who dies before the first infusion counts there; survival of the infused from first infusion stands beside it. study:
    whose figures quoted from others are put beside what answers them.
    """
    started, flow = len(records), _flow(records)
    found = {
        "flow": flow,
        "conversion_rate": _share(flow["converted"], started),
        "resection_rate": _share(flow["operated"], started),
        "response_rate": _share(flow["responded"], started),
        "all_starters": survival_of(records, horizon_days),
        "infused": survival_of(records, horizon_days, "first_infusion"),
        "not_resected": survival_of(NOT_RESECTED.among(records), horizon_days),
        "not_resected_by_group": _by_group(NOT_RESECTED.among(records), horizon_days),
        "converted": survival_of(CONVERTED.among(records), horizon_days, "conversion"),
        "responders_a": survival_of(
            _of_group(RESPONDERS.among(records), "A"), horizon_days, "first_infusion"
        ),
        "both_vessels": both_vessels(records, horizon_days),
        "selection": selection(records),
        "doses_mean": doses(records),
        "waited_days_mean": waits(records, horizon_days),
    }
    return {**found, "quoted": quoted_beside(study, found)}


def _flow(records: NDArray[Any]) -> dict[str, int]:
    """How many get how far."""
    return {
        "started": len(records),
        "infused": int(np.isfinite(records["first_haic_day"]).sum()),
        "assessed": int((records["scans"] > 0).sum()),
        "responded": int(RESPONDERS.members(records).sum()),
        "converted": int(records["converted"].sum()),
        "offered": int(records["offered"].sum()),
        "refused": int(records["refused"].sum()),
        "operated": int(records["resected"].sum()),
    }


def _of_group(records: NDArray[Any], group: str) -> NDArray[Any]:
    """Those of a vessel group at diagnosis."""
    mine: NDArray[Any] = records[records["group"] == GROUPS.index(group)]
    return mine


def _by_group(records: NDArray[Any], horizon_days: float) -> dict[str, dict[str, Any]]:
    """Survival by vessel group at diagnosis, from the decision for HAIC."""
    return {group: survival_of(_of_group(records, group), horizon_days) for group in GROUPS}


def both_vessels(records: NDArray[Any], horizon_days: float) -> dict[str, Any]:
    """Those who started with Vp3/4 and Vv2/3 together, reported apart: how many, how many converted, their survival.

    conversion_rate: with exact 95% interval, None where nobody started so. survival: from the decision for HAIC.
    """
    mine = records[records["both_vessels"]]
    converted = int(mine["converted"].sum())
    return {
        "started": len(mine),
        "share": _share(len(mine), len(records)),
        "converted": converted,
        "operated": int(mine["resected"].sum()),
        "conversion_rate": _share(converted, len(mine)) if len(mine) else None,
        "survival": survival_of(mine, horizon_days),
    }


def doses(records: NDArray[Any]) -> dict[str, float | None]:
    """Mean cumulative dose of each drug among those infused, mg/m2 and mg; None where nobody was."""
    infused = records[np.isfinite(records["first_haic_day"])]
    names = [f"{drug}_{unit}" for drug in ("cisplatin", "fluorouracil") for unit in ("mg_per_m2", "mg")]
    return {name: float(infused[name].mean()) if len(infused) else None for name in names}


def waits(records: NDArray[Any], horizon_days: float) -> dict[str, dict[str, Any]]:
    """Mean days waited for each resource, as the outcome measures of that name count them, and over whom; None over nobody.

    of: patients to whom it was granted (n: how many), or for the meeting its hearings.
    """
    found = {}
    for resource in RESOURCES:
        measure = OUTCOMES[f"{resource}_waited_days"]
        hearings, granted = int(records["meetings"].sum()), int(np.isfinite(records[measure.name]).sum())
        mean = _clean(measure(records, horizon_days))
        by_hearing = resource == "meeting"
        found[resource] = {
            "mean": mean,
            "of": "hearings" if by_hearing else "patients to whom it was granted",
            "n": hearings if by_hearing else granted,
        }
    return found


def survival_of(records: NDArray[Any], horizon_days: float, since: str = "entry") -> dict[str, Any]:
    """Overall survival at 12, 36 and 60 months, shares of 1 with 95% intervals; median with its interval, in months.

    since: a day in `observation.TIME_ZEROS`, by default entry: the decision for HAIC. patients: those for whom that day
    came. None where it is not known: nobody followed so long, or more than half live on.
    """
    times = endpoint(records, horizon_days, "os", since)
    curve = kaplan_meier(times)
    marks = {month: curve.at(month * DAYS_PER_MONTH) for month in _LANDMARKS}
    median = float(median_survival(times.days, times.observed))
    low, high = curve.median_interval()
    return {
        "patients": len(times.days),
        "median_months": _months(median),
        "median_low_months": _months(low),
        "median_high_months": _months(high),
        **{
            f"at_{month}_months": [_clean(m.estimate), _clean(m.low), _clean(m.high)]
            for month, m in marks.items()
        },
    }


def _months(days: float) -> float | None:
    return days / DAYS_PER_MONTH if np.isfinite(days) else None


def _clean(value: float) -> float | None:
    return None if np.isnan(value) else value


def _share(count: int, of: int) -> list[float]:
    return [count / of, *exact_interval(count / of, of)]
