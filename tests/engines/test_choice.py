"""Which engine runs a simulation: by all its patients together, said in provenance; asked for is asked for."""

import pytest

from haicsim.sim.engines.choice import choose
from haicsim.sim.provenance import provenance
from haicsim.sim.scenario.load import load_scenario


@pytest.mark.parametrize(
    ("patients", "replications", "engine"),
    [(4_999, 1, "process"), (5_000, 1, "compiled"), (2_500, 2, "compiled"), (1, 4_999, "process")],
)
def test_auto_counts_the_patients_of_all_replications(patients: int, replications: int, engine: str) -> None:
    choice = choose("auto", patients, replications)
    assert choice.engine == engine
    assert choice.reason.startswith(f"{patients * replications:,} patients ")


@pytest.mark.parametrize("engine", ["process", "compiled"])
def test_an_engine_asked_for_is_taken_whatever_the_size(engine: str) -> None:
    assert [choose(engine, patients, 1).engine for patients in (1, 1_000_000)] == [engine, engine]


@pytest.mark.parametrize(
    ("patients", "replications", "engine", "reason"),
    [
        (4_999, 1, "process", "4,999 patients are simulated sooner than the compiled engine is loaded"),
        (2_500, 2, "compiled", "5,000 patients are worth loading the compiled engine"),
    ],
)
def test_provenance_says_which_engine_ran_it_and_why(
    patients: int, replications: int, engine: str, reason: str
) -> None:
    scenario = load_scenario("kurume", [f"run.patients={patients}", f"run.replications={replications}"])
    choice = choose(scenario.run.engine, scenario.run.patients, scenario.run.replications)
    said = provenance(scenario, choice, "people", 1.0)["engine"]
    assert said == {"told_by": engine, "reason": reason}
