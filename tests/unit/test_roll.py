"""The digest of the people a run treats: a policy never changes it, another population always does."""

import json
from pathlib import Path

import numpy as np
import pytest
from worlds import PATIENT, World, people

import haicsim
from haicsim.sim.cohort_digest import PERSON, CohortDigest, persons, refuse_other_people
from haicsim.sim.errors import InputError
from haicsim.sim.provenance import provenance
from haicsim.sim.run import Result
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.model import Scenario
from haicsim.sim.theta import theta

N = 40
KURUME = load_scenario("kurume")
POLICY = [(path, entry, number) for path, entry, number in KURUME.numbers() if entry.topic == "policy"]
OTHER_PEOPLE = [
    "population.male=0.55",
    "population.age_mean=66",
    "population.bsa_male=1.65",
    "population.icg_r15_median=19",
    "tumour.z_on_growth=0.4",
    "population.same_lobe=0.5",
    "tumour.tvdt_multiplier=1.2",
    "entry.unresectable_vp=4",
]
SAME_PEOPLE = [
    "policy.decision=two_consecutive",
    "policy.criteria=[liver, tumour]",
    "policy.operate=0",
    "capacity.theatre={places: 1, source: drawn, grade: assumed}",
    "tumour.kill_median=0.012",
    "tumour.phi=0.7",
    "arrivals.per_year=60",
    "surgery.operative_period=60",
    "run.engine=compiled",
]


def digest(world: World) -> str:
    """The digest of the world's people as plain Python draws them."""
    cohort_digest = CohortDigest()
    cohort_digest.add(persons(people(world)[0]))
    return cohort_digest.digest


def of(scenario: Scenario, patients: int = N) -> str:
    return digest(World.of(scenario, patients))


REFERENCE = World.of(KURUME, N)
AS_DRAWN = digest(REFERENCE)


@pytest.mark.parametrize("path", [path for path, _, number in POLICY if number.range[0] < number.range[1]])
def test_no_number_of_the_policy_changes_who_is_treated(path: str) -> None:
    entry, number = next((entry, number) for each, entry, number in POLICY if each == path)
    row = REFERENCE.theta.copy()
    end = number.range[0] if number.value != number.range[0] else number.range[1]
    moved = entry.kind.base(number.model_copy(update={"value": end}))
    if entry.cells:
        row[entry.name][0][entry.cells.index(path.rpartition(".")[2])] = moved
    else:
        row[entry.name] = moved
    assert row.tobytes() != theta(KURUME).tobytes()
    assert digest(REFERENCE.but(theta=row)) == AS_DRAWN


@pytest.mark.parametrize("change", SAME_PEOPLE)
def test_choices_of_team_hospital_and_regimen_change_nobody(change: str) -> None:
    assert of(load_scenario("kurume", [change])) == AS_DRAWN


@pytest.mark.parametrize("change", OTHER_PEOPLE)
def test_another_population_or_entry_rule_is_noticed(change: str) -> None:
    assert of(load_scenario("kurume", [change])) != AS_DRAWN


def test_other_luck_and_another_number_of_patients_are_other_people() -> None:
    everyone = {
        AS_DRAWN,
        digest(REFERENCE.but(stream=(2, 0, 0))),
        digest(REFERENCE.but(stream=(1, 1, 0))),
        of(KURUME, N + 1),
    }
    assert len(everyone) == 4


def test_blocks_of_any_size_make_one_roll_and_the_order_counts() -> None:
    rows = persons(people(REFERENCE)[0])
    for size in (1, 7, N):
        cohort_digest = CohortDigest()
        for start in range(0, N, size):
            cohort_digest.add(rows[start : start + size])
        assert cohort_digest.digest == AS_DRAWN
    backwards = CohortDigest()
    backwards.add(rows[::-1].copy())
    assert backwards.digest != AS_DRAWN


def test_structured_rows_and_slotted_patients_are_the_same_people() -> None:
    slotted = people(REFERENCE)[0]
    rows = np.zeros(N, PATIENT)
    for name in PERSON.names or ():
        rows[name] = [getattr(each, name) for each in slotted]
    assert persons(rows).tobytes() == persons(slotted).tobytes()


@pytest.fixture(scope="module")
def ran() -> Result:
    return haicsim.run("kurume", patients=30, engine="process")


def test_a_run_carries_its_digest_into_provenance(ran: Result, tmp_path: Path) -> None:
    said = json.loads(json.dumps(provenance(ran.scenario, ran.choice, ran.cohort, 1.0)))
    assert said["cohort_digest"] == ran.cohort == of(KURUME, 30)


def test_runs_of_one_cohort_may_be_compared_and_others_are_refused(ran: Result) -> None:
    other = haicsim.run("no-surgery", patients=30, engine="process")
    refuse_other_people("kurume", ran.cohort, "no-surgery", other.cohort)
    stranger = haicsim.run("kurume", patients=30, engine="process", seed=2)
    with pytest.raises(InputError) as caught:
        refuse_other_people("kurume", ran.cohort, "seed 2", stranger.cohort)
    fault = caught.value.faults[0]
    assert (fault.file, fault.path, fault.value) == ("seed 2", "cohort_digest", stranger.cohort[:12])
    assert ran.cohort[:12] in fault.rule
    assert caught.value.exit_code == 2
