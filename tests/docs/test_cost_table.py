"""Authority: hand calculation. A made-up cost table laid over a run, and the columns the page names for it."""

import re
import runpy

import pandas as pd
import pytest
from tree import ROOT

import haicsim
from haicsim.sim.outcomes.columns import COLUMNS

EXAMPLE = ROOT / "examples" / "what_would_it_cost.py"
PAGE = (ROOT / "docs" / "what-the-model-cannot-say.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example() -> dict[str, object]:
    return runpy.run_path(str(EXAMPLE), run_name="example")


def test_two_lives_by_hand_one_cut_short_in_intensive_care(example: dict[str, object]) -> None:
    people = pd.DataFrame(
        {"replication": [0, 0], "patient": [0, 1], "cycles": [4, 2], "scans": [2, 1], "taces": [0, 1],
         "ports": [1, 1], "meetings": [1, 0], "resected": [True, False], "death_day": [103.5, float("nan")]}
    )  # fmt: skip
    journal = pd.DataFrame(
        [(0, 0, 100.0, "operation", 1.0), (0, 0, 100.0, "intensive care", 2.0), (0, 0, 102.0, "ward", 10.0),
         (0, 1, 50.0, "ward", 3.0), (0, 1, 60.0, "ward", 4.0)],
        columns=["replication", "patient", "day", "event_name", "value"],
    )  # fmt: skip
    costs = example["laid_over"](people, journal)  # type: ignore[operator]
    assert costs.loc[(0, 0)].to_dict() == {
        "cycles": 3600.0, "scans": 300.0, "taces": 0.0, "ports": 1200.0, "meetings": 80.0, "resected": 14000.0,
        "intensive care": 3000.0, "ward": 1.5 * 350.0,
    }  # fmt: skip
    assert costs.loc[(0, 1)].sum() == 2 * 900 + 150 + 2500 + 1200 + 7 * 350


def test_days_in_bed_of_a_run_end_with_discharge_or_death(example: dict[str, object]) -> None:
    run = haicsim.run("kurume", patients=150, seed=2)
    costs = example["laid_over"](run.outcomes, run.journal)  # type: ignore[operator]
    who = ["replication", "patient"]
    people = run.outcomes.set_index(who)
    left = people[["discharge_day", "death_day"]].min(axis=1) - people["hepatectomy_day"]
    days = costs["intensive care"] / 1500.0 + costs["ward"] / 350.0
    resected = people["resected"] & (people["taces"] == 0)
    assert resected.sum() > 5
    stayed = days[resected & (people["cycles"] > 0)]
    assert (stayed <= left[stayed.index] + 1e-6 + _before_surgery(run, stayed.index)).all()
    assert (costs.loc[~people["resected"], ["resected", "intensive care"]] == 0.0).all(axis=None)


def _before_surgery(run: "haicsim.Result", whom: pd.MultiIndex) -> pd.Series:
    """Days planned on the ward before the hepatectomy (port, complications), by patient."""
    people = run.outcomes[["replication", "patient", "hepatectomy_day"]]
    ward = run.journal[run.journal["event_name"] == "ward"].merge(people, on=["replication", "patient"])
    early = ward[ward["day"] < ward["hepatectomy_day"]]
    return early.groupby(["replication", "patient"])["value"].sum().reindex(whom, fill_value=0.0)


def test_every_column_the_page_names_is_in_the_outcomes() -> None:
    section = PAGE.partition("## About costs")[2]
    named = set(re.findall(r"`(\w+)`", section)) - {"value"}
    known = {column.name for column in COLUMNS}
    assert len(named) > 20
    assert named <= known


def test_no_price_is_in_the_program() -> None:
    assert not [column.name for column in COLUMNS if re.search(r"cost|price|qaly|utility", column.name)]
