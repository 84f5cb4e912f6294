"""Authority: arithmetic by hand for what comes back, where, and how it is treated; lives of several recurrences."""

from math import exp
from types import SimpleNamespace

import pytest
from bedside import Told

from haicsim.sim import stream_keys as key
from haicsim.sim.codes import (
    ABLATION,
    ATRIAL,
    BONE,
    GROUP_A,
    GROUP_B,
    GROUP_C,
    HAIC_AGAIN,
    LUNG,
    MULTIPLE_INTRAHEPATIC,
    NEVER,
    NO_RECURRENCE,
    REPEAT_RESECTION,
    SINGLE_INTRAHEPATIC,
    SUPPORTIVE,
    SYSTEMIC,
    SYSTEMIC_LIVER_CONTROLLED,
    TACE_AGAIN,
)
from haicsim.sim.pathway import after, resect
from haicsim.sim.rules import recurrence as rules

HAZARDS = (0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007)


def team(**said):
    one = {
        "residual_free_prob": (0.4, 0.1, 0.5), "residual_time_days": (400.0, 90.0, 300.0), "residual_log_sd": 0.3,
        "z_on_residual": 0.5, "de_novo_per_day": (0.001, 0.002, 0.0), "extrahepatic_prob": (0.25, 0.8, 0.3),
        "also_intrahepatic_prob": 0.4, "multiple_prob": 0.15, "extrahepatic_site_prob": (0.75, 0.25), "atrial_prob": 0.3,
        "repeat_resection_prob": 0.4, "tace_again_prob": 0.7, "treated_extrahepatic_prob": 0.6, "most_recurrences": 2.0,
        "death_after_per_day": HAZARDS, "again_per_day": 0.0, "operative_period_days": 90.0,
        "death_disease_free_per_day": 0.0, "decompensated_factor": 1.0,
    }  # fmt: skip
    return [SimpleNamespace(**one | said)]


@pytest.mark.parametrize(
    ("group", "potential", "share"),
    [
        (GROUP_A, 0.0, 0.6),
        (GROUP_A, 1.0, 0.712071),  # odds 1.5 x exp(0.5) = 2.473082
        (GROUP_A, -1.0, 0.476384),  # odds 1.5 x exp(-0.5) = 0.909796
        (GROUP_B, 0.0, 0.9),
        (GROUP_C, 2.0, 0.731059),  # odds exp(1)
    ],
)
def test_malignant_potential_shifts_the_odds_of_residual_disease(group, potential, share):
    assert rules.residual_share(team(), group, potential) == pytest.approx(share, abs=1e-6)


@pytest.mark.parametrize(("free", "share"), [(1.0, 0.0), (0.0, 1.0)])
def test_where_all_or_none_are_free_potential_changes_nothing(free, share):
    assert rules.residual_share(team(residual_free_prob=(free,) * 3), GROUP_A, 3.0) == share


@pytest.mark.parametrize(
    ("group", "u", "u_time", "days"),
    [
        (GROUP_A, 0.59, 0.5, 400.0),
        (GROUP_A, 0.61, 0.5, NEVER),
        (GROUP_B, 0.61, 0.5, 90.0),
        (GROUP_A, 0.59, 0.841344746, 539.9435),  # one standard deviation: 400 x exp(0.3)
    ],
)
def test_time_until_residual_disease_shows(group, u, u_time, days):
    assert rules.residual_days(team(), group, 0.0, u, u_time) == pytest.approx(days, rel=1e-6)


@pytest.mark.parametrize(("aetiology", "days"), [(0, 1000.0), (1, 500.0), (2, NEVER)])
def test_a_new_cancer_by_cause_of_the_liver_disease(aetiology, days):
    assert rules.de_novo_days(team(), aetiology, 1.0 - exp(-1.0)) == pytest.approx(days)


@pytest.mark.parametrize(
    ("group", "far", "site", "also", "multiple", "atrial", "where"),
    [
        (GROUP_A, 0.5, 0.0, 0.0, 0.5, 0.0, SINGLE_INTRAHEPATIC),
        (GROUP_A, 0.5, 0.0, 0.0, 0.1, 0.0, MULTIPLE_INTRAHEPATIC),
        (GROUP_A, 0.2, 0.7, 0.5, 0.5, 0.0, LUNG),
        (GROUP_A, 0.2, 0.8, 0.5, 0.5, 0.0, BONE),
        (GROUP_A, 0.2, 0.7, 0.3, 0.5, 0.0, LUNG | SINGLE_INTRAHEPATIC),
        (GROUP_A, 0.2, 0.7, 0.3, 0.1, 0.0, LUNG | MULTIPLE_INTRAHEPATIC),
        (GROUP_C, 0.28, 0.7, 0.5, 0.5, 0.0, LUNG),  # group C: 0.3 outside the liver
        (GROUP_A, 0.28, 0.7, 0.5, 0.5, 0.0, SINGLE_INTRAHEPATIC),  # group A: 0.25
        (
            GROUP_B,
            0.7,
            0.7,
            0.5,
            0.5,
            0.2,
            LUNG | ATRIAL,
        ),  # thrombus in the cava or atrium is of group B alone
        (GROUP_B, 0.7, 0.7, 0.5, 0.5, 0.4, LUNG),
        (GROUP_C, 0.2, 0.7, 0.5, 0.5, 0.2, LUNG),
        (GROUP_B, 0.9, 0.7, 0.5, 0.5, 0.0, SINGLE_INTRAHEPATIC),
    ],
)
def test_where_residual_disease_comes_back(group, far, site, also, multiple, atrial, where):
    assert rules.residual_site(team(), group, far, site, also, multiple, atrial) == where


@pytest.mark.parametrize(
    ("where", "before", "u", "how"),
    [
        (SINGLE_INTRAHEPATIC, 0, 0.3, REPEAT_RESECTION),
        (SINGLE_INTRAHEPATIC, 0, 0.5, ABLATION),
        (SINGLE_INTRAHEPATIC, 1, 0.5, ABLATION),
        (SINGLE_INTRAHEPATIC, 2, 0.3, TACE_AGAIN),  # two have been treated for cure: no third attempt
        (MULTIPLE_INTRAHEPATIC, 0, 0.6, TACE_AGAIN),
        (MULTIPLE_INTRAHEPATIC, 0, 0.8, HAIC_AGAIN),
        (LUNG, 0, 0.5, SYSTEMIC_LIVER_CONTROLLED),
        (LUNG | SINGLE_INTRAHEPATIC, 0, 0.5, SYSTEMIC),
        (BONE | MULTIPLE_INTRAHEPATIC, 0, 0.5, SYSTEMIC),
        (LUNG | ATRIAL, 0, 0.5, SYSTEMIC_LIVER_CONTROLLED),
        (LUNG, 0, 0.7, SUPPORTIVE),
    ],
)
def test_treatment_by_pattern(where, before, u, how):
    assert rules.treatment(team(), where, before, u) == how


def test_only_resection_and_ablation_cure_and_each_treatment_has_its_hazard():
    assert [how for how in range(7) if rules.cures(how)] == [REPEAT_RESECTION, ABLATION]
    assert rules.hazard_after(team(), SYSTEMIC_LIVER_CONTROLLED) == 0.005
    assert rules.hazard_after(team(), SYSTEMIC) == 0.006


def resected(stream, theta, day: float = 50.0, cause: int = 0):
    """A patient of group A on the day of resection, who has nothing else to die of."""
    one = SimpleNamespace(
        now=day, group=GROUP_A, potential=0.0, aetiology=cause, budget=1.0, budget_day=day, phase=0, recurred=0,
        new_lesion_day=NEVER, extrahepatic_day=NEVER, decompensation_day=NEVER, operative_end=day, recurrence_day=NEVER,
        operative_hazard=0.0, hazard_free=0.0, hazard_recurred=0.0, frailty=1.0, load=1.0, life_table_day=NEVER, vv=0,
        u_embolism=1.0, operative_period=0.0, death_cause=0, death_day=NEVER,
    )  # fmt: skip
    resect.leave_behind([one], 0, theta, stream)
    new = rules.de_novo_days(theta, cause, stream.draw(0, key.DE_NOVO, 0))
    one.phase = 2
    resect.settle_recurrence([one], 0, theta, stream, one.now + new, 0)
    return one


def unit(hazards: float) -> float:
    """The number of luck at which an exponential of one a day comes after so many days."""
    return 1.0 - exp(-hazards)


# disease left behind shows 400 days after the operation of day 50, in the lung; a new cancer 100 days after it
LEFT = {key.RESIDUAL: 0.1, key.EXTRAHEPATIC_SITE: 0.1, key.SITE: 0.1, key.ALSO_LIVER: 0.9, key.TREATMENT: 0.5}


def test_the_sooner_of_residual_disease_and_new_cancer_comes_first():
    late = resected(Told(LEFT | {(key.DE_NOVO, 0): unit(0.5)}), team())  # new cancer after 500 days
    assert (late.recurrence_day, late.recurrence_site) == (450.0, LUNG)
    assert late.residual_site == NO_RECURRENCE  # it has come, and comes no second time
    soon = resected(Told(LEFT | {(key.DE_NOVO, 0): unit(0.1)}), team())
    assert soon.recurrence_day == pytest.approx(150.0)
    assert (soon.recurrence_site, soon.treatment) == (SINGLE_INTRAHEPATIC, ABLATION)


def free_again(one, stream, theta, day: float, days: float, before: int):
    """The patient treated for cure until this day, whose next recurrence in the liver would come in so many days."""
    one.now = one.budget_day = day
    after.free_again([one], 0, theta, stream, days, before)
    return one


def test_residual_disease_is_not_forgotten_when_a_new_cancer_comes_first():
    # the new cancer of day 150 is treated until day 160; the next in the liver would come in 1,000 days: day 450 is first
    stream, theta = Told(LEFT | {(key.DE_NOVO, 0): unit(0.1)}), team()
    one = free_again(resected(stream, theta), stream, theta, 160.0, 1000.0, 1)
    assert (one.recurrence_day, one.recurrence_site) == (450.0, LUNG)
    assert one.treatment == SYSTEMIC_LIVER_CONTROLLED
    assert one.hazard_free == 0.002  # until then that of the ablated
    assert one.hazard_recurred == 0.005
    assert one.death_day == pytest.approx(450.0 + (1.0 - 0.002 * 290.0) / 0.005)


def test_another_recurrence_may_come_before_residual_disease_once_more():
    stream, theta = Told(LEFT | {(key.DE_NOVO, 0): unit(0.1)}), team()
    one = free_again(resected(stream, theta), stream, theta, 160.0, 40.0, 1)
    assert (one.recurrence_day, one.recurrence_site) == (200.0, SINGLE_INTRAHEPATIC)
    assert free_again(one, stream, theta, 210.0, 1000.0, 2).recurrence_day == 450.0


def test_residual_disease_that_showed_during_treatment_is_the_next_recurrence_at_once():
    stream, theta = Told(LEFT | {(key.DE_NOVO, 0): unit(0.395)}), team()  # new cancer on day 445
    one = free_again(resected(stream, theta), stream, theta, 455.0, 1000.0, 1)
    assert (one.recurrence_day, one.recurrence_site) == (455.0, LUNG)


def test_whoever_has_no_residual_disease_has_only_what_arises_in_the_liver():
    stream, theta = Told({key.RESIDUAL: 0.9, (key.DE_NOVO, 0): unit(0.1)}), team()
    one = free_again(resected(stream, theta), stream, theta, 160.0, 700.0, 1)
    assert one.residual_site == NO_RECURRENCE
    assert (one.recurrence_day, one.recurrence_site) == (860.0, SINGLE_INTRAHEPATIC)
