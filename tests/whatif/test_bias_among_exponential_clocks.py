"""Authority: closed forms of a world of exponential clocks, in which the effect of surgery and every bias is known.

Deaths and conversions are memoryless; surgery multiplies the hazard. Naive comparisons are wrong there by a known amount.
"""

from dataclasses import replace

import numpy as np
import pytest
from clocks import DEATH, UNTIL, always, never, registry

from haicsim.analysis.whatif.bias.clone_censor_weight import arms, clone_censor_weight
from haicsim.analysis.whatif.bias.cox import time_dependent_cox
from haicsim.analysis.whatif.bias.estimate import Estimate
from haicsim.analysis.whatif.bias.landmark import landmark
from haicsim.analysis.whatif.bias.naive import naive
from haicsim.analysis.whatif.bias.patients import Patients
from haicsim.sim.units import DAYS_PER_MONTH

GRACE = 1.2
FOR_EVER = 500.0


def errors_from(found: Estimate, truth: float) -> float:
    """How many standard errors an estimate lies above a truth."""
    return (found.value - truth) / ((found.high - found.low) / 3.92)


def in_months(found: Estimate) -> Estimate:
    """The estimators turn days into months; these registries are in months already."""
    return Estimate(*(DAYS_PER_MONTH * each for each in found))


def emulated(patients: Patients) -> Estimate:
    return in_months(clone_censor_weight(patients, UNTIL, GRACE, (1, 0)).all_starters)


@pytest.mark.slow
def test_the_closed_form_agrees_with_a_simulation_of_everybody_accepting() -> None:
    life = registry(400_000, 1, 0.4, worse=2.0, prone=0.5, accepts=(1.0, 1.0)).days
    assert np.minimum(life, UNTIL).mean() == pytest.approx(always(0.4, 2.0, 0.5), abs=0.07)
    assert always(1.0) == pytest.approx(never(), abs=1e-12)


def test_useless_surgery_seems_to_gain_a_whole_mean_lifetime_to_the_naive() -> None:
    # converted: 1 / (death + conversion) to the decision, then 1 / death more; the others: that first part alone
    found = in_months(naive(registry(20_000, 2, ratio=1.0), FOR_EVER))
    assert found.value == pytest.approx(1.0 / DEATH, rel=0.03)
    assert abs(errors_from(found, 1.0 / DEATH)) < 4.0
    assert found.low > 9.0


@pytest.mark.parametrize("months", [3.0, 12.0])
def test_landmarks_are_right_where_nothing_selects(months: float) -> None:
    patients = registry(20_000, 3, ratio=1.0)
    assert abs(errors_from(in_months(landmark(patients, months, UNTIL)), 0.0)) < 3.0


@pytest.mark.parametrize("ratio", [1.0, 0.4])
def test_cox_finds_the_ratio_where_nothing_selects(ratio: float) -> None:
    assert abs(errors_from(time_dependent_cox(registry(1_500, 4, ratio)), np.log(ratio))) < 3.0


def test_selection_flatters_all_but_the_emulated_trial() -> None:
    patients = registry(20_000, 5, ratio=1.0, worse=3.0, prone=0.3)
    few = registry(1_500, 5, ratio=1.0, worse=3.0, prone=0.3)
    assert errors_from(in_months(naive(patients, UNTIL)), 0.0) > 10.0
    assert errors_from(in_months(landmark(patients, 6.0, UNTIL)), 0.0) > 5.0
    assert errors_from(time_dependent_cox(few), 0.0) < -2.0  # a hazard ratio below 1
    assert abs(errors_from(emulated(few), 0.0)) < 3.0


@pytest.mark.parametrize("ratio", [1.0, 0.4])
def test_the_emulated_trial_finds_the_true_gain(ratio: float) -> None:
    patients = registry(6_000, 6, ratio, worse=2.0, prone=0.5, accepts=(0.8, 0.4))
    once = np.ones((1, len(patients.days)))
    within, without = (float(arm[0]) for arm in arms(patients, UNTIL, GRACE, once, 1.0))
    assert without == pytest.approx(never(2.0), abs=0.5)  # 3 standard errors
    assert within == pytest.approx(always(ratio, 2.0, 0.5), abs=0.5)


def test_without_what_the_meeting_knew_the_weights_are_wrong() -> None:
    # the kind with the worse prognosis refuses more often: unless the weights know the kind, the arm without surgery suffers
    patients = registry(4_000, 7, 1.0, worse=3.0, accepts=(0.9, 0.4))
    blind = replace(patients, at_decision=np.where(np.isnan(patients.at_decision), np.nan, 0.0))
    once = np.ones((1, len(patients.days)))
    seeing, not_seeing = (np.subtract(*arms(each, UNTIL, GRACE, once, 1.0))[0] for each in (patients, blind))
    assert abs(seeing) < 0.4
    assert not_seeing > 0.6


@pytest.mark.slow
def test_the_interval_of_the_bootstrap_is_as_wide_as_the_estimates_scatter() -> None:
    found = [emulated(registry(300, 100 + number, 1.0)) for number in range(60)]
    scatter = np.std([each.value for each in found], ddof=1)
    width = np.mean([(each.high - each.low) / 3.92 for each in found])
    assert width == pytest.approx(scatter, rel=0.3)  # 3 standard errors of a standard deviation from 60
    assert sum(each.covers(0.0) for each in found) >= 51  # 95% of 60 less 3 standard errors
