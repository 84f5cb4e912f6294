"""Authority: what shipped scenarios say they change, and results written by hand in place of runs."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from arms_by_hand import arms

from haicsim.analysis.calibration import expected as over_a_posterior
from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.validation.expectations import ARMS, expectation_values, named_arms, records_by_arm
from haicsim.analysis.validation.expectations import arms as arms_module
from haicsim.api import expectations
from haicsim.commands.expect import expect
from haicsim.show.expectations import show_findings
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.with_values import with_file


def test_arms_are_named_in_their_own_order():
    assert named_arms(" untreated,reference") == ("reference", "untreated")
    assert named_arms(",".join(ARMS)) == tuple(ARMS)
    with pytest.raises(InputError, match=r"arms=untreatd: is no arm known here.*Did you mean 'untreated'"):
        named_arms("reference,untreatd")
    with pytest.raises(InputError, match="is no arm known here"):
        named_arms(" ")


def test_what_a_shipped_scenario_asks_of_the_reference_is_asked_of_any_other():
    mine = load_scenario("kurume", ["policy.refusal=0.25", "run.patients=77"])
    asked = with_file(mine, "no-surgery")
    assert asked.name == "no-surgery"
    assert asked.policy.operate.value == 0.0
    assert (asked.policy.refusal.value, asked.run.patients) == (0.25, 77)
    assert mine.policy.operate.value == 1.0
    assert with_file(load_scenario("kurume"), "no-surgery").digest() == load_scenario("no-surgery").digest()


def test_the_reference_arm_is_the_scenario_itself():
    scenario = load_scenario("kurume")
    assert arms_module.arm_scenario(scenario, "reference") is scenario


def standing_in(cohorts, monkeypatch):
    """Results by hand for each arm, whatever scenario stands behind it."""
    monkeypatch.setattr(arms_module, "arm_scenario", lambda scenario, arm: arm)
    return lambda arm: SimpleNamespace(counted=arms()[arm], cohort=cohorts[arm])


def test_each_arm_is_run_once(monkeypatch):
    simulate = standing_in(dict.fromkeys(ARMS, "same"), monkeypatch)
    records = records_by_arm(load_scenario("kurume"), ("reference", "untreated"), simulate)
    assert [*records] == ["reference", "untreated"]
    np.testing.assert_array_equal(records["untreated"]["death_day"], arms()["untreated"]["death_day"])


def test_arms_of_other_people_are_refused(monkeypatch):
    simulate = standing_in({"reference": "one", "untreated": "two"}, monkeypatch)
    with pytest.raises(InputError, match="are not the patients of reference"):
        records_by_arm(load_scenario("kurume"), ("reference", "untreated"), simulate)


# ---- The command and the function, on the arms written by hand


@pytest.fixture
def by_hand(monkeypatch):
    simulate = standing_in(dict.fromkeys(ARMS, "same"), monkeypatch)
    monkeypatch.setattr(arms_module, "judge_criteria", lambda scenario: [])
    monkeypatch.setattr(
        "haicsim.api.keep.simulated", lambda arm, *_: SimpleNamespace(simulated=simulate(arm))
    )


@pytest.mark.slow
def test_the_command_prints_a_table_for_each_topic(by_hand, capsys):
    expect("kurume", patients=12)
    shown = capsys.readouterr().out
    assert "Untreated, median survival from entry" in shown
    assert "Selection (seen by nobody but the simulation)" in shown
    assert "79 met; 39 only reported" in shown


def test_the_command_gives_everything_to_machines(by_hand, capsys):
    expect("kurume", patients=12, arms="untreated", as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert {each["arm"] for each in found} == {"untreated"}
    (one,) = (each for each in found if each["name"] == "untreated, Child-Pugh A, Vp3/4")
    assert (one["low"], one["high"], one["met"], one["kind"]) == (4, 6, True, "judged")
    assert one["value"] == pytest.approx(4.0)


@pytest.mark.slow
def test_the_function_gives_a_table(by_hand):
    found = expectations.expect("kurume", patients=12)
    assert len(found) == 118
    assert found.columns.tolist()[:7] == ["topic", "name", "unit", "arm", "kind", "low", "high"]


def test_over_draws_the_middle_is_that_of_the_draws_and_each_counts_whether_it_meets(monkeypatch):
    """By hand: three draws, of which the second halves every life of the untreated."""
    drawn = Posterior(
        ("tumour.kill_median",), np.array([[0.01], [0.02], [0.025]]), "by-hand", "", "", "kurume"
    )

    def records(scenario, names, simulate):
        mine = arms()["untreated"].copy()
        if scenario.tumour.kill_median.value == 0.02:
            mine["death_day"] = mine["entry_day"] + 0.5 * (mine["death_day"] - mine["entry_day"])
        return {"untreated": mine}

    monkeypatch.setattr(over_a_posterior, "records_by_arm", records)
    name = "untreated, Child-Pugh A, Vp3/4"
    scenario = load_scenario("kurume", ["run.patients=12"])
    once = expectation_values({"untreated": arms()["untreated"]}, scenario.run.base("horizon"))[name]
    found = over_a_posterior.expected_over_draws(scenario, drawn, ["untreated"], None, draws=3)[name]
    values = sorted([once, 0.5 * once, once])
    assert (found.low, found.middle, found.high) == pytest.approx(np.quantile(values, (0.025, 0.5, 0.975)))
    assert (found.met, found.of) == (2, 3)  # 4 to 6 months: half of 4 is outside


def test_a_table_without_findings_is_empty(capsys):
    show_findings([], "kurume", 10, {})
    assert "0 of 0 met; 0 only reported" in capsys.readouterr().out
