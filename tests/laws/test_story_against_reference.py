"""Authority: the disease a second time, by brute force (`reference.py`), for the treatment that each patient was given.

Who the patients are, their luck and what was done to them is taken from the story and its journal (`adaptor.py`); day of
death, births of seeds and spread are reckoned anew by small steps.
"""

import adaptor
import numpy as np
import pytest
from lives import MANY, QUICK, UNTREATED, live, world
from one_patient import Alone, age_at_entry_cdf
from reference import fine_step_death
from reference_people import STREAM
from scipy import stats

COARSE = {"step": 0.5, "late_step": 4.0}  # costs less than 0.02 days (test_reference_against_closed_forms.py)
# what the reference does not know: points lost by TACE, recurrences removed or shrunk
KNOWN = {
    "tace_liver_cost_prob": 0.0,
    "cure_early_prob": 0.0,
    "cure_late_prob": 0.0,
    "again_kill": 0.0,
    "treated_extrahepatic_prob": 1.0,
}


def birth_days(life, plan):
    """Days since entry of the births in each life, from the seeds' clocks."""
    speed = (life.world.theta["seed_growth"][0] * life.row["growth"])[:, None]
    days, slow = life.births / speed, plan.slow_day[:, None]
    return np.where(days <= slow, days, slow + (days - slow) / plan.slow[:, None])


def deaths(name, patients, engine=None, **changes):
    """The story's day of death less the reference's, both at most the end of follow-up; and the lives."""
    life = live(world(name, patients, **(KNOWN | changes)), engine)
    plan = adaptor.plan(life)
    horizon = life.world.horizon
    course = fine_step_death(adaptor.patients(life), plan, horizon=horizon, **COARSE)
    return (
        np.minimum(life.death - life.row["arrival"], horizon) - np.minimum(course.death, horizon),
        life,
        plan,
        course,
    )


def check_exact(name, patients, engine=None, **changes):
    """Where no drug is given every piece is exact."""
    error, life, plan, course = deaths(name, patients, engine, **changes)
    once = life.row["new_cancers"] == 0  # the reference knows one new cancer, not the next after its removal
    assert once.mean() > 0.95
    assert np.abs(error[once]).max() < 0.05
    born = birth_days(life, plan)
    kept = np.isfinite(born)
    both = kept & np.isfinite(course.birth[:, :8])
    assert both.sum() >= kept.sum() - patients / 1_000, (
        "a birth within hours of death may fall to its other side"
    )
    assert np.abs(born[both] - course.birth[:, :8][both]).max() < 0.05
    return life


def test_untreated_the_day_of_death_and_every_birth_is_the_reference_s():
    life = check_exact("untreated", QUICK // 2, **UNTREATED)
    assert (life.births < np.inf).sum() > QUICK


def test_operated_at_once_as_well():
    life = check_exact("surgery-first", QUICK // 2, candidates=2.0)
    assert life.record["resected"].sum() > QUICK // 8
    assert (life.record["recurrence_treatment"] >= 0).sum() > QUICK // 20


def check_treated(patients, engine=None):
    error, life, _, _ = deaths("kurume", patients, engine)
    assert life.record["resected"].sum() > patients / 20
    once = life.row["new_cancers"] == 0
    assert np.abs(error[once]).mean() < 0.02
    assert (np.abs(error[once]) > 1.0).mean() < 0.0005
    assert np.abs(error[once]).max() < 2.0


def test_treated_the_day_of_death_is_the_reference_s():
    check_treated(QUICK)


@pytest.mark.slow
def test_treated_every_birth_is_the_reference_s():
    _, life, plan, course = deaths("kurume", QUICK // 2)
    born = birth_days(life, plan)
    kept = np.isfinite(born)
    both = kept & np.isfinite(course.birth[:, :8])
    assert both.sum() > 0.99 * kept.sum(), "a birth close to a death may fall to its other side"
    assert np.abs(born[both] - course.birth[:, :8][both]).mean() < 0.1


@pytest.mark.slow
def test_nor_among_twenty_thousand(engine):
    check_treated(MANY, engine)


@pytest.mark.slow
def test_untreated_and_operated_twenty_thousand(engine):
    check_exact("untreated", MANY, engine, **UNTREATED)
    check_exact("surgery-first", MANY, engine, candidates=2.0)


def test_untreated_lives_agree_with_quadrature_and_roots_to_eight_digits():
    life = live(world("untreated", 25, **UNTREATED, **KNOWN))
    plan, patients = adaptor.plan(life), adaptor.patients(life)
    born = birth_days(life, plan)
    for i in range(25):
        alone = Alone(patients, plan, i, life.world.horizon)
        days = life.death[i] - life.row["arrival"][i]
        assert min(days, 1e6) == pytest.approx(min(alone.death(), 1e6), abs=1e-6, rel=1e-8)
        kept = np.isfinite(born[i])
        assert born[i][kept] == pytest.approx(alone.birth[:8][kept], abs=1e-6, rel=1e-8)


@pytest.mark.slow
def test_seeds_at_entry_are_poisson_and_their_ages_exponential_cut_where_they_would_show():
    life = live(world("untreated", QUICK, **UNTREATED, **KNOWN, horizon_days=1.0))
    people = adaptor.patients(life)
    a, lag = 3.0 * people.growth * people.beta, people.lag / (people.seed_speed * people.growth)
    volume = (people.diameter**3).sum(axis=1) / 71.0**3
    born = birth_days(life, adaptor.plan(life))
    for stream, kept in ((0, 2), (1, 4), (2, 2)):
        mean = -people.seeding[:, stream] * volume**people.beta / a * np.expm1(-a * lag)
        slots = born[:, stream == STREAM]
        counted = (slots <= 0.0).sum(axis=1)
        for k in range(kept + 1):
            chance = stats.poisson(mean).pmf(k) if k < kept else stats.poisson(mean).sf(kept - 1)
            spread = np.sqrt((chance * (1.0 - chance)).sum())
            assert abs((counted == k).sum() - chance.sum()) < 4.0 * spread + 1.0
        # where all are kept their ages are independent; where slots were full the first are the oldest
        all_kept = counted < kept
        who, slot = np.nonzero((slots <= 0.0) & all_kept[:, None])
        share = age_at_entry_cdf(-slots[who, slot], a[who], lag[who])
        assert stats.kstest(share, "uniform").pvalue > 0.001
