"""Authority: other random numbers. What is said with one seed is not the contrary with another."""

import pytest
from lengths import long_but

from haicsim.analysis.audit.calibration_targets import read_targets
from haicsim.analysis.studies import Study
from haicsim.analysis.validation.claims import Claim, claims
from haicsim.analysis.validation.counterfactual import without_surgery
from haicsim.analysis.validation.verdict import compare_with
from haicsim.sim.scenario.model import Scenario

DIRECTIONS = ("such as", "unlike", "at the edge", "speak against", "lean against", "cannot be decided", "longer", "shorter",
              "not known")  # fmt: skip


def direction(claim: Claim) -> str:
    """Which way a judgement goes."""
    (found,) = [each for each in DIRECTIONS if each in claim.sentence]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seeds", long_but([2, 20], 2))
def test_no_judgement_flips_from_seed_to_seed(kurume: Scenario, paper: Study, seeds: int) -> None:
    said: dict[str, set[str]] = {}
    for seed in range(1, seeds + 1):
        settings = kurume.run.model_copy(update={"seed": seed})
        other = kurume.model_copy(update={"run": settings})
        found = compare_with(other, paper, read_targets("kurume"), power=True, replicates=1500)
        for claim in claims(other, found, without_surgery(other, found.pool, paper, found.ends)):
            said.setdefault(claim.about, set()).add(direction(claim))
    assert {about: ways for about, ways in said.items() if len(ways) > 1} == {}
