"""Authority: closed forms, and scipy's integrals, roots and differential equations: the reference of the disease is right.

`reference.py` steps through the disease of the specification (E1-E4) by brute force, to be what the simulator is compared
with. Here it is itself compared with what can be said without steps.
"""

from math import exp, log

import numpy as np
import pytest
from one_patient import (
    Alone,
    age_at_entry_cdf,
    birth_untreated,
    death_of_one_source,
    exposure_by_ode,
    seeds_at_entry_mean,
)
from reference import fine_step_death
from reference_people import BEYOND, DE_NOVO, INNER, NEVER, OUTER, SEEDS, SLOTS, STREAM, Patients, Plan, plan
from reference_random import random_patients, random_plan
from scipy import stats

COARSE = {"step": 0.5, "late_step": 4.0}  # quick; what such steps cost is tested below
GROWTH = np.array([0.0008, 0.0015, 0.003, 0.01])
BUDGET = np.array([0.05, 0.4, 1.0, 2.5])
NOTHING = plan(4)


def four(**changes) -> Patients:
    """Four patients with one lesion of 71 mm (V = 1) that nothing kills and that kills nobody, but for the changes."""
    lesion = [71.0, 0.0, 0.0, 0.0, 0.0]
    alike = {"diameter": [lesion] * 4, "kill": 0.0, "growth": GROWTH, "resistance": 0.005, "budget": BUDGET}
    return Patients(**(alike | changes))


# ---- E1, E2: exposure, kill, thrombus


@pytest.mark.parametrize("resistance", [0.0, 1e-9, 0.005, 0.05])
def test_exposure_is_that_of_the_differential_equations(resistance):
    starts, doses, infused = np.array([8.0, 15.0, 40.5]), np.array([1.0, 0.6, 0.9]), np.array([5.0, 3.0, 7.0])
    days = np.array([4.0, 8.0, 9.3, 13.0, 18.5, 41.0, 60.0, 200.0])
    infusions = [(a, a + d, 1.4 * u) for a, d, u in zip(starts, infused, doses, strict=True)]
    expected = exposure_by_ode(0.027, resistance, infusions, days)
    people = four(resistance=resistance, budget=np.inf)
    seen = fine_step_death(people, plan(4, starts, doses, infused), horizon=201.0, days=days, **COARSE).seen
    for name, values in zip(("exposure", "exposure_days", "kill_days"), expected, strict=True):
        assert np.abs(seen[name] - values).max() < 1e-8, name


def test_a_standard_week_keeps_its_integral():
    # in the end all has come into effect: 7 exposure-days for a week of full dose
    seen = fine_step_death(
        four(), plan(4, [0.0, 7.0], [1.0, 0.5]), horizon=1500.0, days=[1500.0], **COARSE
    ).seen
    assert np.abs(seen["exposure_days"] - 10.5).max() < 1e-9


def test_a_full_vein_holds_the_thrombus_which_shrinks_as_soon_as_kill_outweighs_growth():
    people = four(growth=0.01, thrombus=True, kill_thrombus=0.1)
    seen = fine_step_death(people, plan(4, [100.0]), horizon=105.0, days=[50.0, 69.0, 100.0, 104.0]).seen
    t = np.linspace(0.0, 4.0, 400_001)
    x = 1.4 * (t + np.expm1(-0.027 * t) / 0.027)
    free = 0.01 * t + 0.1 * np.expm1(-0.005 * x) / 0.005
    assert seen["ln_thrombus"][0, :3] == pytest.approx([0.5, 0.69, log(2.0)], abs=1e-12)
    # held: as far below ln 2 as it would by itself be below its largest since then
    assert seen["ln_thrombus"][0, 3] == pytest.approx(log(2.0) + free[-1] - free.max(), abs=1e-5)
    assert free.max() > 0.01


# ---- E4: the day of death


def test_one_growing_source_kills_on_the_day_of_the_closed_form():
    course = fine_step_death(four(h1=0.001), NOTHING, horizon=1e5, **COARSE)
    expected = [death_of_one_source(0.001, 1.8 * g, b) for g, b in zip(GROWTH, BUDGET, strict=True)]
    assert np.abs(course.death - expected).max() < 1e-3
    fine = fine_step_death(four(h1=0.001), NOTHING, horizon=1e5, late_step=0.25)
    assert np.abs(fine.death - expected).max() < 1e-7


def test_a_constant_hazard_times_frailty_and_liver():
    # B is spent at 0.002 until day 300, at 0.003 until day 500, at 0.012 from then on
    liver = {"liver_before": 1.0, "liver_after": 1.5, "worsening_day": 300.0}
    people = four(h0=0.001, frailty=2.0, decompensation_day=500.0, decompensated=4.0, **liver)
    expected = [25.0, 400.0 / 2.0, 300.0 + 0.4 / 0.003, 500.0 + (2.5 - 1.2) / 0.012]
    assert fine_step_death(people, NOTHING, **COARSE).death == pytest.approx(expected, rel=1e-12)


def test_a_thrombus_kills_as_it_grows_and_then_at_twice_its_hazard():
    people = four(growth=0.01, thrombus=np.array([True, True, True, False]), thrombus_hazard=0.004)
    full, spent = log(2.0) / 0.01, 0.004 / 0.01  # until full: a (exp(c t) - 1) / c
    expected = [death_of_one_source(0.004, 0.01, 0.05), full, full + (1.0 - spent) / 0.008, np.inf]
    assert fine_step_death(people, NOTHING, late_step=0.2, horizon=400.0).death == pytest.approx(
        expected, rel=1e-5
    )


def test_without_hazards_people_die_by_the_life_table_or_not_at_all():
    course = fine_step_death(
        four(life_table_day=[10.0, 500.25, 9000.0, NEVER]), NOTHING, horizon=8000.0, **COARSE
    )
    assert course.death.tolist() == [10.0, 500.25, np.inf, np.inf]


def test_resection_leaves_nothing_but_the_operative_risk_and_the_basic_hazard():
    # 0.05 is spent before day 100, 0.4 by the operative risk, 1 after it, 2.5 much later
    after = plan(4, resection_day=100.0, operative_per_day=0.01)
    people = four(h0=0.0005, h1=0.002, growth=1e-9, thrombus=True, thrombus_hazard=0.0005, kill_thrombus=0.0)
    expected = [
        0.05 / 0.003,
        100.0 + 0.1 / 0.0105,
        100.0 + 0.7 / 0.0105,
        190.0 + (2.5 - 0.3 - 0.945) / 0.0005,
    ]
    assert fine_step_death(people, after, **COARSE).death == pytest.approx(expected, rel=1e-5)


def test_tace_takes_its_step_from_the_lesions_and_not_from_the_thrombus():
    people = four(growth=1e-12, h1=0.001, thrombus=True, thrombus_hazard=0.0005, budget=np.inf)
    seen = fine_step_death(
        people, plan(4, tace_day=[100.0], tace_q=0.7), horizon=301.0, days=[100.0, 300.0], **COARSE
    ).seen
    expected = [0.15, 0.15 + 200.0 * (0.001 * exp(-0.7 * 1.8) + 0.0005)]
    assert seen["hazard"][0] == pytest.approx(expected, rel=1e-9)
    assert seen["volume_days"][0] == pytest.approx([100.0, 100.0 + 200.0 * exp(-1.4)], rel=1e-9)


# ---- E3: seeds


def test_untreated_seeds_are_born_on_the_days_of_the_closed_form_before_and_after_entry():
    people = random_patients(300, 3).but(budget=np.inf, life_table_day=NEVER)
    course = fine_step_death(people, plan(300), late_step=1.0, horizon=1500.0)
    a = 3.0 * people.growth[:, None] * people.beta[:, None]
    volume = (people.diameter**3).sum(axis=1) / 71.0**3
    mass = people.seeding[:, STREAM] * volume[:, None] ** (2.0 / 3.0)
    expected = birth_untreated(people.gamma, mass, a, (1.64 / (2.6 * people.growth))[:, None])
    born = expected < 1500.0
    assert (np.isfinite(course.birth[:, :SEEDS]) == born).all()
    assert np.abs(course.birth[:, :SEEDS] - expected)[born].max() < 1e-5
    assert (expected < 0.0).sum() > 100
    assert ((expected > 0.0) & born).sum() > 100


def test_seeds_present_at_entry_are_a_poisson_number_with_truncated_exponential_ages():
    n, rng = 20_000, np.random.default_rng(11)
    gamma = np.concatenate(
        [np.cumsum(rng.exponential(size=(n, slots)), axis=1) for slots in (2, 4, 2)], axis=1
    )
    people = Patients(
        [[71.0, 0.0, 0.0, 0.0, 0.0]] * n, 0.0, 0.0015, 0.0, seeding=[0.0, 0.0015, 0.0], gamma=gamma
    )
    birth = fine_step_death(people, plan(n), horizon=0.01).birth
    a, lag_days = 0.003, 1.64 / (2.6 * 0.0015)
    mean = seeds_at_entry_mean(0.0015, a, lag_days)
    assert 0.2 < mean < 0.4
    present = (birth[:, OUTER] <= 0.0).sum(axis=1)
    expected = n * stats.poisson(mean).pmf([0, 1, 2])
    counted = np.bincount(present, minlength=3)[:3]
    assert stats.chisquare([*counted, n - counted.sum()], [*expected, n - expected.sum()]).pvalue > 0.001
    ages = -birth[:, OUTER][birth[:, OUTER] <= 0.0]
    assert stats.kstest(ages, age_at_entry_cdf, args=(a, lag_days)).pvalue > 0.001
    assert not np.isfinite(birth[:, INNER]).any()


def test_a_seed_beyond_the_liver_is_seen_t_days_after_its_birth_and_kills_from_then_on():
    # M = 0.01, a = 0.02: born on day 20; L/(f g) = 63.08 days; slowed to half from day 50 on
    gamma = np.full(SEEDS, np.inf)
    born, lag_days = 20.0, 1.64 / 0.026
    gamma[BEYOND.start] = 0.01 / 0.02 * (exp(0.02 * born) - exp(-0.02 * lag_days))
    people = four(growth=0.01, seeding=[0.0, 0.0, 0.01], gamma=gamma, h2=0.005)
    quick, slow = fine_step_death(people, NOTHING), fine_step_death(people, plan(4, slow_day=50.0, slow=0.5))
    assert quick.birth[:, BEYOND.start] == pytest.approx(born, abs=1e-6)
    assert quick.beyond == pytest.approx(born + lag_days, abs=1e-6)
    assert quick.death == pytest.approx(born + lag_days + BUDGET / 0.005, abs=1e-5)
    assert slow.beyond == pytest.approx(50.0 + 2.0 * (lag_days - 30.0), abs=1e-6)


def test_after_resection_seeds_outside_it_that_were_not_found_kill_and_nothing_else():
    # five seeds born before entry, of which 3 is found; 5 would be born on day 60 and found; a de novo tumour on day 40,
    # found if it is there: resection is on day 30 or 70
    late = 0.02 / 0.02 * (exp(0.02 * 60.0) - exp(-0.02 * 1.64 / 0.026))
    gamma = np.array([0.5, 0.5, 0.5, 0.5, 0.5, late, np.inf, np.inf])
    taken = np.zeros((2, SLOTS), bool)
    taken[:, [3, 5, DE_NOVO]] = True
    people = (
        four(growth=0.01, seeding=[0.02, 0.02, 0.0], gamma=gamma, h1=0.002, de_novo_day=40.0)
        .rows([0, 1])
        .but(budget=np.inf)
    )
    resected = plan(2, resection_day=np.array([30.0, 70.0]), taken=taken)
    course = fine_step_death(people, resected, horizon=301.0, days=[100.0, 300.0])
    born = log(exp(-0.02 * 1.64 / 0.026) + 0.5) / 0.02
    assert course.birth[:, :5] == pytest.approx(born, abs=1e-6)
    assert course.birth[:, 5] == pytest.approx([np.inf, 60.0], abs=1e-6)

    def load(
        start, age
    ):  # integral of h1 (d/71)^1.8 over days 100 to 300, of start mm `age` days before day 100
        rate = 1.8 * 0.026
        return 0.002 * (start / 71.0) ** 1.8 * exp(rate * age) * (exp(rate * 200.0) - 1.0) / rate

    spent = course.seen["hazard"][:, 1] - course.seen["hazard"][:, 0]
    seed, de_novo = load(10.0 * exp(-1.64), 100.0 - born), load(10.0, 60.0)
    assert spent == pytest.approx([2.0 * seed + de_novo, 2.0 * seed], rel=1e-5)


# ---- everything at once


def everything() -> tuple[Patients, Plan]:
    """Patients and plans in whom all that is modelled happens: they live long, and their livers fail early."""
    people = random_patients(24, 10)
    early = {"de_novo_day": people.de_novo_day / 5.0, "decompensation_day": people.decompensation_day / 2.0}
    return people.but(budget=2.0 * people.budget, **early), random_plan(24, 11)


@pytest.mark.slow
def test_whole_patients_agree_with_adaptive_quadrature_and_root_finding():
    horizon, days = 1500.0, [33.3, 100.0, 365.0]
    people, plans = everything()
    course = fine_step_death(people, plans, step=0.2, horizon=horizon, days=days)
    alone = [Alone(people, plans, i, horizon) for i in range(len(people))]
    death = np.array([one.death() for one in alone])
    ends = np.minimum(death, horizon)
    birth = np.array(
        [np.where(one.birth <= end, one.birth, np.inf) for one, end in zip(alone, ends, strict=True)]
    )
    beyond = np.array(
        [one.beyond if one.beyond <= end else np.inf for one, end in zip(alone, ends, strict=True)]
    )
    assert course.death == pytest.approx(death, abs=5e-4)
    assert course.birth == pytest.approx(birth, abs=1e-5)
    assert course.beyond == pytest.approx(beyond, abs=1e-5)
    for name in ("exposure", "exposure_days", "growth", "ln_thrombus"):
        for k, day in enumerate(days):
            lives = np.flatnonzero(death > day)
            expected = [getattr(alone[i], name)(day) for i in lives]
            assert course.seen[name][lives, k] == pytest.approx(expected, abs=1e-9), name
            assert np.isnan(course.seen[name][death < day, k]).all()
    lives = np.flatnonzero(death > 100.0)
    for name, function in (("volume_days", "volume_days"), ("hazard", "hazard_spent")):
        expected = [getattr(alone[i], function)(0.0, 100.0) for i in lives]
        assert course.seen[name][lives, 1] == pytest.approx(expected, rel=1e-6), name
    assert course.seen["kill_days"][lives, 1] == pytest.approx(
        [alone[i].kill_days_by_quad(100.0) for i in lives], rel=1e-9
    )


def test_the_patients_at_random_meet_everything_that_is_modelled():
    people, plans = everything()
    course = fine_step_death(people, plans, **COARSE, horizon=1500.0, days=[365.0, 730.0])
    end = np.minimum(course.death, 1500.0)
    operated = plans.resection_day < end
    found = (course.birth[:, OUTER] < plans.resection_day[:, None]) & plans.taken[:, OUTER]
    assert operated.sum() >= 4
    assert (found & operated[:, None]).sum() >= 3
    assert (plans.tace_day[:, 0] < end).sum() >= 2
    assert (plans.slow_day < end).sum() >= 4
    assert (people.worsening_day < end).sum() >= 4
    assert (people.decompensation_day < end).sum() >= 1
    assert np.isfinite(course.beyond).sum() >= 4
    assert np.isfinite(course.birth[:, DE_NOVO]).sum() >= 1
    assert (course.seen["ln_thrombus"] == log(2.0)).sum() >= 1


@pytest.mark.slow
def test_halving_the_step_moves_no_day_of_death():
    people, plans = random_patients(600, 7), random_plan(600, 8)
    coarse = fine_step_death(people, plans, step=0.5, late_step=4.0, horizon=1000.0)
    fine = fine_step_death(people, plans, step=0.25, late_step=2.0, horizon=1000.0)
    dead = np.isfinite(fine.death)
    assert (np.isfinite(coarse.death) == dead).all()
    moved = np.abs(coarse.death[dead] - fine.death[dead])
    assert np.quantile(moved, 0.95) < 1e-3
    assert moved.max() < 0.02
    born = np.isfinite(fine.birth)
    assert np.abs(coarse.birth[born] - fine.birth[born]).max() < 0.02


def test_nobody_changes_for_the_company():
    people, plans = random_patients(200, 9), random_plan(200, 10)
    some = np.arange(3, 200, 7)
    together = fine_step_death(people, plans, horizon=600.0, **COARSE)
    apart = fine_step_death(people.rows(some), plans.rows(some), horizon=600.0, **COARSE)
    assert apart.death == pytest.approx(together.death[some], rel=1e-12)
    assert apart.birth == pytest.approx(together.birth[some], rel=1e-12)
