"""Who some patients are: group, tumour, liver, response, time on HAIC, occult spread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.measures.people import responded
from haicsim.sim.codes import GROUPS

Records = NDArray[Any]


@dataclass(frozen=True)
class Feature:
    """One thing said of a group of patients: in words, its unit ("%" for a share), and how it is reckoned."""

    name: str
    words: str
    unit: str
    of: Callable[[Records], float]


def _share(column: str, value: Any) -> Callable[[Records], float]:
    return lambda records: 100.0 * float(np.mean(records[column] == value))


def _median(column: str) -> Callable[[Records], float]:
    return lambda records: _middle(np.asarray(records[column], np.float64))


def _middle(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _until_decision(records: Records) -> float:
    return _middle(records["conversion_day"] - records["first_haic_day"])


def _responded(records: Records) -> float:
    return 100.0 * float(np.mean(responded(records["best_response"])))


def _mean_known(column: str) -> Callable[[Records], float]:
    """Of a count that is -1 where there was no operation."""

    def mean(records: Records) -> float:
        known = records[column][records[column] >= 0]
        return float(known.mean()) if len(known) else np.nan

    return mean


# fmt: off
FEATURES: tuple[Feature, ...] = (
    *(Feature(f"group_{name}", f"group {name}", "%", _share("group", code)) for code, name in enumerate(GROUPS)),
    Feature("size", "largest tumour, median", "mm", _median("size_before_mm")),
    Feature("icg_r15", "ICG retention, median", "%", _median("icg_r15")),
    Feature("child_pugh_5", "Child-Pugh score 5", "%", _share("child_pugh", 5)),
    Feature("responders", "response, CR or PR", "%", _responded),
    Feature("haic_days", "HAIC to decision, median", "d", _until_decision),
    Feature("potential", "malignant potential z, mean", "",
            lambda records: float(np.mean(records["potential"]))),
    Feature("occult", "occult tumours at surgery", "", _mean_known("seeds_at_surgery")),
    Feature("occult_left", "of these left behind", "", _mean_known("seeds_left")),
)
# fmt: on


def features(records: Records) -> dict[str, float]:
    """Everything said of some patients, by name; NaN where there is nothing to say."""
    return {each.name: each.of(records) if len(records) else np.nan for each in FEATURES}
