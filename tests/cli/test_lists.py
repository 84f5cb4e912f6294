"""`haicsim list`, `haicsim outcomes` and `--version`: everything that is there is listed, within 80 columns."""

import json
from importlib.metadata import version

import pytest
from commands import here

from haicsim.analysis.measures.outcome_measures import OUTCOMES
from haicsim.sim.loading.inheritance import every_shipped_scenario


@pytest.mark.slow
def test_every_shipped_scenario_is_listed_with_its_question(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("list", "--json") == 0
    rows = json.loads(capfd.readouterr().out)
    assert {row["name"] for row in rows if row["kind"] == "scenario"} == set(every_shipped_scenario())
    assert all(row["question"] for row in rows if row["kind"] == "scenario")
    assert "kurume" in {row["name"] for row in rows if row["kind"] == "study"}


def test_every_outcome_is_listed_with_its_meaning(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("outcomes", "--json") == 0
    rows = json.loads(capfd.readouterr().out)
    assert {row["name"]: row["meaning"] for row in rows} == {
        name: each.meaning for name, each in OUTCOMES.items()
    }


def test_outcomes_are_found_by_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("outcomes", "never resected", "--json") == 0
    found = {row["name"] for row in json.loads(capfd.readouterr().out)}
    assert found == {name for name, each in OUTCOMES.items() if "never resected" in each.meaning}
    assert found


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["80", "100", "120"])
@pytest.mark.parametrize("command", ["list", "outcomes"])
def test_lists_fit_the_screen_and_cut_no_name(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], command: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert here(command) == 0
    out = capfd.readouterr().out
    assert max(len(line) for line in out.splitlines()) <= int(columns)
    for name in every_shipped_scenario() if command == "list" else OUTCOMES:
        assert f"{name} " in out, name


def test_the_version_is_that_of_the_package(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("--version") == 0
    assert capfd.readouterr().out == f"haicsim {version('haicsim')}\n"


def test_check_shows_one_topic_with_the_range_of_every_number(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("check", "kurume", "--topic", "policy", "--ranges") == 0
    lines = capfd.readouterr().out.splitlines()
    paths = [line.split()[0] for line in lines if "." in line.split(" ")[0]]
    assert {path.partition(".")[0] for path in paths} == {"policy"}
    (boldness,) = [line for line in lines if line.startswith("policy.boldness")]
    assert "1 ratio (0.5 to 2)" in boldness


def test_a_topic_that_is_none_is_refused_with_the_nearest(capfd: pytest.CaptureFixture[str]) -> None:
    assert here("check", "kurume", "--topic", "polcy") == 2
    assert "Did you mean 'policy'?" in capfd.readouterr().err
