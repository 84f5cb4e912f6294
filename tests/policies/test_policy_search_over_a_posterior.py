"""Authority: runs made one by one by hand. The policy found, over draws of a posterior."""

import json
from dataclasses import replace

import numpy as np
import pytest

import haicsim
from haicsim.analysis.calibration.posterior import Posterior, as_parquet
from haicsim.analysis.whatif.choices_asked import choices_of
from haicsim.analysis.whatif.limits import limit_of
from haicsim.analysis.whatif.operations import MEASURES
from haicsim.analysis.whatif.policy_search import search
from haicsim.edge import ending
from haicsim.main import obey
from haicsim.sim.errors import InputError
from haicsim.sim.run import records_of
from haicsim.sim.scenario.load import load_scenario

MAIN = MEASURES["rmst60_itt"]
PATHS = ("tumour.kill_median", "tumour.phi")
VALUES = np.array([[0.012, 0.45], [0.022, 0.5], [0.030, 0.55]])
POSTERIOR = Posterior(PATHS, VALUES, "by hand", "0", "0", "kurume")
CHOICE = ["policy.boldness=0.7,1,1.3"]


@pytest.fixture(scope="module")
def found():
    scenario = load_scenario("kurume", ["run.patients=500", "run.engine=compiled"])
    limits = [limit_of("operations_per_year<24")]
    return search(scenario, choices_of(scenario, CHOICE), MAIN, limits, posterior=POSTERIOR)


def _by_hand(row, boldness):
    """Mean months and operations a year of fresh patients with a draw and a policy."""
    said = [f"{path}={value}" for path, value in zip(PATHS, VALUES[row], strict=True)]
    there = load_scenario("kurume", [*said, f"policy.boldness={boldness}", "run.patients=500"])
    records = records_of(there, 1, "compiled")
    horizon = there.run.base("horizon")
    return MAIN(records, horizon), MEASURES["operations_per_year"](records, horizon)


def test_lead_best_and_limits_over_draws_are_those_of_runs_by_hand(found):
    assert found.winner is not None
    boldness = dict(found.winner.settings).get("policy.boldness", 1)
    over = found.over
    leads, best, broken = [], 0, 0
    for row in range(3):
        each = {bold: _by_hand(row, bold) for bold in (0.7, 1, 1.3)}
        leads.append(each[boldness][0] - each[1][0])
        kept = {bold: months for bold, (months, operations) in each.items() if operations <= 24}
        best += bool(kept) and max(kept, key=lambda bold: kept[bold]) == boldness
        broken += each[boldness][1] > 24
    assert over.parameters == pytest.approx(np.quantile(leads, (0.025, 0.5, 0.975)).tolist(), rel=1e-9)
    assert (over.draws, over.patients, over.of) == (3, 500, 3)
    assert (over.ahead, over.best, over.broken) == (sum(lead > 0 for lead in leads), best, broken)
    assert broken > 0, "a stronger drug brings more to surgery than the limit allows"
    assert sum(over.best_of.values()) == 3
    assert over.best <= over.level <= 3


def test_chance_is_that_of_as_many_patients_as_the_run_about_the_lead_on_fresh_ones(found):
    searched, fresh = found.fresh.gain.found, found.fresh.gain.fresh
    half = (searched[2] - searched[1]) / 2
    assert found.over.gain == fresh[0]
    assert found.over.chance == pytest.approx((fresh[0] - half, fresh[0] + half))


def test_a_number_that_is_both_chosen_and_calibrated_is_refused_before_anything_runs():
    scenario = load_scenario("kurume", ["run.patients=500"])
    posterior = Posterior(("policy.boldness",), np.array([[1.0], [1.2]]), "by hand", "0", "0", "kurume")
    with pytest.raises(InputError, match="calibrated in the posterior by hand: it cannot be chosen"):
        search(scenario, choices_of(scenario, CHOICE), MAIN, posterior=posterior)


@pytest.mark.slow
def test_screen_json_and_python_say_the_same_with_the_alarm_first(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "mine.parquet"
    place.write_bytes(as_parquet(replace(POSTERIOR, alarm="The alarm rang")))
    words = [
        "policy",
        "search",
        "kurume",
        "--choice",
        CHOICE[0],
        "--patients",
        "300",
        "--posterior",
        str(place),
    ]
    for width in ("80", "2000"):
        monkeypatch.setenv("COLUMNS", width)
        assert ending(lambda: obey(words)) == 0
        shown = capfd.readouterr().out
        assert max(map(len, shown.splitlines())) <= int(width)
        text = " ".join(shown.split())
        assert (
            text.index("The alarm rang") < text.index("by parameters (95%)") < text.index("by chance (95%)")
        )
        assert "of 3 draws" in text
    assert ending(lambda: obey([*words, "--json"])) == 0
    told = json.loads(capfd.readouterr().out)["over_the_posterior"]
    python = haicsim.policy.search("kurume", choices=CHOICE, patients=300, posterior=place)
    assert python.over_the_posterior == told
    assert told["alarm"] == "The alarm rang"
    assert set(told["gain"]) == {"now", "parameters", "chance"}


def test_a_search_without_a_posterior_says_nothing_of_one(found):
    scenario = load_scenario("kurume", ["run.patients=300", "run.engine=compiled"])
    plain = haicsim.policy.search(scenario, choices=["policy.boldness=1,1.3"])
    assert "over_the_posterior" not in plain.as_dict()
    assert plain.over_the_posterior == {}
