"""The answer in a few numbers: the flow from starting HAIC to surgery, and survival of everyone who started."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.survival.estimators import median_survival
from haicsim.analysis.survival.intervals import exact_interval
from haicsim.analysis.survival.kaplan_meier import kaplan_meier
from haicsim.analysis.survival.observation import overall_survival
from haicsim.sim.codes import COMPLETE, PARTIAL, RESOURCES
from haicsim.sim.units import DAYS_PER_MONTH

_LANDMARKS = (12, 36, 60)


def summarise(records: NDArray[Any], horizon_days: float) -> dict[str, Any]:
    """Counts, shares with exact 95% intervals, and survival of all starters (intention to treat) from first infusion."""
    started = len(records)
    response = records["best_response"]
    flow = {
        "started": started,
        "infused": int(np.isfinite(records["first_haic_day"]).sum()),
        "assessed": int((records["scans"] > 0).sum()),
        "responded": int(((response == COMPLETE) | (response == PARTIAL)).sum()),
        "converted": int(records["converted"].sum()),
        "offered": int(records["offered"].sum()),
        "refused": int(records["refused"].sum()),
        "operated": int(records["resected"].sum()),
    }
    return {
        "flow": flow,
        "conversion_rate": _share(flow["converted"], started),
        "resection_rate": _share(flow["operated"], started),
        "response_rate": _share(flow["responded"], started),
        "all_starters": survival_of(records, horizon_days),
        "not_resected": survival_of(records[~records["resected"]], horizon_days),
        "both_vessels": both_vessels(records, horizon_days),
        "doses_mean": doses(records),
        "waited_days_mean": waits(records, horizon_days),
    }


def both_vessels(records: NDArray[Any], horizon_days: float) -> dict[str, Any]:
    """Those who started with Vp3/4 and Vv2/3 together, reported apart: how many, how many converted, their survival.

    conversion_rate: with exact 95% interval, None where nobody started so.
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


def survival_of(records: NDArray[Any], horizon_days: float) -> dict[str, Any]:
    """Overall survival from first infusion at 12, 36 and 60 months, shares of 1 with 95% intervals; median in months."""
    infused = records[np.isfinite(records["first_haic_day"])]
    times = overall_survival(infused, horizon_days)
    curve = kaplan_meier(times)
    marks = {month: curve.at(month * DAYS_PER_MONTH) for month in _LANDMARKS}
    median = float(median_survival(times.days, times.observed)) / DAYS_PER_MONTH
    return {
        "patients": len(infused),
        "median_months": median if np.isfinite(median) else None,
        **{
            f"at_{month}_months": [_clean(m.estimate), _clean(m.low), _clean(m.high)]
            for month, m in marks.items()
        },
    }


def _clean(value: float) -> float | None:
    return None if np.isnan(value) else value


def _share(count: int, of: int) -> list[float]:
    return [count / of, *exact_interval(count / of, of)]
