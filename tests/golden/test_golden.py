"""Authority: the results as they were before: a change of structure changes none of them (see `digests`)."""

import digests
import pytest
from lengths import long_but

KEPT = digests.kept()


@pytest.mark.parametrize("name", digests.SHIPPED)
def test_every_patient_and_event_of_a_shipped_scenario_is_as_before_by_the_compiled_engine(name):
    assert digests.of_run(name, "compiled") == KEPT["runs"][name]


@pytest.mark.slow
@pytest.mark.parametrize("name", digests.SHIPPED)
def test_every_patient_and_event_of_a_shipped_scenario_is_as_before_by_simpy(name):
    assert digests.of_run(name, "process") == KEPT["runs"][name]


@pytest.mark.slow
@pytest.mark.parametrize("name", long_but(digests.COMPARED, "kurume"))
def test_the_comparison_with_the_paper_is_as_before(name):
    assert digests.of_comparison(name) == KEPT["comparisons"][name]


@pytest.mark.parametrize("name", digests.SWEEPS)
def test_every_cell_of_a_shipped_experiment_is_as_before(name):
    assert digests.of_sweep(name) == KEPT["sweeps"][name]


def test_the_audit_of_the_source_paper_is_as_before():
    assert digests.of_audit() == KEPT["audit"]


def test_the_reconstruction_of_the_source_paper_is_as_before():
    assert digests.of_reconstruction() == KEPT["reconstruction"]


def test_another_seed_gives_other_fingerprints():
    other = digests.run(digests.load_scenario("kurume", ["run.patients=300", "run.seed=2"]))
    assert digests.of_records(other.records)["death_day"] != KEPT["runs"]["kurume"]["records"]["death_day"]
