"""Authority: the scenario format itself: a name of an earlier version is refused with the names that say the same now."""

import re
from pathlib import Path

import pytest

from haicsim.analysis.experiments.draws import read_draws
from haicsim.analysis.experiments.plan import work_of
from haicsim.analysis.experiments.spec import load_sweep
from haicsim.analysis.sensitivity.factors import factors_of
from haicsim.sim.errors import InputError
from haicsim.sim.loading.retired import RETIRED, retired_rule, retired_unit_rule
from haicsim.sim.parameters.catalogue import TOPICS, catalogue
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.modify import changed
from haicsim.sim.scenario.with_values import with_values

# every name that scenarios of the first design had and this one has not
GONE = (
    *("tumour.resistance_clock", "tumour.volume_cap", "tumour.new_intrahepatic", "tumour.new_extrahepatic"),
    *("tumour.new_lesion_start", "tumour.new_lesion_log_sd", "tumour.spread_factor", "tumour.z_on_spread"),
    *("tumour.z_on_residual", "treatment.control_after_response", "treatment.control_without_response"),
    *("treatment.systemic_factor", "recurrence.residual_free", "recurrence.residual_time"),
    *("recurrence.residual_log_sd", "recurrence.extrahepatic", "recurrence.also_intrahepatic"),
    *(
        "recurrence.multiple",
        "recurrence.again",
        "survival.death_on_haic",
        "survival.death_after_progression",
    ),
    *("survival.group_factor", "survival.both_vessels_factor", "survival.death_disease_free"),
    "survival.death_after",
)
KNOWN = {f"{entry.topic}.{entry.key}" for entry in catalogue()}
FILE = "name: old\nquestion: Does it load?\ninherits: kurume.yaml\n"


def test_every_name_that_went_is_in_the_table_and_none_that_stands() -> None:
    assert sorted(RETIRED) == sorted(GONE)
    assert not KNOWN & set(RETIRED)


@pytest.mark.parametrize("path", GONE)
def test_what_replaces_it_exists(path: str) -> None:
    assert RETIRED[path]
    assert set(RETIRED[path]) <= KNOWN
    rule = retired_rule(path)
    assert rule is not None
    assert set(re.findall(r"\w+\.\w+", rule)) == set(RETIRED[path])


def from_file(path: str, folder: Path) -> None:
    topic, key = path.split(".")
    old = folder / "old.yaml"
    old.write_text(f"{FILE}{topic}:\n  {key}: {{value: 1, source: x}}\n", encoding="utf-8")
    load_scenario(old)


WAYS = {
    "file": from_file,
    "set": lambda path, _: load_scenario("kurume", [f"{path}=1"]),
    "changed": lambda path, _: changed(load_scenario("kurume"), {path: 1.0}),
    "with_values": lambda path, _: with_values(load_scenario("kurume"), {path: 1.0}),
}


@pytest.mark.parametrize("path", GONE)
@pytest.mark.parametrize("how", WAYS)
def test_an_old_name_is_refused_with_what_replaces_it(path: str, how: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refusal:
        WAYS[how](path, tmp_path)
    (fault,) = refusal.value.faults
    assert fault.path == path
    assert fault.nearest is None
    assert all(name in fault.rule for name in RETIRED[path])
    if how == "file":
        assert fault.line == 5


@pytest.mark.parametrize(
    "cell", ["survival.death_after.haic", "survival.group_factor.b.value", "recurrence.residual_free.a"]
)
def test_a_cell_of_an_old_table_too(cell: str) -> None:
    assert retired_rule(cell) == retired_rule(".".join(cell.split(".")[:2]))
    with pytest.raises(InputError, match="is no longer used; what it said follows from"):
        load_scenario("kurume", [f"{cell}=1"])
    with pytest.raises(InputError, match="is no longer used; what it said follows from"):
        changed(load_scenario("kurume"), {cell: 1.0})


@pytest.mark.parametrize(
    "path", ["tumour", "tumour.phy", "volume_cap", "seeding.volume_cap", "", *sorted(KNOWN)[:5]]
)
def test_any_other_name_is_not_taken_for_an_old_one(path: str) -> None:
    assert retired_rule(path) is None
    assert retired_unit_rule(path) is None


@pytest.mark.parametrize("unit", ["1/month", "1/d", "1/year"])
def test_embolism_as_a_rate_is_told_that_it_is_a_share_now(unit: str) -> None:
    with pytest.raises(
        InputError,
        match=r"survival\.embolism\.unit = '1/.*is a share \(probability\) of survival\.death_by_thrombus",
    ):
        load_scenario("kurume", [f"survival.embolism.unit={unit}"])


def test_another_number_of_a_wrong_unit_is_told_its_units() -> None:
    with pytest.raises(InputError, match="must be a unit of rate"):
        load_scenario("kurume", ["survival.death_by_liver.unit=probability"])


def test_topics_of_the_table_are_topics() -> None:
    assert {path.split(".")[0] for path in RETIRED} <= set(TOPICS)


@pytest.mark.parametrize("path", ["tumour.new_intrahepatic", "survival.death_after.haic"])
def test_sweeps_draws_and_sensitivity_say_it_too(path: str, tmp_path: Path) -> None:
    sweep = tmp_path / "old.yaml"
    sweep.write_text(
        f"name: old\nquestion: Does it load?\nscenarios: [kurume]\nvary:\n  {path}: [1, 2]\npatients: 10\n"
        "replications: 1\noutcomes: [os60]\n",
        encoding="utf-8",
    )
    draws = tmp_path / "draws.csv"
    draws.write_text(f"{path}\n0.1\n", encoding="utf-8")
    for ask in (
        lambda: work_of(load_sweep(sweep)),
        lambda: read_draws(draws, "draws.csv"),
        lambda: factors_of(load_scenario("kurume"), [f"{path}=1..2"]),
    ):
        with pytest.raises(InputError, match="is no longer used; what it said follows from"):
            ask()
