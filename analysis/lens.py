"""The study lens: from the truth to what an observer counts. The word censoring lives here.

So far everybody is followed to the end of the simulation's horizon and a recurrence is seen on the day on which it
becomes detectable; surveillance visits, loss and data lock come with the full lens.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Records = NDArray[Any]


@dataclass(frozen=True)
class Times:
    """Observed times of some patients: days since time zero, and whether the event was seen; both of shape (n,).

    n counts those who reached time zero at all: nobody is followed from an infusion or operation that never was.
    """

    days: NDArray[np.float64]
    observed: NDArray[np.bool_]


def overall_survival(records: Records, horizon_days: float) -> Times:
    """From first infusion to death; whoever lives on is censored at the end of follow-up."""
    return _until(records, "first_haic_day", ("death_day",), (), horizon_days)


def disease_free_survival(records: Records, horizon_days: float) -> Times:
    """From hepatectomy to recurrence, death without recurrence censored (the paper's words)."""
    return _until(records, "hepatectomy_day", ("recurrence_day",), ("death_day",), horizon_days)


def event_free_survival(records: Records, horizon_days: float) -> Times:
    """From hepatectomy to recurrence or death, whichever is first."""
    return _until(records, "hepatectomy_day", ("recurrence_day", "death_day"), (), horizon_days)


CONVENTIONS: dict[str, Callable[[Records, float], Times]] = {
    "os": overall_survival,
    "dfs_death_censored": disease_free_survival,
    "dfs_event_death": event_free_survival,
}


def _until(
    records: Records, zero: str, events: tuple[str, ...], censored_by: tuple[str, ...], horizon_days: float
) -> Times:
    """Days from `zero` to the first of the events, cut by what censors and by the end of follow-up.

    What censors on the very day of the event comes after it.
    """
    records = records[np.isfinite(records[zero])]
    end = records["entry_day"] + horizon_days
    event = np.fmin.reduce([np.full(len(records), np.inf), *(records[name] for name in events)])
    cut = np.fmin.reduce([end, *(records[name] for name in censored_by)])
    observed = event <= cut
    return Times(np.where(observed, event, cut) - records[zero], observed)
