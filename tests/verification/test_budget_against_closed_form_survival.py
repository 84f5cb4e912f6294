"""Authority: survival in closed form, S(t) = exp(-integral of the hazard): model 9, one lifetime budget for every death.

Whoever has the uniform u must die when survival has fallen to 1 - u, through every change of state, exactly; and a crowd
with the numbers of our own luck must die as the curve says, within chance.
"""

from math import exp, log
from types import SimpleNamespace

import numpy as np
import pytest
from worlds import World, by_compiled

from haicsim.sim.codes import (
    NEVER,
    OF_CANCER_CONTROLLED,
    OF_LIVER_FAILURE,
    OF_OPERATION,
    OF_OTHER_CAUSE,
    OF_PROGRESSION,
    OF_RECURRENCE,
    PHASE_CONTROLLED,
    PHASE_PROGRESSED,
    PHASE_RESECTED,
    PHASE_TUMOUR,
)
from haicsim.sim.outcomes.schema import RECORD
from haicsim.sim.random_numbers import address, philox_rows
from haicsim.sim.rules import survival

ON_HAIC, PROGRESSED, FREE, AFTER, PERIOD = 0.0005, 0.0053, 0.00003, 0.002, 90.0
THETA = [SimpleNamespace(
    death_on_haic_per_day=ON_HAIC, death_after_progression_per_day=PROGRESSED, decompensated_factor=4.0,
    embolism_per_day=0.0, operative_period_days=PERIOD,
)]  # fmt: skip
F = 1.3  # frailty
U = np.concatenate([np.linspace(0.0, 0.999, 1000), 1.0 - 0.5 ** np.arange(11, 53)])


def state(u: float, **changes: float) -> list[SimpleNamespace]:
    """A patient on HAIC on day 0 with this uniform for the lifetime budget, and what is already determined."""
    p = SimpleNamespace(
        now=0.0, budget=-float(np.log1p(-u)), budget_day=0.0, phase=PHASE_TUMOUR, frailty=F, load=1.0, vv=0,
        u_embolism=0.5, new_lesion_day=NEVER, extrahepatic_day=NEVER, control_end=NEVER,
        decompensation_day=NEVER, recurrence_day=NEVER,
        operative_end=0.0, operative_hazard=0.0, hazard_progressed=0.0, hazard_free=FREE, hazard_recurred=AFTER,
        recurred=0, life_table_day=NEVER, death_cause=-1, death_day=NEVER,
    )  # fmt: skip
    vars(p).update(changes)
    return [p]


def progress(p) -> None:
    p[0].phase, p[0].hazard_progressed = PHASE_PROGRESSED, PROGRESSED


def control(p) -> None:
    p[0].phase, p[0].control_end = PHASE_CONTROLLED, 300.0


def operate(p, risk: float, recurrence: float) -> None:
    p[0].phase, p[0].recurrence_day = PHASE_RESECTED, recurrence
    p[0].operative_hazard, p[0].operative_end = survival.rate_of_risk(risk, PERIOD), p[0].now + PERIOD


def per_day(risk: float) -> float:
    """A risk at an instant, spent over the operative period."""
    return -log(1.0 - risk) / PERIOD


# what is determined at entry, what happens on which day, and the hazard it means, as (from day, hazard per day)
LIVES = {
    "on HAIC without end": ({}, [], [(0.0, ON_HAIC * F)]),
    "latent spread": ({"new_lesion_day": 120.0}, [], [(0.0, ON_HAIC * F), (120.0, PROGRESSED * F)]),
    "spread outside the liver first": (
        {"new_lesion_day": 120.0, "extrahepatic_day": 80.0}, [], [(0.0, ON_HAIC * F), (80.0, PROGRESSED * F)],
    ),
    "progression seen before anything latent": (
        {"new_lesion_day": 800.0}, [(160.0, progress)], [(0.0, ON_HAIC * F), (160.0, PROGRESSED * F)],
    ),
    "controlled without surgery while spread is latent": (
        {"new_lesion_day": 120.0}, [(60.0, control)], [(0.0, ON_HAIC * F), (300.0, PROGRESSED * F)],
    ),
    "controlled without surgery, then progression seen": (
        {}, [(60.0, control), (300.0, progress)], [(0.0, ON_HAIC * F), (300.0, PROGRESSED * F)],
    ),
    "decompensation, then spread": (
        {"decompensation_day": 50.0, "new_lesion_day": 90.0}, [],
        [(0.0, ON_HAIC * F), (50.0, 4.0 * ON_HAIC * F), (90.0, 4.0 * PROGRESSED * F)],
    ),
    "operated, recurrence after the operative period": (
        {}, [(150.0, lambda p: operate(p, 0.08, 500.0))],
        [(0.0, ON_HAIC * F), (150.0, FREE * F + per_day(0.08)), (240.0, FREE * F), (500.0, AFTER * F)],
    ),
    "operated, recurrence within it": (
        {}, [(150.0, lambda p: operate(p, 0.16, 200.0))],
        [(0.0, ON_HAIC * F), (150.0, FREE * F + per_day(0.16)), (200.0, AFTER * F + per_day(0.16)), (240.0, AFTER * F)],
    ),
    "operated while spread was latent": (
        {"new_lesion_day": 100.0}, [(150.0, lambda p: operate(p, 0.003, NEVER))],
        [(0.0, ON_HAIC * F), (100.0, PROGRESSED * F), (150.0, FREE * F + per_day(0.003)), (240.0, FREE * F)],
    ),
    "operated, then the liver fails": (
        {"decompensation_day": 300.0}, [(150.0, lambda p: operate(p, 0.08, 400.0))],
        [(0.0, ON_HAIC * F), (150.0, FREE * F + per_day(0.08)), (240.0, FREE * F), (300.0, 4 * FREE * F),
         (400.0, 4 * AFTER * F)],
    ),
}  # fmt: skip


def death(u: float, determined, changes) -> tuple[float, int]:
    """The day and cause of death of the patient with this uniform."""
    p = state(u, **determined)
    survival.foretell(p, 0, THETA)
    for day, change in changes:
        if p[0].death_day <= day:
            break
        p[0].now = day
        survival.settle(p, 0, THETA)
        change(p)
        survival.foretell(p, 0, THETA)
    return p[0].death_day, p[0].death_cause


def survived(day: float, hazards) -> float:
    """The closed form: the share alive on a day."""
    ends = [start for start, _ in hazards[1:]] + [np.inf]
    spent = [max(min(day, end) - start, 0.0) * h for (start, h), end in zip(hazards, ends, strict=True)]
    return exp(-sum(spent))


@pytest.mark.parametrize(("determined", "changes", "hazards"), LIVES.values(), ids=LIVES)
def test_everyone_dies_when_survival_has_fallen_to_their_number(determined, changes, hazards):
    for u in U.tolist():
        day, _ = death(u, determined, changes)
        assert survived(day, hazards) == pytest.approx(1.0 - u, rel=1e-11)


@pytest.mark.parametrize(("determined", "changes", "hazards"), LIVES.values(), ids=LIVES)
def test_a_crowd_dies_as_the_curve_says(determined, changes, hazards):
    many = 20_000
    one = np.array([address("lifetime budget")], np.uint64)
    u = philox_rows(np.arange(many, dtype=np.uint64), one, np.zeros(1, np.uint64), 1, 0)[:, 0]
    days = np.array([death(float(v), determined, changes)[0] for v in u])
    for day in (30.0, 120.0, 151.0, 180.0, 230.0, 365.0, 700.0, 2000.0):
        expected = survived(day, hazards)
        error = max((expected * (1.0 - expected) / many) ** 0.5, 1.0 / many)
        assert abs((days > day).mean() - expected) < 3.5 * error


@pytest.mark.parametrize("risk", [0.003, 0.08, 0.16, 0.999])
def test_an_operation_kills_the_share_it_risks_within_its_period(risk):
    # nothing else kills: the last to die of it has the uniform 1 - risk exactly
    for u, dies in [(risk * (1.0 - 1e-9), True), (risk + (1.0 - risk) * 1e-9, False)]:
        p = state(u, hazard_free=0.0, hazard_recurred=0.0)
        operate(p, risk, NEVER)
        survival.foretell(p, 0, THETA)
        assert (p[0].death_day <= PERIOD) == dies
        assert (p[0].death_cause == OF_OPERATION) == dies
        assert dies or p[0].death_day == NEVER


@pytest.mark.parametrize(
    ("u", "determined", "cause"),
    [
        (1.0 - exp(-0.01), {"new_lesion_day": 120.0}, OF_CANCER_CONTROLLED),
        (1.0 - exp(-0.99), {"new_lesion_day": 120.0}, OF_PROGRESSION),
        (1.0 - exp(-0.99), {"decompensation_day": 10.0}, OF_LIVER_FAILURE),
        (1.0 - exp(-0.99), {"life_table_day": 7.0}, OF_OTHER_CAUSE),
    ],
)
def test_the_cause_is_the_state_in_which_the_budget_ran_out(u, determined, cause):
    assert death(u, determined, [])[1] == cause


def test_without_any_hazard_nobody_dies():
    p = state(0.999, frailty=0.0)
    survival.foretell(p, 0, THETA)
    assert p[0].death_day == NEVER


def test_the_life_table_kills_when_its_own_hazard_has_risen_by_the_budget():
    table = (0.0, 0.1, 0.3, 0.7, 1.5)  # ages 0 to 4
    for age, budget, expected in [
        (0.0, 0.05, 0.5),
        (0.5, 0.05, 0.5),
        (1.0, 0.4, 1.5),
        (1.5, 5.0, 2.5),
        (3.9, 0.02, 0.025),
    ]:
        assert survival.life_table_days(budget, age, table, 1.0) == pytest.approx(expected)


# ---- Through the whole story

NOTHING_ELSE = {
    "death_disease_free_per_day": 0.0,
    "decompensation_per_day": 0.0,
    "life_table_male": np.append(np.zeros(110), 1e-9),
    "life_table_female": np.append(np.zeros(110), 1e-9),
}


@pytest.mark.parametrize("risk", [0.05, 0.4])
def test_the_operative_risk_is_realised_among_the_operated(engine, shipped, risk):
    world = World.of(shipped("kurume"), 25_000).but(
        operative_death_prob=(risk,) * 3, death_after_per_day=0.0, **NOTHING_ELSE
    )
    records = np.zeros(world.patients, RECORD)
    by_compiled(engine, world, records)
    operated = records[records["resected"]]
    died = operated["death_cause"] == OF_OPERATION
    followed = world.horizon - (operated["hepatectomy_day"] - operated["entry_day"]) > PERIOD
    assert followed.sum() > 2000
    assert abs(died[followed].mean() - risk) < 3.5 * (risk * (1.0 - risk) / followed.sum()) ** 0.5
    assert (operated["death_day"][died] - operated["hepatectomy_day"][died]).max() <= PERIOD


def test_the_operated_die_exponentially_after_recurrence(engine, shipped):
    rate = 0.003
    world = World.of(shipped("kurume"), 15_000).but(
        operative_death_prob=0.0, death_after_per_day=rate, group_factor=1.0, z_on_death=0.0,
        kill_median_per_day=0.015, **NOTHING_ELSE,
    )  # fmt: skip
    records = np.zeros(world.patients, RECORD)
    by_compiled(engine, world, records)
    seen = records[np.isfinite(records["recurrence_day"])]
    left = world.horizon - (seen["recurrence_day"] - seen["entry_day"])
    lived = np.where(np.isnan(seen["death_day"]), left, seen["death_day"] - seen["recurrence_day"])
    expected = -np.expm1(-rate * left)  # the share of an exponential within each one's time
    died = np.isfinite(seen["death_day"])
    assert np.isin(seen["death_cause"][died], [OF_RECURRENCE, OF_OPERATION]).mean() > 0.8
    assert died.sum() > 1000
    assert abs(died.sum() - expected.sum()) < 3.5 * (expected * (1.0 - expected)).sum() ** 0.5
    estimate = died.sum() / lived.sum()  # deaths over days lived: the exact likelihood
    assert abs(log(estimate / rate)) < 3.5 / died.sum() ** 0.5
