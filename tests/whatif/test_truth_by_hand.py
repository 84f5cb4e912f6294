"""Authority: three lives in two worlds, reckoned by hand, and the gain that the comparison with the paper reckons apart."""

import numpy as np
import pytest

from haicsim.analysis.validation.gain import EVERYBODY, gains_of
from haicsim.analysis.whatif.bias.methods import CCW, COX, NAIVE, PER_CONVERT, landmark_key
from haicsim.analysis.whatif.bias.truth import Worlds, truths, worlds_of
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.units import DAYS_PER_MONTH

MONTH = DAYS_PER_MONTH
NAN = np.nan


def lives(death_months: list[float], operated_months: list[float]) -> np.ndarray:
    """Four patients first infused on day 50: two judged resectable, after 2 and 8 months, one never, one never infused."""
    found = np.zeros(4, RECORD)
    found["counted"], found["size_measured_mm"], found["afp"] = True, 50.0, 10.0
    found["first_haic_day"] = [50.0, 50.0, 50.0, NAN]
    found["converted"] = [True, True, False, False]
    found["conversion_day"] = [50.0 + 2 * MONTH, 50.0 + 8 * MONTH, NAN, NAN]
    found["death_day"] = 50.0 + MONTH * np.array(death_months)
    found["hepatectomy_day"] = 50.0 + MONTH * np.array(operated_months)
    found["resected"] = ~np.isnan(found["hepatectomy_day"])
    return found


def by_hand() -> dict[str, tuple[float, float, float]]:
    operated = lives([70.0, 20.0, 5.0, 1.0], [3.0, 9.0, NAN, NAN])
    never = lives([10.0, 30.0, 5.0, 1.0], [NAN] * 4)
    return dict(truths(Worlds(operated, operated, never, ()), np.full(4, 1e5), until_months=60.0))


def test_the_gain_of_converts_of_all_and_from_landmarks() -> None:
    found = by_hand()
    # the first lives 60 months within 60 instead of 10, the second 20 instead of 30
    assert found[NAIVE][0] == found[PER_CONVERT][0] == pytest.approx((50.0 - 10.0) / 2)
    assert found[CCW][0] == pytest.approx((50.0 - 10.0 + 0.0) / 3)
    # converted by 3 and 6 months: the first alone; by 12 months both, alive then, and of the first's 10 none are left
    assert found[landmark_key(3)][0] == found[landmark_key(6)][0] == pytest.approx(50.0)
    assert found[landmark_key(12)][0] == pytest.approx(((60.0 - 12.0) - 0.0 + (20.0 - 30.0)) / 2)


def test_the_same_lives_twice_have_a_hazard_ratio_of_one() -> None:
    drawn = np.random.default_rng(1)
    one = np.tile(lives([70.0, 20.0, 5.0, 1.0], [3.0, 9.0, NAN, NAN])[:2], 40)
    one["death_day"] = one["hepatectomy_day"] + drawn.exponential(900.0, len(one))
    found = truths(Worlds(one, one, one, ()), np.full(len(one), 1e5), until_months=60.0)[COX]
    assert found.value == pytest.approx(0.0, abs=1e-6)
    half = (
        one.copy()
    )  # without surgery every rest of life is half as long: twice the hazard of exponential lives
    half["death_day"] = (one["hepatectomy_day"] + one["death_day"]) / 2
    found = truths(Worlds(one, one, half, ()), np.full(len(one), 1e5), until_months=60.0)[COX]
    assert found.low < np.log(0.5) < found.high < 0.0


def test_the_gain_is_that_of_the_comparison_with_the_paper_where_nobody_refuses() -> None:
    scenario = load_scenario("kurume", ["run.patients=90", "run.engine=process", "policy.refusal=0"])
    worlds = worlds_of(scenario, useless=False, say=lambda what, share: None)
    converts = worlds.treated["converted"] & ~np.isnan(worlds.treated["first_haic_day"])
    _, (months, low, high) = gains_of(worlds.treated[converts], worlds.never[converts], ("A",))[EVERYBODY]
    found = truths(worlds, worlds.treated["entry_day"] + 4000.0, until_months=60.0)[NAIVE]
    assert tuple(found) == pytest.approx((months, low, high), abs=1e-12)


@pytest.mark.slow
def test_each_patient_lives_the_one_life_or_the_other() -> None:
    scenario = load_scenario("kurume", ["run.patients=90", "run.engine=process", "policy.refusal=0.3"])
    worlds = worlds_of(scenario, useless=False, say=lambda what, share: None)
    refused = worlds.treated["refused"]
    assert refused.any()
    for mask, other in ((refused, worlds.never), (~refused, worlds.operated)):
        assert np.array_equal(worlds.treated["death_day"][mask], other["death_day"][mask], equal_nan=True)
    useless = worlds_of(scenario, useless=True, say=lambda what, share: None)
    for world in (useless.treated, useless.operated):
        assert np.array_equal(world["death_day"], worlds.never["death_day"], equal_nan=True)
        assert not (world["hepatectomy_day"] >= world["death_day"]).any()
