"""Authority: the model itself. Studies it makes must agree with it as often as they should; wrong ones must not, at size."""

from dataclasses import replace

import numpy as np
import pytest

from haicsim.analysis.studies import Study
from haicsim.analysis.validation.alternative_models import ALTERNATIVE_MODELS, AlternativeModel
from haicsim.analysis.validation.candidate_pool import Pool
from haicsim.analysis.validation.predictive_check import Agreement, agreement
from haicsim.analysis.validation.replicates import with_margins, without_margins
from haicsim.analysis.validation.verdict import passing, verdicts
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


@pytest.mark.parametrize("part", ["survival", "tables"])
def test_200_studies_of_the_model_lie_in_its_own_90_percent_bands(
    people: Pool, paper: Study, part: str
) -> None:
    bands, studies = compared(people, paper, 1000), compared(people, paper, 200, seed=OTHER_SEED)
    assert 0.85 <= coverage(bands, studies, part) <= 0.97


def test_19_of_20_studies_of_the_model_pass_for_its_own(people: Pool, paper: Study) -> None:
    bands, studies = compared(people, paper, 1000), compared(people, paper, 400, seed=OTHER_SEED)
    assert passing(bands, studies).mean() >= 0.92  # 95% or more, less 3 standard errors


# how many times the paper's 18 (6, 4 and 8); selection is weak in the reference, and 6,000 patients do not show it surely
AT_2000, AT_6000, AT_10000 = 111, 333, 555
TOLD_APART = [
    pytest.param(wrong, enlarge, 0.05, id=f"{wrong.name} at {18 * enlarge:,}")
    for wrong in ALTERNATIVE_MODELS
    for enlarge in [AT_10000 if wrong.name == "no selection" else AT_2000]
]
TOLD_APART += [
    pytest.param(wrong, AT_6000, 0.5, id=f"{wrong.name} at {18 * AT_6000:,}, in part")
    for wrong in ALTERNATIVE_MODELS
    if wrong.name == "no selection"
]


@pytest.mark.slow
@pytest.mark.parametrize(("wrong", "enlarge", "most"), TOLD_APART)
def test_at_size_a_wrong_model_is_told_apart(
    kurume: Scenario, people: Pool, paper: Study, wrong: AlternativeModel, enlarge: int, most: float
) -> None:
    other = wrong.make(kurume, people, "resected", (0, 1, 2), None)
    own = compared(people, paper, 300, enlarge)  # of so many figures 60 studies would draw too narrow bands
    again = compared(people, paper, 60, enlarge, seed=OTHER_SEED)
    assert passing(own, again).mean() >= 0.8, "studies of the right model still pass"
    assert passing(own, compared(other, paper, 60, enlarge)).mean() <= most, (
        "and those of the wrong one do not"
    )


def test_the_model_has_most_of_its_own_figures_inside(people: Pool, paper: Study) -> None:
    for verdict in verdicts(compared(people, paper, 500)):
        assert 0.75 * verdict.of <= verdict.own_low <= verdict.own_middle <= verdict.own_high <= verdict.of
