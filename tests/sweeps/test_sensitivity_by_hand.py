"""Authority: by hand. Sensitivity where numbers are tied, stand still or do not matter, and what refuses a question."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from sweeps import here

from haicsim.analysis.calibration.posterior import Posterior
from haicsim.analysis.calibration.uncertain import Uncertain
from haicsim.analysis.experiments.checkpoint_log import CheckpointLog, FinishedCell
from haicsim.analysis.experiments.work_options import WorkOptions
from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.results import difference
from haicsim.analysis.sensitivity import over_posterior, question
from haicsim.analysis.sensitivity.calibrated import Calibrated, _tied, calibrated
from haicsim.analysis.sensitivity.factors import Factor, factors_of
from haicsim.analysis.sensitivity.question import question_of, refuse_size
from haicsim.analysis.sensitivity.regression import regression
from haicsim.analysis.sensitivity.report import _answer, as_plain
from haicsim.api import sensitivities
from haicsim.api.sensitivities import SensitivityResult
from haicsim.memory import check_work
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

KILL, PACE, REFUSAL = "tumour.kill_median", "tumour.tvdt_multiplier", "policy.refusal"
VP3, VP4 = "survival.death_by_thrombus.vp3", "survival.death_by_thrombus.vp4"
SCENARIO = load_scenario("kurume", ["run.patients=20", "run.engine=process"])
RATE = OUTCOMES["conversion_rate"]
LOG = CheckpointLog(Path(), ("conversion_rate",))


@pytest.fixture(scope="module")
def mine() -> Calibrated:
    """Twenty-one draws: one number moves, one stands still, and two are moved by one factor."""
    k = np.arange(21.0)
    columns = (0.012 + 0.0001 * k, np.full(21, 1.2), 0.055 + 0.001 * k, 0.11 + 0.002 * k)
    return calibrated(
        SCENARIO, Posterior((KILL, PACE, VP3, VP4), np.column_stack(columns), "mine", "0", "0", "kurume")
    )


def test_a_number_that_stands_still_in_every_draw_is_no_factor(mine: Calibrated) -> None:
    assert [each.path for each in mine.factors] == [KILL, VP3]
    (kill, death) = mine.factors
    assert (kill.low, kill.value, kill.high) == pytest.approx((0.01205, 0.013, 0.01395))
    assert dict(death.tied) == pytest.approx({VP4: 2.0})
    assert mine.values.shape == (21, 2)
    assert float(mine.scenario.tumour.tvdt_multiplier.value) == pytest.approx(1.2)


def test_only_positive_numbers_that_move_by_one_factor_are_tied() -> None:
    columns = ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 1.0, 2.0], [5.0, 5.0, 5.0], [1.0, 2.0, 3.1])
    assert list(_tied(np.column_stack(columns))) == [[0, 1], [2], [3], [4]]


def test_a_factor_sets_what_is_tied_to_it_in_proportion() -> None:
    factor = Factor(VP3, 0.05, 0.07, 0.06, "1/month")
    assert factor.settings(0.5) == {VP3: pytest.approx(0.06)}
    assert replace(factor, tied=((VP4, 2.0),)).settings(1.0) == {VP3: 0.07, VP4: 0.14}


def test_a_number_named_twice_by_what_it_is_tied_to_is_one(mine: Calibrated) -> None:
    assert over_posterior._named(mine, [VP4, VP3, REFUSAL]) == ([VP3], [REFUSAL])
    with pytest.raises(InputError, match="is in the posterior mine, whose draws say how far it moves"):
        over_posterior._named(mine, [f"{VP4}=0.1..0.2"])


def test_one_way_without_a_name_moves_the_calibrated_and_all_others(
    mine: Calibrated, monkeypatch: Any
) -> None:
    few = factors_of(SCENARIO, [REFUSAL, f"{PACE}=1..1.4"])
    monkeypatch.setattr(over_posterior, "factors_of", lambda scenario: few)
    asked = over_posterior._moved(mine, "oneway", [], [], [], None, 1)
    assert [each.path for each in asked.analysis.factors] == [KILL, VP3, REFUSAL], (
        "the pace has draws of its own"
    )


def test_outcomes_over_a_posterior_have_an_interval_of_draws_and_one_of_chance() -> None:
    asked: Any = SimpleNamespace(
        by_chance=lambda log, name: np.array([0.1, 0.3]),
        over_draws=lambda log, name: np.linspace(0.0, 1.0, 201),
    )
    (found,) = over_posterior.headlines(asked, LOG, [RATE])
    half = 1.959964 * 0.1 * np.sqrt(2.0)
    assert found.outcome == "conversion_rate"
    assert found.now == pytest.approx(0.2)
    assert found.parameters == pytest.approx((0.025, 0.5, 0.975))
    assert found.chance == pytest.approx((0.2 - half, 0.2 + half))


def test_an_outcome_that_never_moves_has_no_weights_and_is_all_noise() -> None:
    draws = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 5.0], [4.0, 3.0]])
    still = regression(("a", "b"), draws, np.full(5, 0.25), 0.01)
    assert [(w.path, w.coefficient, w.below_noise_floor) for w in still.weights] == [
        ("a", 0.0, True),
        ("b", 0.0, True),
    ]
    assert (still.explained, still.noise) == (0.0, 1.0)
    asked: Any = SimpleNamespace(
        method="regression", replications=1, cube=draws, values=lambda log, name: np.arange(5.0).reshape(5, 1),
        noise=lambda log, name: 0.5,
    )  # fmt: skip
    moved = _answer(asked, LOG, RATE, ("a", "b"))
    assert [(row.path, row.measure) for row in moved.rows] == [  # type: ignore[union-attr]
        ("a", "coefficient"), ("b", "coefficient"), ("a", "alone"), ("b", "alone"),
    ]  # fmt: skip
    assert moved.rows[0].value == pytest.approx(1.0)  # type: ignore[union-attr]
    assert [moved.explained, moved.noise] == pytest.approx([1.0, 0.25]), "the variance of 0 to 4 is 2"


def test_in_json_a_posterior_stands_with_what_goes_together(mine: Calibrated) -> None:
    assert as_plain([], None, ()) == []
    pairs: Any = SimpleNamespace(
        posterior=mine.posterior, factors=mine.factors, together=((KILL, VP3, -0.8),)
    )
    said = as_plain([], pairs, [Uncertain("os60", 0.2, (0.1, 0.2, 0.3), (0.1, 0.3))])
    assert (said["posterior"], said["draws"], said["rows"], said["tied"]) == ("mine", 21, [], {VP4: VP3})
    assert said["together"] == [{"first": KILL, "second": VP3, "correlation": -0.8}]
    assert said["over_the_posterior"][0]["parameters"] == (0.1, 0.2, 0.3)


def test_a_number_that_was_estimated_together_with_others_is_not_moved_alone(
    tmp_path: Path, monkeypatch: Any
) -> None:
    draws = tmp_path / "draws.csv"
    draws.write_text(f"{KILL},{PACE}\n0.013,1.2\n")
    named = re.escape(
        f"--vary {KILL}: was estimated together with the others of {draws}: use --method regression"
    )
    with pytest.raises(InputError, match=named):
        question_of(SCENARIO, "oneway", [KILL, REFUSAL], draws=draws)
    few = factors_of(SCENARIO, [REFUSAL])
    monkeypatch.setattr(question, "factors_of", lambda scenario, vary: few)
    for vary in ([], [REFUSAL]):
        alone = question_of(SCENARIO, "oneway", vary, draws=draws)
        assert [each.path for each in alone.analysis.factors] == [REFUSAL]


@pytest.mark.parametrize("size", [0, (1 << 20) + 1])
def test_a_design_of_no_point_or_of_too_many_is_refused(size: int) -> None:
    with pytest.raises(InputError, match=rf"--size {size}: must be between 1 \(3 for a map\) and 1,048,576"):
        refuse_size("morris", size, 4)
    with pytest.raises(InputError, match="--size 2: must be between"):
        refuse_size("twoway", 2, 2)


# ---- In Python and on the command line


def result(calibrated_by: Any, *headlines: Uncertain) -> SensitivityResult:
    asked: Any = SimpleNamespace(calibrated=calibrated_by, analysis=SimpleNamespace(method="pawn"))
    done: Any = SimpleNamespace(state="done")
    return SensitivityResult(asked, done, (), headlines)


def test_in_python_there_is_nothing_over_a_posterior_without_one(mine: Calibrated) -> None:
    assert result(None).notes == ()
    assert result(None).over_the_posterior.empty
    rung: Any = SimpleNamespace(
        posterior=replace(mine.posterior, alarm="The series differ."), factors=(), together=()
    )
    assert result(rung).notes == (
        "The series differ.", "Points are whole draws: a number also shows what those do that go with it.",
    )  # fmt: skip
    assert result(mine).notes[0] == f"{VP4} moves with {VP3}, by the same factor, as in the calibration."
    (row,) = result(mine, Uncertain("os60", 0.2, (0.1, 0.25, 0.3), (0.15, 0.35))).over_the_posterior.to_dict(
        "records"
    )
    assert row == {
        "outcome": "os60", "now": 0.2, "parameters_low": 0.1, "parameters_middle": 0.25, "parameters_high": 0.3,
        "chance_low": 0.15, "chance_high": 0.35,
    }  # fmt: skip


@pytest.mark.parametrize(("state", "failed"), [("out of time", ()), ("done", (("a cell", "why"),))])
def test_there_is_no_answer_before_every_cell_is_done_or_where_one_failed(state: str, failed: Any) -> None:
    done: Any = SimpleNamespace(state=state, failed=failed)
    asked: Any = None
    assert sensitivities._reports(asked, done, [RATE]) == ((), ())


def test_one_cell_of_an_analysis_is_run_and_nothing_kept(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    size = ("--patients", "5", "--replications", "1", "--engine", "process")
    assert here("sensitivity", "kurume", "--vary", REFUSAL, *size, "--cell", "1") == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == f"Cell 1: kurume, {REFUSAL}=0.0, replication 0"
    assert len(lines) == len(OUTCOMES)
    assert list(tmp_path.iterdir()) == []
    assert here("sensitivity", "kurume", "--vary", REFUSAL, *size, "--cell", "3") == 2
    assert "--cell 3: cells are numbered from 0 to 2." in capsys.readouterr().err


def test_on_the_screen_and_in_json_the_posterior_comes_with_the_answer(
    mine: Calibrated, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    from haicsim.commands import sensitivity as command

    few = factors_of(SCENARIO, [REFUSAL])
    asked = over_posterior._moved(mine, "oneway", [REFUSAL], [], [REFUSAL], None, 2)
    values = {each.key: (0.1 + 0.001 * (each.number % 7),) for each in asked.analysis.work.cells}
    log = CheckpointLog(
        tmp_path, LOG.columns, {key: FinishedCell(key, value) for key, value in values.items()}
    )
    monkeypatch.setattr("haicsim.analysis.experiments.checkpoint_log.read_finished", lambda folder: ({}, log))
    monkeypatch.setattr("haicsim.analysis.figures.in_results.draw_sensitivity", lambda *given: None)
    command._answer(asked, [RATE], tmp_path, False)
    words = " ".join(capsys.readouterr().out.split())
    assert "Over draws of the posterior" in words
    assert "In the middle of the posterior: 10" in words
    assert f"policy.refusal {few[0].low:.4g}: " in words
    (tmp_path / "json").mkdir()
    command._answer(asked, [RATE], tmp_path / "json", True)
    assert '"posterior": "mine"' in capsys.readouterr().out


def test_runs_of_two_versions_of_the_model_differ_in_that(tmp_path: Path, monkeypatch: Any) -> None:
    size = {"patients": 9, "replications": 1, "cohort_digest": "same"}
    origins = iter([SimpleNamespace(model_version=each, seed=int(each), **size) for each in "12"])
    monkeypatch.setattr(difference, "read_provenance", lambda where: next(origins))
    monkeypatch.setattr(difference, "read_records", lambda *given: (SCENARIO, None))
    monkeypatch.setattr(
        difference, "RunRecords", lambda scenario, records: SimpleNamespace(scenario=scenario)
    )
    monkeypatch.setattr(difference, "OUTCOMES", {})
    found = difference.compare_runs(tmp_path, tmp_path, 0.05)
    assert [(each.path, each.before, each.after) for each in found.inputs] == [("model_version", "1", "2")]
    assert (found.paired, found.same_people) == (False, True)
    assert difference.nothing_happened(RATE, 1.0) == difference.EVERYBODY
    assert difference.nothing_happened(RATE, 0.5) == ""


def test_workers_of_a_cluster_bring_their_own_memory() -> None:
    work: Any = SimpleNamespace(
        cells=range(10), patients=10_000_000, model=SimpleNamespace(shares_threads=False)
    )
    check_work(work, WorkOptions(cluster="tcp://there"), free=1_000_000_000)
    with pytest.raises(InputError, match="need about"):
        check_work(work, WorkOptions(workers=1), free=1_000_000_000)
