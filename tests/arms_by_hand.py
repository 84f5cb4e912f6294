"""Three arms of a few patients each, every day of whom is written down here; days are given in months."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from worlds_by_hand import NEVER, lives

from haicsim.sim import codes
from haicsim.sim.codes import COMPLETE, NOT_ASSESSED, PARTIAL, PROGRESSIVE, STABLE
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.units import DAYS_PER_MONTH

# what outcomes hold beside the columns of old; where they hold it already, their own type counts
WANTED = {
    "first_ct_response": "i1", "first_ct_day": "f8", "seeds_at_entry": "i2", "seeds_at_surgery": "i2", "seeds_left": "i2",
    "second_line_day": "f8", "recurrence_found_day": "f8",
}  # fmt: skip
WITH_ALL = np.dtype(
    [(name, RECORD[name]) for name in RECORD.names or ()]
    + [(name, kind) for name, kind in WANTED.items() if name not in (RECORD.names or ())]
)
PR, CR, SD, PD, NO = PARTIAL, COMPLETE, STABLE, PROGRESSIVE, NOT_ASSESSED
NONE = NEVER


def patients(**said: list[Any]) -> NDArray[Any]:
    """Records of as many patients as the lists are long; every `_day` and `_days` in months."""
    n = len(next(iter(said.values())))
    records = np.zeros(n, WITH_ALL)
    old = lives(patient=list(range(n)))
    for name in RECORD.names or ():
        records[name] = old[name]
    for name in WANTED:
        records[name] = NEVER if name.endswith("_day") else NOT_ASSESSED if "response" in name else 0
    for name, values in said.items():
        in_months = name.endswith(("_day", "_days"))
        records[name] = np.array(values) * DAYS_PER_MONTH if in_months else values
    vv = records["vv"]
    records["group"] = np.where(
        vv >= 2, codes.GROUP_B, np.where(records["vp"] >= 3, codes.GROUP_A, codes.GROUP_C)
    )
    return records


def reference() -> NDArray[Any]:
    """Twelve who started: the first five resected, the eighth converted and not resected, the last never infused."""
    return patients(
        vp=[3, 4, 0, 0, 0, 3, 4, 0, 0, 0, 3, 0],
        vv=[0, 0, 3, 0, 0, 0, 0, 2, 0, 0, 0, 0],
        child_pugh=[5, 5, 5, 5, 5, 5, 6, 5, 5, 5, 7, 5],
        best_response=[PR, CR, PR, PR, SD, PR, PD, SD, SD, PD, NO, NO],
        first_ct_response=[PR, SD, PR, PR, SD, SD, PD, SD, SD, PD, NO, NO],
        first_ct_day=[2.0] * 10 + [NONE] * 2,
        response_at_decision=[PR, CR, PR, PR, SD, PR, PD, SD, SD, PD, NO, NO],
        converted=[1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
        resected=[1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
        size_ratio=[0.6, 0.7, 0.8, 0.64, 0.66] + [NONE] * 7,
        first_haic_day=[0.0] * 11 + [NONE],
        haic_days=[3.0, 5.0, 4.0, 7.0, 2.0] + [NONE] * 7,
        hepatectomy_day=[5.0, 6.0, 4.0, 8.0, 4.0] + [NONE] * 7,
        progression_day=[NONE] * 5 + [11.0, 2.0, 5.0, 6.0, 2.0, NONE, NONE],
        second_line_day=[NONE] * 5 + [13.0, NONE, NONE, 8.0, NONE, NONE, NONE],
        recurrence_day=[14.0, NONE, 7.0, 69.0] + [NONE] * 8,
        recurrence_found_day=[15.0, NONE, 8.0, 70.0] + [NONE] * 8,
        recurrence_site=[codes.SINGLE_INTRAHEPATIC, 0, codes.LUNG | codes.ATRIAL, codes.MULTIPLE_INTRAHEPATIC] + [0] * 8,
        recurrence_treatment=[codes.ABLATION, -1, codes.SYSTEMIC, codes.TACE_AGAIN] + [-1] * 8,
        death_day=[40.0, NONE, 16.0, 74.0, 6.0, 20.0, 3.0, 9.0, 11.0, 70.0, 1.0, 0.5],
        potential=[-1.0, 0.0, 1.0, -0.5, 0.5, 0.2, 1.0, 0.0, 0.0, 1.0, 0.8, 0.0],
        seeds_at_entry=[0, 1, 2, 0, 1, 1, 3, 0, 0, 4, 0, 0],
        seeds_at_surgery=[1, 2, 3, 0, 1] + [0] * 7,
        seeds_left=[0, 1, 2, 0, 0] + [0] * 7,
    )  # fmt: skip


def untreated() -> NDArray[Any]:
    """Fifteen who entered in the third month and were left alone; the last but one is of Child-Pugh B, the last has both."""
    lived = [4.0, 6.0, 8.0, 2.0, 3.0, 5.0, 7.0, 9.0, 3.0, 4.0, 10.0, 12.0, 14.0, 1.0, 1.5]
    return patients(
        vp=[3, 3, 3, 4, 4, 4, 0, 0, 0, 0, 0, 1, 2, 4, 3],
        vv=[0, 0, 0, 0, 0, 0, 2, 2, 3, 3, 0, 0, 1, 0, 2],
        child_pugh=[5] * 13 + [7, 5],
        entry_day=[3.0] * 15,
        death_day=[3.0 + months for months in lived],
    )


def at_once() -> NDArray[Any]:
    """Nine: eight resected in the first month, the seventh of whom dies of it; the last one is not."""
    after = [20.0, 30.0, 8.0, 62.0, 40.0, 12.5, 2.0, NONE]
    found = [6.0, 14.0, 5.0, NONE, 9.0, 6.2, NONE, NONE]
    return patients(
        vp=[3, 3, 4, 4, 0, 0, 0, 0, 3],
        vv=[0, 0, 0, 0, 2, 3, 0, 0, 0],
        child_pugh=[5] * 9,
        resected=[1] * 8 + [0],
        hepatectomy_day=[0.5] * 8 + [NONE],
        recurrence_day=[0.4 + months for months in found] + [NONE],
        recurrence_found_day=[0.5 + months for months in found] + [NONE],
        recurrence_site=[1, 1, 4, 0, 4, 2, 0, 0, 0],
        death_day=[0.5 + months for months in after] + [3.0],
        seeds_left=[1, 2, 3, 0, 1, 1, 0, 0, 0],
    )


def arms() -> dict[str, NDArray[Any]]:
    """All three, by name."""
    return {"reference": reference(), "untreated": untreated(), "surgery-first": at_once()}
