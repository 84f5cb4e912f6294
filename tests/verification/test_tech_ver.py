"""Authority: the expectations of TECH-VER (Büyükkaramikli and others, PharmacoEconomics 2019;37:1391) no other test has.

`docs/trust.md` lists every item of its bank of tests, with the tests that answer it or the reason why it does not apply.
Numbers in the names of tests are those of that list.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[1] / "laws"))

from lives import NO_HAZARD, ONE_COURSE, ROUNDING, Lives, gain, live, longer, world

from haicsim import scenarios
from haicsim.analysis.measures.states import DIED_OF_CANCER, changes
from haicsim.analysis.survival.estimators import survival_at
from haicsim.analysis.survival.observation import event_free_survival, survival_after_resection
from haicsim.sim.codes import DEATH, DISCHARGED, HEPATECTOMY
from haicsim.sim.rules.chance import exponential, weibull
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.theta import theta

NOBODY = np.append(np.zeros(110), 1e-9)  # a life table by which nobody dies before the last birthday
NOBODY_ELSE = {"life_table_male": NOBODY, "life_table_female": NOBODY}
FIXED = ONE_COURSE | {"embolism_prob": 0.0}


@pytest.fixture(scope="module")
def many() -> Lives:
    """1,000 patients of surgery at once, so that many are operated."""
    return live(world("surgery-first", 1000))


@pytest.mark.slow
@pytest.mark.parametrize("source", ["liver", "tumour", "thrombus", "spread"])
def test_3_a_higher_hazard_of_any_source_lets_nobody_live_longer(source: str) -> None:
    name = f"death_by_{source}_per_day"
    base = world("kurume", 300, **FIXED)
    plain, double = live(base), live(base.but(**{name: 2.0 * base.theta[0][name]}))
    assert longer(double, plain) < ROUNDING
    assert longer(plain, double) > 20.0  # days: the hazard is one that is felt


@pytest.mark.slow
def test_4_event_free_survival_is_never_above_survival_nor_treatment_longer_than_life(many: Lives) -> None:
    horizon = many.world.horizon
    days = np.linspace(0.0, 3000.0, 400)
    seen = [endpoint(many.record, horizon) for endpoint in (event_free_survival, survival_after_resection)]
    free, alive = (survival_at(times.days, times.observed, days) for times in seen)
    assert seen[0].observed.sum() > 100
    assert (free <= alive + 1e-12).all()
    assert (free < alive - 0.1).any()
    for life in (many, live(world("kurume", 300))):
        for name in ("last_haic_day", "progression_day", "recurrence_day"):
            assert not (life.record[name] > life.record["death_day"]).any(), name


@pytest.mark.parametrize("scale", [3.0, 600.0])
def test_5_a_weibull_clock_of_shape_one_is_the_exponential_clock(scale: float) -> None:
    for u in (0.0, 0.1, 0.5, 0.9, 1.0 - 2.0**-53):
        assert weibull(u, 1.0, scale) == pytest.approx(exponential(u, 1.0 / scale), rel=1e-14)


def test_11_the_number_of_dead_never_falls_and_the_dead_stay_dead(many: Lives) -> None:
    moves = changes(many.journal)
    dead = moves["state"] >= DIED_OF_CANCER
    last = np.r_[np.diff(moves["patient"]) != 0, True]
    assert dead.sum() > 500
    assert last[dead].all(), "nothing follows death"
    assert np.bincount(moves["patient"][dead]).max() == 1


def test_12_over_a_lifetime_everybody_dies() -> None:
    life = live(world("kurume", 300, horizon_days=120 * 365.25, horizon=120 * 365.25))
    assert np.isfinite(life.record["death_day"]).all()


def test_18_without_any_mortality_nobody_ever_dies_and_all_live_to_the_horizon() -> None:
    life = live(world("kurume", 200, **NO_HAZARD, **NOBODY_ELSE))
    assert not np.isfinite(life.record["death_day"]).any()
    assert (np.minimum(life.days, life.world.horizon) == life.world.horizon).all()
    assert (life.journal["event"] != DEATH).all()


def test_19_with_an_extreme_mortality_all_die_in_the_first_days() -> None:
    life = live(world("kurume", 200, death_by_liver_per_day=10.0))
    assert np.median(life.days) < 0.5
    assert life.days.max() < 7.0
    assert not life.record["resected"].any()


def numbers_of(name: str) -> dict[str, object]:
    """Every number of a shipped regimen, as the engines read it."""
    row = theta(load_scenario(scenarios.FOLDER / f"regimens/{name}.yaml"))
    return {field: row[0][field] for field in row.dtype.names or ()}


@pytest.mark.slow
def test_20_and_22_regimens_with_each_others_numbers_have_each_others_lives() -> None:
    one, other = "low-dose-fp", "folfox"
    own = {name: live(world(f"regimens/{name}", 150)) for name in (one, other)}
    assert own[one].journal.tobytes() != own[other].journal.tobytes()
    for name, with_numbers in ((one, other), (other, one)):
        swapped = live(world(f"regimens/{name}", 150, **numbers_of(with_numbers)))
        assert swapped.journal.tobytes() == own[with_numbers].journal.tobytes()


def test_23_nobody_outlives_the_day_of_the_life_table_and_no_share_alive_is_above_it(many: Lives) -> None:
    due = many.row["life_table_days"]
    assert (np.minimum(many.days, many.world.horizon) <= due + ROUNDING).all()
    assert (many.days < due - 1.0).mean() > 0.5
    for day in (365.0, 1826.0, 3652.0):
        assert (many.days > day).mean() <= (due > day).mean()


def test_27_who_is_operated_is_discharged_or_dies_in_hospital_or_is_there_still() -> None:
    life = live(world("surgery-first", 600, operative_death_prob=0.4, death_by_tumour_per_day=0.0))
    journal, horizon = life.journal, life.world.horizon

    def patients(event: int) -> set[int]:
        return set(journal["patient"][journal["event"] == event].tolist())

    operated, discharged = patients(HEPATECTOMY), patients(DISCHARGED)
    last = {row["patient"]: row for row in journal}
    left = {i for i in operated - discharged if last[i]["event"] == DEATH}
    still = {
        i
        for i in operated - discharged - left
        if life.record["entry_day"][i] + horizon - last[i]["day"] < 120.0
    }
    assert discharged <= operated
    assert len(discharged) > 100
    assert len(left) > 10
    assert operated == discharged | left | still


@pytest.mark.slow
def test_41_a_shorter_horizon_cuts_life_and_changes_nothing_before_it() -> None:
    long = live(world("kurume", 300))
    for years in (1.0, 5.0):
        horizon = years * 365.25
        short = live(world("kurume", 300, horizon_days=horizon, horizon=horizon))
        died = long.days < horizon
        assert short.days[died].tobytes() == long.days[died].tobytes()
        assert np.isinf(short.days[~died]).all()
        lived = np.minimum(short.days, horizon).mean()
        assert lived < np.minimum(long.days, long.world.horizon).mean()


WITHOUT_CONSEQUENCE = {
    "toxicity_stop_prob": 0.0,
    "toxicity_pause_days": 0.0,
    "reduced_dose": 1.0,
    "cycles_after_toxicity": 100.0,
    "course_gap_after_toxicity_days": 0.0,
}


@pytest.mark.slow
def test_49_toxicity_without_consequences_is_no_toxicity() -> None:
    toxic, spared = (
        live(world("kurume", 300, **WITHOUT_CONSEQUENCE, toxicity_prob=share)) for share in (0.5, 0.0)
    )
    assert (toxic.row["toxicities"] > 0).mean() > 0.5
    assert (spared.row["toxicities"] == 0).all()
    assert max(longer(toxic, spared), longer(spared, toxic)) < ROUNDING
    for name in ("cycles", "converted", "resected", "recurrences", "death_cause"):
        np.testing.assert_array_equal(toxic.record[name], spared.record[name], err_msg=name)


def test_53_more_toxicity_costs_life_and_drug(engine) -> None:
    usual, extreme = (live(world("kurume", 4000, toxicity_prob=share), engine) for share in (0.0, 0.9))
    lost, error = gain(usual, extreme)
    assert lost > 2.0 * error
    assert extreme.record["cycles"].mean() < 0.7 * usual.record["cycles"].mean()


@pytest.mark.slow
def test_54_and_55_half_and_double_the_difference_in_efficacy_give_about_half_and_double_the_gain(
    engine,
) -> None:
    def gained(more: float) -> tuple[float, float]:
        return gain(live(world("kurume", 40_000, relative_kill=1.0 + more), engine), usual)

    usual = live(world("kurume", 40_000), engine)
    (half, _), (whole, error), (double, _) = (gained(more) for more in (0.1, 0.2, 0.4))
    assert whole > 5.0 * error
    assert 0.35 < half / whole < 0.65
    assert 1.5 < double / whole < 2.5


def test_60_upper_and_lower_bounds_surround_every_number() -> None:
    for path, _, number in load_scenario("kurume").numbers():
        low, high = number.range
        assert low <= number.value <= high, path
