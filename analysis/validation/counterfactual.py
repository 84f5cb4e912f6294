"""What a study of resected patients cannot show, and the simulation can: everyone who started, and life without surgery."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haicsim.analysis.studies import Study
from haicsim.analysis.survival.estimators import (
    cumulative_incidence,
    median_survival,
    restricted_mean,
    survival_at,
)
from haicsim.analysis.survival.observation import (
    competing,
    disease_free_survival,
    event_free_survival,
    observed_in_full,
    overall_survival,
)
from haicsim.analysis.validation.alternative_models import NOT_OFFERED
from haicsim.analysis.validation.at_ends import AtEnd
from haicsim.analysis.validation.candidate_pool import Pool, twins
from haicsim.analysis.validation.gain import Gain, Say, gains, gains_of
from haicsim.analysis.validation.replicates import vessel_groups
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.units import DAYS_PER_MONTH

MONTHS = (12, 36, 60)


@dataclass(frozen=True)
class SurvivalSummary:
    """Survival of some patients: shares at 12, 36 and 60 months, median and restricted mean to 60 months (months).

    median_months: infinite where more than half live to the end.
    """

    patients: int
    at: tuple[float, ...]
    median_months: float
    mean_months: float


@dataclass(frozen=True)
class WithoutSurgery:
    """The same converts, operated as they were and had surgery been switched off: same patients, same
    random numbers.

    gains: mean life gained up to 60 months from first infusion, of all of them and by group. Means are meaningful; what a
    single patient gains rests on chance that is kept in rank, and is not.
    """

    operated: SurvivalSummary
    not_operated: SurvivalSummary
    gains: tuple[Gain, ...]


def without_surgery(
    scenario: Scenario, people: Pool, study: Study, there: Sequence[AtEnd], say: Say | None = None
) -> WithoutSurgery:
    """Simulate the pool's patients again with no surgery offered; and those at the ends of what the gain hinges on.

    say: called with what is being done and the share of it that is done.
    """
    other, groups = twins(scenario, people, NOT_OFFERED), vessel_groups(study)
    here = gains_of(people.records, other, groups)
    return WithoutSurgery(
        _survival(people.records, people.horizon_days),
        _survival(other, people.horizon_days),
        gains(groups, here, there, say),
    )


def _survival(records: NDArray[np.void], horizon_days: float) -> SurvivalSummary:
    times = overall_survival(records, horizon_days)
    marks = [month * DAYS_PER_MONTH for month in MONTHS]
    return SurvivalSummary(
        len(records),
        tuple(survival_at(times.days, times.observed, marks).tolist()),
        float(median_survival(times.days, times.observed)) / DAYS_PER_MONTH,
        float(restricted_mean(times.days, times.observed, marks[-1])) / DAYS_PER_MONTH,
    )


@dataclass(frozen=True)
class Conventions:
    """Disease-free survival of the same patients by three conventions, shares at some months: how much it matters."""

    months: tuple[int, ...]
    death_censored: tuple[float, ...]
    death_counts: tuple[float, ...]
    free_of_recurrence: tuple[float, ...]


def conventions(people: Pool, months: Sequence[int] = MONTHS) -> Conventions:
    """The paper's convention, death as an event, and one minus the cumulative incidence of recurrence."""
    marks = [month * DAYS_PER_MONTH for month in months]
    horizon = people.horizon_days
    censored, counted = (
        disease_free_survival(people.records, horizon),
        event_free_survival(people.records, horizon),
    )
    days, kinds = competing(observed_in_full(people.records, horizon), "hepatectomy")
    recurred = cumulative_incidence(days, kinds, marks, 2)[0]
    return Conventions(
        tuple(months),
        tuple(survival_at(censored.days, censored.observed, marks).tolist()),
        tuple(survival_at(counted.days, counted.observed, marks).tolist()),
        tuple((1.0 - recurred).tolist()),
    )
