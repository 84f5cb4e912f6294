"""Authority: the page on regimens: its commands run, and its figures are what the files and the simulation say."""

import re
from pathlib import Path

import pytest
from blocks import follow
from tree import ROOT

from haicsim.analysis.validation.trial_predictions import predictions
from haicsim.sim.loading.inheritance import shipped_scenarios
from haicsim.sim.scenario.load import load_scenario

PAGE = (ROOT / "docs" / "regimens.md").read_text(encoding="utf-8")
ROW = re.compile(
    r"^\| [^|]+, n = (?P<n>\d+) \(`(?P<trial>[\w-]+)`\) \| `(?P<regimen>[\w-]+)` \| [^|]+ \| "
    r"(?P<printed>[\d.]+)(?:%| months) \| (?P<simulated>[\d.]+) "
    r"\((?P<low>[\d.]+)-(?P<high>[\d.]+)\)(?:%| months) \| (?P<how>fitted|predicted) \|$",
    re.M,
)
TRIALS = [name.removeprefix("trials/") for name in shipped_scenarios("trials")]


@pytest.mark.slow
def test_every_command_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def printed() -> str:
        said = capfd.readouterr()
        return said.out + said.err

    follow(PAGE, printed, lambda block: False)


def check(trial: str) -> None:
    """The rows of a trial are those the simulation gives, in the order of its study."""
    rows = [row.groupdict() for row in ROW.finditer(PAGE) if row["trial"] == trial]
    said = [
        (
            int(row["n"]),
            row["regimen"],
            float(row["printed"]),
            row["simulated"],
            row["low"],
            row["high"],
            row["how"],
        )
        for row in rows
    ]
    assert said == [
        (each.n, each.regimen, each.printed, f"{each.simulated:.1f}", f"{each.low:.1f}", f"{each.high:.1f}",
         "fitted" if each.fitted else "predicted")
        for each in predictions(trial)
    ]  # fmt: skip


def test_the_table_has_every_trial_and_one_of_them_is_what_the_simulation_gives() -> None:
    assert {row["trial"] for row in ROW.finditer(PAGE)} == set(TRIALS)
    check("scoop-2")


@pytest.mark.slow
@pytest.mark.parametrize("trial", TRIALS)
def test_every_row_is_what_the_simulation_gives(trial: str) -> None:
    check(trial)


@pytest.mark.parametrize("name", shipped_scenarios("regimens"))
def test_the_numbers_of_every_regimen_are_those_of_its_file(name: str) -> None:
    given = load_scenario(name).treatment
    (line,) = [
        line
        for line in PAGE.splitlines()
        if line.startswith(f"| `{name.removeprefix('regimens/')}` | ") and line.count("|") == 7
    ]
    kill, seeds, growth = (cell.strip() for cell in line.split("|")[4:7])
    assert kill.split(" ")[0] in (f"{given.relative_kill.value:.2f}", f"{given.relative_kill.value:g}")
    assert seeds == f"{given.seed_kill.value:g}"
    assert growth == f"{given.accompanied_growth.value:g}"
