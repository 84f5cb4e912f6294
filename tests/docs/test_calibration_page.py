"""The figures of docs/calibration.md against what the shipped calibration kept, and its posterior."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from haicsim.analysis.calibration.posterior import POSTERIORS, read_posterior
from haicsim.analysis.calibration.uncertain import uncertain
from haicsim.analysis.validation.validate import trials, validate
from haicsim.sim.scenario.load import load_scenario

ROOT = Path(__file__).parents[2]
PAGE = " ".join((ROOT / "docs" / "calibration.md").read_text(encoding="utf-8").split())
KEPT = json.loads((POSTERIORS / "kurume.json").read_text(encoding="utf-8"))

COVERAGE = json.loads((POSTERIORS / "kurume-coverage.json").read_text(encoding="utf-8"))


def test_known_truths_lie_in_their_intervals_as_often_as_the_page_says_and_as_they_should():
    assert COVERAGE["plan_digest"] == read_posterior("kurume").plan_digest
    assert COVERAGE["truths"] >= 40
    covered = [row["covered"] for row in COVERAGE["numbers"]]
    assert 0.80 <= COVERAGE["average"] <= 0.97
    assert f"hold **{100 * COVERAGE['average']:.0f}%** of the truths on average" in PAGE
    assert f"by number between {100 * min(covered):.0f}% and {100 * max(covered):.0f}%" in PAGE
    assert f"the least p of sixteen is {min(row['flatness_p'] for row in COVERAGE['numbers']):.2f}" in PAGE
    assert (COVERAGE["rung"], COVERAGE["planted"]) == (20, 20)
    ranks = np.array(COVERAGE["ranks"])
    assert ((ranks >= 0.05) & (ranks <= 0.95)).mean(axis=0) == pytest.approx(covered)


def test_what_was_kept_is_of_the_shipped_posterior():
    found = read_posterior("kurume")
    assert KEPT["posterior"]["plan_digest"] == found.plan_digest
    assert KEPT["posterior"]["draws"] == len(found.values)
    kill = next(row for row in KEPT["numbers"] if row["paths"] == "tumour.kill_median")
    drawn = found.values[:, found.paths.index("tumour.kill_median")]
    assert np.quantile(drawn, (0.05, 0.95)) == pytest.approx((kill["low"], kill["high"]), rel=1e-3)


def test_printed_numbers_inside_are_counted_as_kept():
    rows = KEPT["predicted"]
    seed = [row["inside"] for row in rows if row["study"] == "kurume"]
    others = [row["inside"] for row in rows if row["study"] != "kurume"]
    found = re.search(r"the seed paper, (\d+) numbers \| \d+ \| (\d+) \|", PAGE)
    assert (int(found[1]), int(found[2])) == (len(seed), sum(seed))
    found = re.search(r"fourteen other series, (\d+) numbers \| \d+ \| (\d+) \|", PAGE)
    assert (int(found[1]), int(found[2])) == (len(others), sum(others))
    assert f"{sum(seed) + sum(others)} of {len(rows)} |" in PAGE


def test_numbers_are_called_narrowed_little_or_nothing_as_kept():
    by_word = {
        word: [row["label"] for row in KEPT["numbers"] if row["said"] == word]
        for word in ("narrowed", "little", "nothing")
    }
    assert {word: len(labels) for word, labels in by_word.items()} == {
        "narrowed": 4,
        "little": 8,
        "nothing": 4,
    }
    assert {row["label"] for row in KEPT["numbers"] if row["presses_against"]} == {
        "death by the tumour's load",
        "death by portal thrombus",
    }


def test_differences_between_series_and_the_emulator_are_as_kept():
    low, middle, high = (round(100 * value) for value in KEPT["between_studies"]["share"])
    assert f"{middle} points of percent ({low} to {high}) in shares" in PAGE
    low, middle, high = (round(100 * value) for value in KEPT["between_studies"]["time"])
    assert f"by {middle}% ({low} to {high}) in times" in PAGE
    least, most = min(KEPT["emulator_error"].values()), max(KEPT["emulator_error"].values())
    assert f"off by {least:.2f} to {most:.2f} standard deviations" in PAGE
    assert f"explained better than the data of {100 * KEPT['alarm']['position']:.0f}%" in PAGE


@pytest.mark.slow
def test_trials_that_took_no_part_are_predicted_as_the_page_says():
    found = validate([name for name in trials() if name != "fujino-2015"], [])
    for words, share in (
        ("overall survival, never a target of anything", found.share(False, True)),
        ("others that were no target", found.share(False, False)),
        ("targets of the search for regimens", found.share(True)),
    ):
        assert f"{words} | {share.inside} of {share.of} |" in PAGE
    assert f"over simulated | {found.survival_ratio:.2f} |" in PAGE


@pytest.mark.slow
def test_outcomes_with_two_intervals_are_those_of_the_command():
    scenario = load_scenario("kurume", ["run.patients=1000", "run.engine=compiled"])
    rows = re.findall(
        r"\| (converted|alive)[^|]* \| ([\d.]+)% \| ([\d.]+)% \(([\d.]+)-([\d.]+)\) \| ([\d.]+)-([\d.]+) \|",
        PAGE,
    )
    found = uncertain(scenario, read_posterior("kurume"))
    assert len(rows) == len(found)
    for said, each in zip(rows, found, strict=True):
        low, middle, high = each.parameters
        numbers = (each.now, middle, low, high, *each.chance)
        assert [f"{100 * number:.1f}" for number in numbers] == list(said[1:])
