"""Cox regression with surgery as a time-dependent covariate, adjusted for what was known at diagnosis.

On arrays, as it is done for each of many registries; tests hold it to lifelines' `CoxTimeVaryingFitter`. Cox, J R Stat Soc B
1972;34:187-220; who dies on the same day as another is treated as Breslow has it.
"""

import numpy as np

from haicsim.analysis.whatif.bias.estimate import UNKNOWN, Estimate, around
from haicsim.analysis.whatif.bias.patients import Flags, Floats, Patients

_STEPS, _SMALL = 50, 1e-9


def time_dependent_cox(patients: Patients) -> Estimate:
    """The log hazard ratio of death of the operated, from the operation on, to those not operated yet or never.

    Before the operation a patient counts among the unoperated, so there is no immortal time. Adjusted for what was known
    at diagnosis (`AT_ENTRY`), not for the response. `UNKNOWN` where nobody was operated or died, or the fit fails.
    """
    was = patients.operated < patients.days
    before = np.where(was, patients.operated, patients.days)
    return hazard_ratio(
        start=np.concatenate([np.zeros(len(was)), before[was]]),
        stop=np.concatenate([before, patients.days[was]]),
        died=np.concatenate([patients.died & ~was, patients.died[was]]),
        operated=np.arange(len(was) + np.count_nonzero(was)) >= len(was),
        adjust=np.concatenate([patients.at_entry, patients.at_entry[was]]),
    )


def hazard_ratio(start: Floats, stop: Floats, died: Flags, operated: Flags, adjust: Floats) -> Estimate:
    """The log hazard ratio of death of the operated, with Wald's interval.

    One place for each stretch of a life, (n,): its first and last day, whether it ends with death, whether the patient is
    operated. adjust (n, k): what else is in the model; what is the same in everybody is left out. `UNKNOWN` where nobody is
    operated or dies, or no most likely ratio exists.
    """
    if not operated.any() or operated.all() or not died.any():
        return UNKNOWN
    x = np.column_stack([operated, adjust[:, np.ptp(adjust, axis=0) > 0.0]]).astype(np.float64)
    x -= x.mean(axis=0)
    beta = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        gradient, information = _derivatives(start, stop, died, x, beta)
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return UNKNOWN
        beta += step / max(np.abs(step * x.std(axis=0)).max(), 1.0)
        if np.abs(step).max() < _SMALL:
            return around(float(beta[0]), float(np.sqrt(np.linalg.inv(information)[0, 0])))
    return UNKNOWN


def _derivatives(start: Floats, stop: Floats, died: Flags, x: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """Of the log partial likelihood: its gradient (p,), and its information (p, p)."""
    risk = np.exp(x @ beta)
    weighted = np.column_stack([risk, risk[:, None] * x, risk[:, None] * _squares(x)])
    days = stop[died]
    sums = _from(stop, weighted, days) - _from(
        start, weighted, days
    )  # who ends on the day or later, and began before it
    p = x.shape[1]
    mean = sums[:, 1 : p + 1] / sums[:, :1]
    spread = (sums[:, p + 1 :] / sums[:, :1]).sum(axis=0).reshape(p, p) - mean.T @ mean
    return x[died].sum(axis=0) - mean.sum(axis=0), spread


def _squares(x: Floats) -> Floats:
    return np.asarray((x[:, :, None] * x[:, None, :]).reshape(len(x), -1))


def _from(times: Floats, values: Floats, days: Floats) -> Floats:
    """Values (n, q) summed over those whose time is on a day or later: (days, q)."""
    order = np.argsort(-times, kind="stable")
    summed = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values[order], axis=0)])
    return np.asarray(summed[np.searchsorted(-times[order], -days, side="right")])
