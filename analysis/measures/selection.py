"""What selection during chemotherapy does, seen by nobody but the simulation: malignant potential and occult tumours.

Those who start, respond, are judged resectable and are resected, side by side.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.people import CONVERTED, EVERYBODY, RESECTED, RESPONDERS, Columns, Group

STEPS: dict[str, Group] = {
    "starters": EVERYBODY,
    "responders": RESPONDERS,
    "converted": CONVERTED,
    "resected": RESECTED,
}
POTENTIAL, OCCULT = "potential", "seeds_at_entry"


def values(patients: Columns, step: str, column: str) -> NDArray[Any]:
    """A column of those who came to a step, one of `STEPS`."""
    column_of_all: NDArray[Any] = patients[column]
    return column_of_all[STEPS[step].members(patients)]


def selection(patients: Columns) -> dict[str, dict[str, Any]]:
    """At each step: how many, their median malignant potential, median occult tumours at entry, share without any.

    None where nobody came so far.
    """
    return {step: _step(patients, step) for step in STEPS}


def _step(patients: Columns, step: str) -> dict[str, Any]:
    potential, occult = (values(patients, step, column) for column in (POTENTIAL, OCCULT))
    n = len(potential)
    return {
        "patients": n,
        "potential_median": float(np.median(potential)) if n else None,
        "occult_median": float(np.median(occult)) if n else None,
        "occult_none": float((occult == 0).mean()) if n else None,
    }
