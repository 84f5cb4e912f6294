"""`haicsim calibrate`: from a plan to a posterior, gone on with after a kill to the same bytes, and used by other commands."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from commands import here

from haicsim.analysis.calibration.posterior import read_posterior
from haicsim.sim.scenario.load import load_scenario

PLAN = """\
name: tiny
question: Which kill and which growth does one trial allow?
move:
  - {label: kill, paths: [tumour.kill_median]}
  - {label: doubling time, paths: [tumour.tvdt_multiplier]}
series:
  - {study: fujino_2015, scenario: trials/fujino-2015, patients: 400}
beliefs:
  - {outcome: conversion_rate, study: fujino_2015, low: 0.02, high: 0.4, source: "For the test"}
size: {first: 40, second: 30, check: 12, studies: 40, draws: 120}
variants:
  - {name: late, words: converted at the second CT in a row that allows it, set: [policy.decision=two_consecutive]}
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A folder with a plan and, in `kept`, what a calibration by it wrote."""
    at = tmp_path_factory.mktemp("calibration")
    (at / "tiny.yaml").write_text(PLAN, encoding="utf-8")
    assert here("calibrate", str(at / "tiny.yaml"), "--out", str(at / "kept"), "--json") == 0
    return at


@pytest.fixture
def posterior(shelf):
    return str(shelf / "kept" / "answer" / "posterior.parquet")


@pytest.mark.slow
def test_the_posterior_says_what_it_follows_from_and_stays_within_the_plan(shelf, posterior):
    found = read_posterior(posterior)
    assert found.paths == ("tumour.kill_median", "tumour.tvdt_multiplier")
    assert (found.plan, found.scenario, len(found.values)) == ("tiny", "trials/fujino-2015", 120)
    numbers = {path: number for path, _, number in load_scenario("trials/fujino-2015").numbers()}
    for path, column in zip(found.paths, found.values.T, strict=True):
        low, high = numbers[path].range
        assert low <= column.min() < column.max() <= high
    for name in ("calibration.json", "narrowed.csv", "predicted.csv", "narrowed.png", "predicted.svg"):
        assert (shelf / "kept" / "answer" / name).stat().st_size > 200


@pytest.mark.slow
def test_the_middle_of_the_draws_is_a_scenario_that_can_be_run(shelf, posterior, tmp_path):
    shutil.copy(shelf / "kept" / "answer" / "centre.yaml", tmp_path / "centre.yaml")
    (tmp_path / "trials").mkdir()
    scenario = load_scenario(tmp_path / "centre.yaml")
    kills = read_posterior(posterior).values[:, 0]
    assert kills.min() < scenario.tumour.kill_median.value < kills.max()
    assert scenario.tumour.kill_median.value == pytest.approx(np.exp(np.log(kills).mean()), rel=2e-3)
    assert scenario.tumour.kill_median.grade == "derived"


@pytest.mark.slow
def test_the_same_command_runs_no_evaluation_again_and_shows_the_same(shelf, capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    from haicsim.analysis.calibration.evaluation import Evaluation

    runs = []
    run = Evaluation.run
    monkeypatch.setattr(Evaluation, "run", lambda self, cell: runs.append(cell) or run(self, cell))
    assert here("calibrate", str(shelf / "tiny.yaml"), "--out", str(shelf / "kept")) == 0
    screen, errors = capfd.readouterr()
    assert len(runs) == 2  # those by which the time is reckoned
    assert "2 numbers" in errors
    assert "82 evaluations of 400 starters" in " ".join(errors.split())
    assert max(len(line) for line in screen.splitlines() if not line.startswith("Written to ")) <= 80
    for words in ("verdict", "kill, 1/d", "fujino_2015", "Beyond chance series differ"):
        assert words in " ".join(screen.split())
    kept = json.loads((shelf / "kept" / "answer" / "calibration.json").read_text())
    assert kept["posterior"]["plan"] == "tiny"
    assert len(kept["predicted"]) == 3


@pytest.mark.slow
def test_killed_and_repeated_the_draws_are_the_same_bytes(shelf, tmp_path, posterior):
    command = [
        sys.executable,
        "-m",
        "haicsim",
        "calibrate",
        str(shelf / "tiny.yaml"),
        "--out",
        str(tmp_path / "again"),
    ]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    log = tmp_path / "again" / "first" / "log.jsonl"
    for _ in range(1200):
        if log.exists() and len(log.read_bytes().splitlines()) > 5:
            break
        time.sleep(0.1)
    started.send_signal(signal.SIGKILL)
    started.wait()
    before = len(log.read_bytes().splitlines())
    assert 5 < before < 41
    assert here("calibrate", str(shelf / "tiny.yaml"), "--out", str(tmp_path / "again"), "--json") == 0
    again = tmp_path / "again" / "answer" / "posterior.parquet"
    assert again.read_bytes() == Path(posterior).read_bytes()


@pytest.mark.long
def test_a_variant_is_a_calibration_of_its_own(shelf, tmp_path, capfd):
    asked = (
        "calibrate",
        str(shelf / "tiny.yaml"),
        "--variant",
        "late",
        "--out",
        str(tmp_path / "late"),
        "--json",
    )
    assert here(*asked) == 0
    found = json.loads(capfd.readouterr().out)
    assert found["posterior"]["plan"] == "tiny-late"
    assert (
        found["posterior"]["plan_digest"]
        != read_posterior(shelf / "kept" / "answer" / "posterior.parquet").plan_digest
    )


@pytest.mark.slow
def test_known_truths_are_tried_on_the_evaluations_that_are_kept(shelf, tmp_path, capfd):
    shutil.copytree(shelf / "kept" / "first", tmp_path / "kept" / "first")
    asked = ("calibrate", str(shelf / "tiny.yaml"), "--out", str(tmp_path / "kept"), "--coverage", "6")
    assert here(*asked) == 0
    screen = " ".join(capfd.readouterr().out.split())
    assert "6 evaluations taken for the truth in turn" in screen
    assert "planted cases rang" in screen
    kept = json.loads((tmp_path / "kept" / "coverage-6" / "coverage.json").read_text())
    assert kept["truths"] == 6
    assert all(0.0 <= rank <= 1.0 for row in kept["ranks"] for rank in row)


@pytest.mark.parametrize(
    ("arguments", "rule"),
    [
        (("calibrate", "kurum"), "Did you mean 'kurume'"),
        (("calibrate", "kurume", "--variant", "three-consecutive"), "two-consecutive"),
        (("calibrate", "kurume", "--coverage", "1"), "4 to 1000"),
        (("run", "kurume", "--posterior", "nobody"), "nor a shipped posterior"),
        (("sweep", "boldness", "--posterior", "nobody"), "nor a shipped posterior"),
        (("whatif", "twin", "kurume", "--all", "--posterior", "nobody"), "nor a shipped posterior"),
    ],
)
def test_faulty_input_is_refused_in_words(capfd, arguments, rule):
    assert here(*arguments) == 2
    said = " ".join(capfd.readouterr().err.split())
    assert rule in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_a_run_shows_two_intervals_over_a_posterior(posterior, tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    asked = (
        "run",
        "trials/fujino-2015",
        "--patients",
        "60",
        "--no-compare",
        "--engine",
        "process",
        "--posterior",
        posterior,
    )
    assert here(*asked, "--out", str(tmp_path / "run")) == 0
    screen = " ".join(capfd.readouterr().out.split())
    assert "by parameters (95%)" in screen
    assert "by chance (95%)" in screen


@pytest.mark.slow
def test_a_run_that_sets_a_number_of_the_posterior_is_refused_before_it_begins(posterior, tmp_path, capfd):
    asked = (
        "run",
        "trials/fujino-2015",
        "--patients",
        "60",
        "--posterior",
        posterior,
        "--set",
        "tumour.kill_median=0.02",
    )
    assert here(*asked, "--out", str(tmp_path / "run")) == 2
    assert "tumour.kill_median" in capfd.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.long
def test_a_sweep_runs_every_setting_over_draws(posterior, tmp_path, capfd):
    sweep = tmp_path / "s.yaml"
    sweep.write_text(
        "name: s\nquestion: What does the interval do?\nscenarios: [trials/fujino-2015]\n"
        "vary: {policy.ct_interval: [1, 2]}\npatients: 30\nengine: process\noutcomes: [itt12]\n"
    )
    assert (
        here("sweep", str(sweep), "--posterior", posterior, "--out", str(tmp_path / "cells"), "--json") == 0
    )
    rows = json.loads(capfd.readouterr().out)
    assert [row["cells"] for row in rows] == [100, 100]
