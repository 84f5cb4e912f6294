"""Cox regression with surgery as a time-dependent covariate (lifelines), adjusted for what was known at diagnosis."""

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from haicsim.analysis.whatif.bias.estimate import UNKNOWN, Estimate, around
from haicsim.analysis.whatif.bias.patients import AT_ENTRY, Flags, Floats, Patients

if TYPE_CHECKING:
    import pandas


def time_dependent_cox(patients: Patients) -> Estimate:
    """The log hazard ratio of death of the operated, from the operation on, to those not operated yet or never.

    Before the operation a patient counts among the unoperated, so there is no immortal time. Adjusted for what was known
    at diagnosis (`AT_ENTRY`), not for the response. `UNKNOWN` where nobody was operated or died, or the fit fails.
    """
    was = patients.operated < patients.days
    if not was.any() or not patients.died.any():
        return UNKNOWN
    place = np.arange(len(patients.days))
    before = np.where(was, patients.operated, patients.days)
    table = _table(
        id=np.concatenate([place, place[was]]),
        start=np.concatenate([np.zeros(len(place)), before[was]]),
        stop=np.concatenate([before, patients.days[was]]),
        died=np.concatenate([patients.died & ~was, patients.died[was]]),
        operated=np.arange(len(place) + np.count_nonzero(was)) >= len(place),
        adjust=np.concatenate([patients.at_entry, patients.at_entry[was]]),
    )
    return _fitted("CoxTimeVaryingFitter", table[table["stop"] > table["start"]], id_col="id")


def hazard_ratio_of_twins(
    start: Floats, stop: Floats, died: Flags, operated: Flags, adjust: Floats
) -> Estimate:
    """The log hazard ratio of death of the operated to the same people left unoperated, both from the operation on.

    start, stop: days since first infusion of the operation and of death or last contact; one place for each life, (n,);
    adjust (n, k): as for `time_dependent_cox`, whose answer this is where nothing but surgery tells the compared apart.
    """
    if not operated.any() or not died.any():
        return UNKNOWN
    table = _table(start=start, stop=stop, died=died, operated=operated, adjust=adjust)
    return _fitted("CoxPHFitter", table, entry_col="start")


def _table(adjust: Floats, **columns: Any) -> "pandas.DataFrame":
    """Columns as lifelines takes them; what is the same in everybody adjusts for nothing."""
    import pandas as pd

    varying = {name: column for name, column in zip(AT_ENTRY, adjust.T, strict=True) if np.ptp(column) > 0.0}
    return pd.DataFrame({**columns, **varying}).astype({"operated": float})


def _fitted(name: str, table: "pandas.DataFrame", **columns: str) -> Estimate:
    import lifelines
    from lifelines.exceptions import ConvergenceError

    fitter = getattr(lifelines, name)()
    duration = {"stop_col": "stop", "start_col": "start"} if "id_col" in columns else {"duration_col": "stop"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # small registries: a covariate that separates is no answer to worry about
            fitter.fit(table, event_col="died", **duration, **columns)
    except (ConvergenceError, np.linalg.LinAlgError, ValueError):
        return UNKNOWN
    value, error = float(fitter.params_["operated"]), float(fitter.standard_errors_["operated"])
    return around(value, error) if np.isfinite(error) else UNKNOWN
