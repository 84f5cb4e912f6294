"""Authority: the model itself. Studies it makes must agree with it as often as they should; wrong ones must not, at size."""

from dataclasses import replace

import numpy as np
import pytest

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS, AlternativeModel
from haicsim.analysis.validation.batches import batches
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.predictive_check import Agreement, agreement
from haicsim.analysis.validation.replicates import with_margins, without_margins
from haicsim.analysis.validation.synthetic_likelihood import fit
from haicsim.analysis.validation.targets import scored_targets
from haicsim.analysis.validation.verdict import counts
from haicsim.analysis.validation.wrong_models import power
from haicsim.sim.scenario.model import Scenario

BANDS = 0.90
OTHER_SEED = 20_260_101


def compared(people: Pool, paper: Study, replicates: int, enlarge: int = 1, seed: int = 1) -> Agreement:
    people = replace(people, seed=seed)
    both = [draw(people, paper, replicates, enlarge) for draw in (with_margins, without_margins)]
    return agreement(paper, {}, *both)


def coverage(bands: Agreement, studies: Agreement, part: str) -> float:
    """Share of the studies' figures within the bands' 90% intervals; a figure that sits on an end counts by the share of
    its probability that the interval needs to reach 90%, so that discrete figures do not over-cover."""
    shares = []
    for row, of, values in zip(bands.rows, bands.values, studies.values, strict=True):
        if (row.kind == "survival") != (part == "survival"):
            continue
        of, values = of[~np.isnan(of)], values[~np.isnan(values)]
        position = np.array([(of < value).mean() + 0.5 * (of == value).mean() for value in values])
        width = np.array([(of == value).mean() for value in values])
        tail = (1.0 - BANDS) / 2.0
        inside = np.clip((position + width / 2 - tail) / np.maximum(width, 1e-12), 0.0, 1.0)
        inside *= np.clip((1.0 - tail - (position - width / 2)) / np.maximum(width, 1e-12), 0.0, 1.0)
        shares.append(inside.mean())
    return float(np.mean(shares))


@pytest.mark.slow
@pytest.mark.parametrize("part", ["survival", "tables"])
def test_200_studies_of_the_model_lie_in_its_own_90_percent_bands(
    people: Pool, paper: Study, part: str
) -> None:
    bands, studies = compared(people, paper, 1000), compared(people, paper, 200, seed=OTHER_SEED)
    assert 0.85 <= coverage(bands, studies, part) <= 0.97


def drawn(people: Pool, paper: Study, table: Agreement, studies: int, seed: int = 1) -> list[np.ndarray]:
    return batches(replace(people, seed=seed), paper, table, studies)


@pytest.mark.slow
def test_19_of_20_studies_of_the_model_score_as_its_own_do(people: Pool, paper: Study) -> None:
    table = compared(people, paper, 500)
    targets = scored_targets(paper, table, (), 18)
    first, again = (drawn(people, paper, table, 400, seed) for seed in (1, OTHER_SEED))
    model = fit(targets.scaled(first[0]), targets.steps())
    usual, others = (model.log_likelihood(targets.scaled(each[1])) for each in (first, again))
    assert 0.02 <= (others < np.quantile(usual, 0.05)).mean() <= 0.09  # 400 studies: three standard errors


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ALTERNATIVE_MODELS, ids=lambda wrong: wrong.name)
def test_at_size_a_wrong_model_is_told_apart_and_the_right_one_is_not(
    kurume: Scenario, people: Pool, paper: Study, wrong: AlternativeModel
) -> None:
    other = wrong.make(kurume, people, "resected", (0, 1, 2), None)
    table = compared(people, paper, 300)
    targets = scored_targets(paper, table, (), 18)
    weak = wrong.name == "no selection"  # a world without selection is hardly another
    own, again = (batches(replace(people, seed=seed), paper, table, 100, 10) for seed in (1, OTHER_SEED))
    theirs = batches(other, paper, table, 100, 10)
    assert (power(targets, own, theirs, 10).share > 0.95) is not weak
    assert power(targets, again, own, 10).share <= 0.12  # the model beside itself: one in twenty


def test_the_model_has_most_of_its_own_figures_inside(people: Pool, paper: Study) -> None:
    for count in counts(compared(people, paper, 500)):
        assert 0.75 * count.of <= count.own_low <= count.own_middle <= count.own_high <= count.of
