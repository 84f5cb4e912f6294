"""Records written by hand: what happened to a few patients, everything not said left as if it had not happened."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from haicsim.sim.codes import GROUPS, RESPONSES
from haicsim.sim.outcomes.schema import RECORD

NEVER = float("nan")


def lives(**said: list[Any]) -> NDArray[Any]:
    """Records of as many patients as the lists are long; `group` by letter, `best_response` by its short name."""
    codes = {
        "group": {name: code for code, name in enumerate(GROUPS)},
        "best_response": {name: code for code, name in RESPONSES.items()},
    }
    n = len(next(iter(said.values())))
    records = np.zeros(n, RECORD)
    for name in RECORD.names or ():
        if name.endswith("_day"):
            records[name] = NEVER
    records["patient"] = np.arange(n)
    records["entry_day"] = 0.0
    records["best_response"] = codes["best_response"]["not assessed"]
    for name, values in said.items():
        records[name] = [codes[name][value] if name in codes else value for value in values]
    return records
