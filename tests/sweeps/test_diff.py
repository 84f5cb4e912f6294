"""Two runs compared: what was changed is named, and what moved is what must have moved."""

import json
from pathlib import Path

import numpy as np
import pytest
from sweeps import here

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.analysis.results.difference import Output, _half_width, _verdict, compare_runs, smallest
from haicsim.sim.errors import InputError

RUNS = {
    "a": (),
    "same": ("--set", "policy.boldness=1"),
    "refusal": ("--set", "policy.refusal=0.5"),
    "seed": ("--seed", "9"),
    "older": ("--set", "population.age_mean=72"),
    "nobody": ("--set", "policy.operate=0"),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("runs")
    for name, options in RUNS.items():
        out = ("--out", str(at / name))
        assert (
            here(
                "run",
                "kurume",
                "--patients",
                "400",
                "--engine",
                "process",
                "--no-journal",
                "--no-compare",
                *options,
                *out,
            )
            == 0
        )
    return at


def outputs(a: Path, b: Path) -> dict[str, Output]:
    return {each.outcome.name: each for each in compare_runs(a, b, 0.05).outputs}


@pytest.mark.slow
def test_the_same_run_has_moved_in_nothing(runs: Path) -> None:
    found = compare_runs(runs / "a", runs / "same", 0.05)
    assert (found.inputs, found.paired, found.same_people) == ((), True, True)
    assert all(each.change == 0.0 or each.verdict == "cannot be told" for each in found.outputs)
    assert outputs(runs / "a", runs / "same")["conversion_rate"].verdict == "did not move"


@pytest.mark.slow
def test_refusal_moves_operations_and_not_conversions(runs: Path) -> None:
    found = compare_runs(runs / "a", runs / "refusal", 0.05)
    assert [(each.path, each.before, each.after) for each in found.inputs] == [("policy.refusal", 0.05, 0.5)]
    said = outputs(runs / "a", runs / "refusal")
    assert said["conversion_rate"].verdict == "did not move"  # the same patients, judged alike
    assert said["resection_rate"].verdict == "moved"
    assert said["resection_rate"].high < 0.0


@pytest.mark.slow
def test_other_people_of_the_same_seed_are_paired_and_said_to_be_others(
    runs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = compare_runs(runs / "a", runs / "older", 0.05)
    assert (found.paired, found.same_people) == (True, False)
    assert here("diff", str(runs / "a"), str(runs / "older")) == 0
    shown = " ".join(capfd.readouterr().out.split())
    assert "the same random numbers, but other patients" in shown
    assert "the same patients" not in shown


@pytest.mark.slow
def test_where_nothing_happened_in_either_run_nothing_can_be_told(runs: Path) -> None:
    said = outputs(runs / "nobody", runs / "nobody")
    assert (said["resection_rate"].verdict, said["resection_rate"].why) == (
        "cannot be told",
        "no event in either run",
    )
    assert said["theatre_waited_days"].verdict == "cannot be told"
    assert said["ct_waited_days"].why == "nobody waited in either run"
    assert said["conversion_rate"].verdict == "did not move"
    assert outputs(runs / "a", runs / "nobody")["resection_rate"].verdict == "moved"


@pytest.mark.parametrize(
    ("unit", "low", "high", "verdict"),
    [
        (
            "share of 1",
            0.00004,
            0.00008,
            "did not move",
        ),  # sure, and not worth naming: no decimal shown changes
        ("share of 1", 0.0004, 0.0008, "moved"),
        ("share of 1", -0.0001, 0.0008, "cannot be told"),
        ("d", 0.01, 0.05, "did not move"),
        ("d", 0.05, 0.07, "moved"),
        ("months", -0.07, -0.05, "moved"),
    ],
)
def test_a_difference_nobody_would_name_has_not_moved(
    unit: str, low: float, high: float, verdict: str
) -> None:
    measure = next(each for each in OUTCOMES.values() if each.unit == unit)
    assert _verdict(measure, 0.0, low, high, 0.05) == verdict


def test_a_median_in_a_gap_between_two_clusters_is_not_told_to_have_moved() -> None:
    days = np.concatenate(
        [np.full(50, 100.0), np.full(50, 180.0)]
    )  # two more to one side carry the median across
    without = {
        place: (np.median(np.delete(days[:-2], part)), np.median(np.delete(days[2:], part)))
        for place, part in enumerate(np.array_split(np.random.default_rng(1).permutation(98), 20))
    }
    mine, theirs = ({place: each[side] for place, each in without.items()} for side in (0, 1))
    assert np.median(days[2:]) - np.median(days[:-2]) == 80.0
    assert _half_width(mine, theirs, False) > 80.0


def test_intervals_of_medians_hold_a_planted_change_as_often_as_they_say() -> None:
    stream, held = np.random.default_rng(1), 0
    for _ in range(200):
        mine, other = stream.normal(size=(2, 180))
        theirs = 0.5 + (mine + other) / np.sqrt(2.0)
        blocks = np.arange(180) // 9
        sides = [{k: np.median(side[blocks != k]) for k in range(20)} for side in (mine, theirs)]
        change = np.median(theirs) - np.median(mine)
        held += abs(change - 0.5) <= _half_width(sides[0], sides[1], True)
    assert held >= 186  # of 200: 93%


def test_every_outcome_measure_has_a_smallest_difference() -> None:
    assert all(0.0 < smallest(each) < 0.1 for each in OUTCOMES.values())


@pytest.mark.slow
def test_other_luck_is_compared_unpaired_and_told_for_nothing(runs: Path) -> None:
    found = compare_runs(runs / "a", runs / "seed", 0.05)
    assert not found.paired
    assert [each.path for each in found.inputs] == ["run.seed"]
    moved = [each.outcome.name for each in found.outputs if each.verdict == "moved"]
    assert len(moved) <= 3  # of 33 outcomes, one in twenty by chance


@pytest.mark.slow
def test_the_command_shows_it_to_people_and_machines(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert here("diff", str(runs / "a"), str(runs / "refusal")) == 0
    shown = capfd.readouterr().out
    assert "policy.refusal: 0.05 -> 0.5" in shown
    assert "the same patients with the same random numbers" in shown
    assert here("diff", str(runs / "a"), str(runs / "refusal"), "--json") == 0
    said = json.loads(capfd.readouterr().out)
    assert said["inputs"] == [{"path": "policy.refusal", "before": 0.05, "after": 0.5}]


@pytest.mark.slow
def test_what_is_no_folder_of_results_is_refused(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        compare_runs(runs / "a", tmp_path / "nowhere", 0.05)
