"""Authority: hand calculation: AFP and PIVKA-II follow the tumour's volume to a power, between patients and within one."""

from math import exp, log
from typing import Any

import numpy as np
import pytest
from said_luck import ONE_SD_DOWN, ONE_SD_UP, Said
from worlds import World, people

from haicsim.sim import cohort
from haicsim.sim import stream_keys as key
from haicsim.sim.pathway.measure import measure_markers
from haicsim.sim.scenario.load import load_scenario

NUMBERS = {
    "reference_size_mm": 30.0, "afp_median": 1500.0, "afp_log_sd": 2.0, "afp_power": 2.0, "pivka_median": 2000.0,
    "pivka_log_sd": 1.5, "pivka_power": 1.4, "marker_scatter": 0.4, "afp_floor": 0.0, "pivka_floor": 0.0,
    "number_with_invasion_prob": (1.0, 0.0, 0.0, 0.0, 0.0), "number_without_invasion_prob": (1.0, 0.0, 0.0, 0.0, 0.0),
    "size_with_invasion_log_sd": 0.0, "size_without_invasion_log_sd": 0.0, "entry_liver_limit": 0.3,
}  # fmt: skip


def somebody(mm: float, **changes: Any) -> tuple[list[Any], Any]:
    """A patient with one lesion of that diameter, and the numbers."""
    size = {"size_with_invasion_mm": mm, "size_without_invasion_mm": mm}
    world = World.of(load_scenario("kurume"), 1).but(**{**NUMBERS, **size, **changes})
    p, theta, _ = people(world)
    return p, theta


BASELINES = [
    ("the reference size", 30.0, {}, 1500.0, 2000.0),
    ("twice the diameter, 8 x the volume: 8 to the 2/3 and to the 1.4/3", 60.0, {}, 6000.0, 5278.031643),
    ("half the diameter", 15.0, {}, 375.0, 757.858283),
    ("a patient who makes much AFP: x e to the 2", 30.0, {key.AFP: ONE_SD_UP}, 11083.584148, 2000.0),
    ("a patient who makes little PIVKA-II", 30.0, {key.PIVKA: ONE_SD_DOWN}, 1500.0, 446.260320),
]  # fmt: skip

NORMAL_CDF_OF_ONE = 0.8413447460685429


@pytest.mark.parametrize(
    ("who", "mm", "said", "afp", "pivka"), BASELINES, ids=[case[0] for case in BASELINES]
)
def test_markers_at_diagnosis(who: str, mm: float, said: dict[Any, float], afp: float, pivka: float) -> None:
    p, theta = somebody(mm)
    cohort.diagnose_markers(p, 0, theta, Said(said))
    assert (p[0].afp_baseline, p[0].pivka_baseline) == pytest.approx((afp, pivka), rel=1e-6)


COURSES = [
    ("as at diagnosis", 0.0, {}, 1000.0, 100.0),
    ("half the diameter: an eighth of the volume, to the 2 and to the 1.4", -log(2.0), {}, 15.625, 5.440941),
    ("a tenth longer: 1.1 to the 6 and to the 4.2", log(1.1), {}, 1771.561, 149.227642),
    ("a high AFP test: x e to the 0.4", 0.0, {key.AFP_SCATTER: ONE_SD_UP}, 1491.824698, 100.0),
    ("a low PIVKA-II test", 0.0, {key.PIVKA_SCATTER: ONE_SD_DOWN}, 1000.0, 67.032005),
]  # fmt: skip


@pytest.mark.parametrize(("who", "ln_r", "said", "afp", "pivka"), COURSES, ids=[case[0] for case in COURSES])
def test_markers_of_a_tumour_that_has_changed(
    who: str, ln_r: float, said: dict[Any, float], afp: float, pivka: float
) -> None:
    p, theta = somebody(30.0)
    p[0].now = p[0].arrival
    p[0].grown = p[0].killed = 0.0
    p[0].ln_largest = 3.0 * log(p[0].lesion_mm[0] / 30.0)
    p[0].afp_baseline, p[0].pivka_baseline = 1000.0, 100.0
    p[0].embolised = -ln_r  # as TACE takes from it, on the day of diagnosis
    measure_markers(p, 0, theta, Said(said))
    assert (p[0].afp, p[0].pivka) == pytest.approx((afp, pivka), rel=1e-6)


def test_without_scatter_between_patients_markers_rank_as_volumes_do() -> None:
    world = World.of(load_scenario("kurume"), 300).but(afp_log_sd=0.0, pivka_log_sd=0.0)
    everyone, _, _ = people(world)
    volume, afp, pivka = (
        np.array([getattr(one, name) for one in everyone])
        for name in ("volume_ml", "afp_baseline", "pivka_baseline")
    )
    order = np.argsort(volume)
    assert (np.diff(afp[order]) >= 0.0).all()
    assert (np.diff(pivka[order]) >= 0.0).all()
    powers = [np.polyfit(np.log(volume), np.log(marker), 1)[0] for marker in (afp, pivka)]
    theta = world.theta[0]
    assert powers == pytest.approx([theta["afp_power"] / 3.0, theta["pivka_power"] / 3.0], rel=1e-9)
    assert afp.max() / afp.min() == pytest.approx(
        exp(powers[0] * np.log(volume.max() / volume.min())), rel=1e-9
    )


@pytest.mark.parametrize("floor", [3.0, 20.0])
def test_without_tumour_markers_are_those_of_the_healthy(floor: float) -> None:
    # half the diameter, as above: 15.625 and 5.440941 come from the tumour, and what the healthy have besides
    p, theta = somebody(30.0, afp_floor=floor, pivka_floor=floor)
    p[0].now = p[0].arrival
    p[0].grown = p[0].killed = 0.0
    p[0].ln_largest = 0.0
    p[0].afp_baseline, p[0].pivka_baseline, p[0].embolised = 1000.0, 100.0, log(2.0)
    measure_markers(p, 0, theta, Said({}))
    assert (p[0].afp, p[0].pivka) == pytest.approx((floor + 15.625, floor + 5.440941), rel=1e-6)
    p[0].embolised = 50.0  # nothing is left of the tumour; the test itself scatters by 0.4 on the log scale
    measure_markers(p, 0, theta, Said({key.AFP_SCATTER: NORMAL_CDF_OF_ONE, key.PIVKA_SCATTER: 0.5}))
    assert (p[0].afp, p[0].pivka) == pytest.approx((floor * exp(0.4), floor), rel=1e-6)
