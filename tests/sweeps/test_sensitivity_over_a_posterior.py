"""Authority: theory and hand calculation. Sensitivity over draws that go together, of functions whose indices are known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sweeps import here

import haicsim
from haicsim.analysis.calibration.posterior import Posterior, as_parquet
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.sensitivity.calibrated import calibrated
from haicsim.analysis.sensitivity.indices import indices_of
from haicsim.analysis.sensitivity.over_posterior import asked_question
from haicsim.analysis.sensitivity.regression import regression
from haicsim.sim.errors import InputError
from haicsim.sim.run import records_of
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.scenario.modify import changed

KILL, PACE = "tumour.kill_median", "tumour.tvdt_multiplier"
VP3, VP4 = "survival.death_by_thrombus.vp3", "survival.death_by_thrombus.vp4"
REFUSAL, BOLD = "policy.refusal", "policy.boldness"
LINE = ("--patients", "20", "--engine", "process", "--workers", "1", "--out", "kept")


def _posterior(draws: int = 400) -> Posterior:
    """A faster tumour goes with a stronger drug (correlation -0.8); two hazards by one factor."""
    normal = np.random.default_rng(0).multivariate_normal([0.0, 0.0], [[1.0, -0.8], [-0.8, 1.0]], draws)
    factor = np.linspace(1.0, 1.3, draws)[np.random.default_rng(1).permutation(draws)]
    columns = (0.013 + 0.001 * normal[:, 0], 1.2 + 0.1 * normal[:, 1], 0.055 * factor, 0.09 * factor)
    return Posterior((KILL, PACE, VP3, VP4), np.column_stack(columns), "by hand", "0", "0", "kurume")


POSTERIOR = _posterior()
SCENARIO = load_scenario("kurume", ["run.patients=20", "run.engine=process"])


def _question(method, vary=(), size=None, replications=1, posterior=POSTERIOR):
    return asked_question(SCENARIO, method, vary, size, None, replications, posterior)


def _settings(question):
    analysis = question.analysis
    count = len(analysis.work.cells) - len(analysis.noise_floor) - len(analysis.over)
    return [dict(cell.settings) for cell in analysis.work.cells[:count]]


def _indices(question, function):
    """What the method finds of a function of the settings, exactly computed."""
    analysis = question.analysis
    values = np.array([function(each) for each in _settings(question)])
    found = indices_of(analysis.method, analysis.factors, analysis.cube, values, 0.0, 0)
    return {(index.path, index.measure): index for index in found}


@pytest.mark.parametrize("method", ["prcc", "pawn", "regression"])
def test_points_are_whole_draws_and_the_others_fill_their_range(method):
    question = _question(method, [REFUSAL], 200)
    settings = _settings(question)
    drawn = [tuple(each[path] for path in POSTERIOR.paths) for each in settings]
    assert drawn == [tuple(row) for row in POSTERIOR.values[::2]]
    low, high = SCENARIO.policy.refusal.range
    filled = np.sort([(each[REFUSAL] - low) / (high - low) for each in settings])
    assert np.abs(filled - (np.arange(200) + 0.5) / 200).max() < 1 / 200
    assert question.paths == (KILL, PACE, VP3, REFUSAL)


def test_sobol_shares_of_draws_and_of_an_independent_number_are_those_of_theory():
    question = _question("sobol", [REFUSAL], 1024)
    found = _indices(question, lambda x: 1000.0 * x[KILL] + 10.0 * x[PACE] + 5.0 * x[REFUSAL])
    drawn = (1000.0 * POSTERIOR.values[:, 0] + 10.0 * POSTERIOR.values[:, 1]).var()
    low, high = SCENARIO.policy.refusal.range
    alone = 25.0 * (high - low) ** 2 / 12.0
    share = drawn / (drawn + alone)
    independent = (1.0 + 1.0) / (1.0 + 1.0 + alone)  # what draws taken apart would have given
    assert abs(share - independent) > 0.1
    for measure in ("S1", "ST"):
        assert found["posterior by hand", measure].value == pytest.approx(share, abs=0.05)
        assert found[REFUSAL, measure].value == pytest.approx(1.0 - share, abs=0.05)


def test_partial_ranks_hold_what_goes_along_and_pawn_shows_it_and_says_so():
    function = lambda x: x[KILL] / 0.001 + x[VP3]  # noqa: E731
    partial = _indices(_question("prcc", [], 400), function)
    assert partial[KILL, "prcc"].value > 0.99
    assert abs(partial[PACE, "prcc"].value) < partial[PACE, "prcc"].noise_floor
    question = _question("pawn", [], 400)
    distance = _indices(question, function)
    assert not distance[PACE, "median"].below_noise_floor
    assert distance[VP3, "median"].below_noise_floor
    assert question.calibrated.together[0][:2] == (PACE, KILL)
    assert question.calibrated.together[0][2] == pytest.approx(-0.79, abs=0.05)


def test_a_regression_on_draws_tells_apart_what_goes_together():
    question = _question("regression", [REFUSAL], 400)
    values = np.array([x[KILL] / 0.001 + 3.0 * x[REFUSAL] for x in _settings(question)])
    weights = {w.path: w for w in regression(question.paths, question.analysis.cube, values, 0.0).weights}
    assert weights[KILL].coefficient == pytest.approx(
        POSTERIOR.values[:, 0].std() / 0.001 / values.std(), rel=1e-6
    )
    assert weights[PACE].coefficient == pytest.approx(0.0, abs=1e-9)


@pytest.mark.slow
def test_one_way_moves_each_over_95_percent_of_its_draws_about_the_middle_and_what_is_tied_along():
    question = _question("oneway", [PACE, REFUSAL, VP4])
    low, middle, high = np.quantile(POSTERIOR.values, (0.025, 0.5, 0.975), axis=0)
    assert [f.path for f in question.analysis.factors] == [PACE, REFUSAL, VP3]
    settings = _settings(question)
    assert settings[0] == {}
    assert settings[1:3] == [{PACE: low[1]}, {PACE: high[1]}]
    assert settings[3:5] == [{REFUSAL: end} for end in SCENARIO.policy.refusal.range]
    assert settings[5] == {VP3: low[2], VP4: pytest.approx(low[3])}
    there = question.calibrated.scenario
    assert there.tumour.tvdt_multiplier.value == middle[1]
    assert there.survival.death_by_thrombus.vp4.value == middle[3]
    everything = {f.path for f in _question("oneway").analysis.factors}
    assert {KILL, PACE, VP3, REFUSAL} < everything
    assert VP4 not in everything


@pytest.mark.parametrize(
    ("method", "vary", "size", "said"),
    [
        ("morris", [], None, "holds for numbers that are independent of one another"),
        ("sobol", [], None, "takes the calibrated numbers as one factor: name others"),
        ("sobol", [KILL], None, "rank correlation -0.7"),
        ("prcc", [f"{KILL}=0.01..0.02"], None, "name it without ends"),
        ("prcc", [], 401, "must be between 1 and 400, the draws of the posterior"),
        ("twoway", [], None, "needs parameters"),
        ("twoway", [KILL], None, "needs two parameters, not 1"),
        ("sobel", [], None, "must be one of"),
    ],
)
def test_what_draws_that_go_together_do_not_allow_is_refused_with_the_reason(method, vary, size, said):
    with pytest.raises(InputError, match=said):
        _question(method, vary, size)


def test_few_draws_other_draws_and_a_number_set_otherwise_are_refused():
    with pytest.raises(InputError, match="has 19 draws"):
        calibrated(SCENARIO, _posterior(19))
    with pytest.raises(InputError, match="does not go with --posterior"):
        asked_question(SCENARIO, "regression", [], None, Path("joint.csv"), 1, POSTERIOR)
    with pytest.raises(InputError, match=r"is set to 0\.02 in kurume, and by the posterior"):
        calibrated(load_scenario("kurume", [f"{KILL}=0.02"]), POSTERIOR)


@pytest.mark.slow
def test_headlines_are_those_of_the_draws_by_hand_on_screen_in_json_and_in_python(
    tmp_path, monkeypatch, capfd
):
    monkeypatch.chdir(tmp_path)
    few = replace(_posterior(24), alarm="The alarm rang")
    (tmp_path / "mine.parquet").write_bytes(as_parquet(few))
    words = ("sensitivity", "kurume", "--posterior", "mine.parquet", "--vary", KILL, "--replications", "2",
             "--outcome", "response_rate", *LINE)  # fmt: skip
    assert here(*words) == 0
    screen = " ".join(capfd.readouterr().out.split())
    assert (
        screen.index("The alarm rang") < screen.index("by parameters (95%)") < screen.index("by chance (95%)")
    )
    assert "In the middle of the posterior:" in screen
    assert f"{VP4} moves with {VP3}" in screen
    assert here(*words, "--json") == 0
    found = json.loads(capfd.readouterr().out)

    def of(values, replication):
        there = changed(SCENARIO, values)
        return OUTCOMES["response_rate"](records_of(there, replication, "process"), there.run.base("horizon"))

    over = [of(values, 0) for values in few.settings()]
    middle = dict(zip(few.paths, np.median(few.values, axis=0).tolist(), strict=True))
    chance = [of(middle, k) for k in range(20)]
    (row,) = found["over_the_posterior"]
    assert row["parameters"] == pytest.approx(np.quantile(over, (0.025, 0.5, 0.975)).tolist())
    assert row["now"] == pytest.approx(np.mean(chance))
    half = 1.959964 * np.std(chance, ddof=1)
    assert row["chance"] == pytest.approx([np.mean(chance) - half, np.mean(chance) + half])
    assert (found["alarm"], found["tied"], found["draws"]) == ("The alarm rang", {VP4: VP3}, 24)
    python = haicsim.sensitivity(
        "kurume", posterior="mine.parquet", vary=[KILL], replications=2, outcomes=["response_rate"],
        patients=20, engine="process", workers=1, out="kept",
    )  # fmt: skip
    assert python.indices.change.tolist() == pytest.approx([each["change"] for each in found["rows"]])
    assert python.over_the_posterior.parameters_high[0] == pytest.approx(row["parameters"][2])
    assert python.notes[0] == "The alarm rang"
