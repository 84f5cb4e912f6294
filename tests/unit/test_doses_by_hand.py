"""Authority: hand calculation: the cumulative doses and the flag of both vessels in a patient's record."""

from types import SimpleNamespace

import numpy as np
import pytest
from worlds import World, people

from haicsim.sim import codes
from haicsim.sim.journal import ROW, as_rows
from haicsim.sim.outcomes.schema import fold, weigh
from haicsim.sim.scenario.load import load_scenario

DRUGS = {"cisplatin_mg_per_m2": 7.0, "fluorouracil_mg_per_m2": 170.0}
Row = tuple[int, float, int, float]
FIRST: list[Row] = [
    (0, 7.0, codes.FIRST_INFUSION, 1.0),
    (0, 7.0, codes.INFUSION, 5.0),
    (0, 14.0, codes.INFUSION, 5.0),
]
REDUCED: list[Row] = [(0, 20.0, codes.DOSE_REDUCED, 0.75), (0, 21.0, codes.DOSE_GIVEN, 0.75)]
CASES = {
    "never infused": ([], 0.0),
    "two full cycles of five days": (FIRST, 10.0),
    "and one at three quarters": ([*FIRST, *REDUCED, (0, 21.0, codes.INFUSION, 5.0)], 13.75),
    "which death cuts after two days": (
        [
            *FIRST,
            *REDUCED,
            (0, 21.0, codes.INFUSION, 5.0),
            (0, 23.0, codes.DEATH, float(codes.OF_TUMOUR)),
        ],
        11.5,
    ),
    "death in the rest of a cycle takes nothing back": ([*FIRST, (0, 20.0, codes.DEATH, 1.0)], 10.0),
}


def one(**changes: float) -> SimpleNamespace:
    """The first patient of the reference, with some fields as said."""
    patient = people(World.of(load_scenario("kurume"), 1))[0][0]
    for name, value in changes.items():
        setattr(patient, name, value)
    return patient


@pytest.mark.parametrize("case", CASES)
def test_cumulative_doses_by_hand(case: str) -> None:
    rows, days = CASES[case]
    records = fold(as_rows(rows), [one(bsa_m2=1.6)])
    weigh(records, DRUGS)
    record = records[0]
    assert record["infusion_days"] == pytest.approx(days)
    assert record["cisplatin_mg_per_m2"] == pytest.approx(7.0 * days)
    assert record["cisplatin_mg"] == pytest.approx(7.0 * 1.6 * days)
    assert record["fluorouracil_mg_per_m2"] == pytest.approx(170.0 * days)
    assert record["fluorouracil_mg"] == pytest.approx(170.0 * 1.6 * days)


@pytest.mark.parametrize("vp", range(5))
@pytest.mark.parametrize("vv", range(4))
def test_both_vessels_are_vp3_or_4_with_vv2_or_3(vp: int, vv: int) -> None:
    record = fold(np.zeros(0, ROW), [one(vp=vp, vv=vv)])[0]
    assert record["both_vessels"] == ((vp, vv) in {(3, 2), (3, 3), (4, 2), (4, 3)})
