"""Two runs compared: what was changed is named, and what moved is what must have moved."""

import json
from pathlib import Path

import pytest
from sweeps import here

from haicsim.analysis.results.difference import Output, compare_runs
from haicsim.sim.errors import InputError

RUNS = {
    "a": (),
    "same": ("--set", "policy.boldness=1"),
    "refusal": ("--set", "policy.refusal=0.5"),
    "seed": ("--seed", "9"),
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


def test_the_same_run_has_moved_in_nothing(runs: Path) -> None:
    found = compare_runs(runs / "a", runs / "same", 0.05)
    assert (found.inputs, found.paired) == ((), True)
    assert all(each.change == 0.0 or each.verdict == "cannot be told" for each in found.outputs)
    assert outputs(runs / "a", runs / "same")["conversion_rate"].verdict == "did not move"


def test_refusal_moves_operations_and_not_conversions(runs: Path) -> None:
    found = compare_runs(runs / "a", runs / "refusal", 0.05)
    assert [(each.path, each.before, each.after) for each in found.inputs] == [("policy.refusal", 0.05, 0.5)]
    said = outputs(runs / "a", runs / "refusal")
    assert said["conversion_rate"].verdict == "did not move"  # the same patients, judged alike
    assert said["resection_rate"].verdict == "moved"
    assert said["resection_rate"].high < 0.0


def test_other_luck_is_compared_unpaired_and_told_for_nothing(runs: Path) -> None:
    found = compare_runs(runs / "a", runs / "seed", 0.05)
    assert not found.paired
    assert [each.path for each in found.inputs] == ["run.seed"]
    moved = [each.outcome.name for each in found.outputs if each.verdict == "moved"]
    assert len(moved) <= 3  # of 33 outcomes, one in twenty by chance


def test_the_command_shows_it_to_people_and_machines(runs: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert here("diff", str(runs / "a"), str(runs / "refusal")) == 0
    shown = capfd.readouterr().out
    assert "policy.refusal: 0.05 -> 0.5" in shown
    assert "the same patients with the same luck" in shown
    assert here("diff", str(runs / "a"), str(runs / "refusal"), "--json") == 0
    said = json.loads(capfd.readouterr().out)
    assert said["inputs"] == [{"path": "policy.refusal", "before": 0.05, "after": 0.5}]


def test_what_is_no_folder_of_results_is_refused(runs: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        compare_runs(runs / "a", tmp_path / "nowhere", 0.05)
