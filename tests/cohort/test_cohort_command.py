"""`haicsim cohort` and `haicsim.cohort`: exit codes, files without a row of any patient, the page, the file to fill in."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import haicsim
from haicsim.analysis.cohort.columns import COLUMNS
from haicsim.analysis.cohort.read import read_series
from haicsim.analysis.cohort.template import describe_column
from haicsim.edge import ending
from haicsim.main import obey

ROOT = Path(__file__).resolve().parents[2]


def here(*arguments: str) -> int:
    return ending(lambda: obey(list(arguments)))


def test_the_page_has_every_column_with_its_meaning_and_limits() -> None:
    page = (ROOT / "docs" / "cohort.md").read_text(encoding="utf-8")
    rows = [f"| `{each.name}` | {each.meaning} ({describe_column(each)}) |" for each in COLUMNS]
    assert [row for row in rows if row not in page] == []


def test_the_file_to_fill_in_is_read_and_never_written_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.csv"
    assert here("cohort", "--new", str(path)) == 0
    assert len(read_series(path, today=date(2025, 1, 1))) == 3
    assert here("cohort", "--new", str(path)) == 2
    assert "is there already" in capfd.readouterr().err


def test_faults_end_the_command_with_code_two_a_line_each(
    team: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path = team(("P1,63", "P1,430"), ("71,4,2", "71,5,2"))
    assert here("cohort", str(path)) == 2
    said = capfd.readouterr().err.splitlines()
    assert said == [
        f"{path}:2: age_years = '430': must be between 18 and 110 years.",
        f"{path}:3: vp = '5': must be between 0 and 4.",
    ]


@pytest.mark.slow
def test_what_is_written_holds_no_row_of_any_patient(
    team: Callable[..., Path], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names = [f"Secret{n}" for n in range(1, 7)]
    path = team(*((f"P{n},", f"Secret{n},") for n in range(1, 7)))
    out = tmp_path / "out"
    assert here("cohort", str(path), "--out", str(out)) == 0
    said = capfd.readouterr().out
    texts = [
        file.read_text(encoding="utf-8") for file in out.iterdir() if file.suffix not in (".png", ".pdf")
    ]
    assert {file.name for file in out.iterdir()} == {
        "cohort.json",
        "cohort.pdf",
        "cohort.png",
        "cohort.svg",
        "provenance.json",
    }
    assert not any(name in text for name in names for text in (*texts, said))
    assert not any(day in text for day in ("2018-04-02", "2019-07-03") for text in (*texts, said))
    assert "Nothing has left this machine" in " ".join(said.split())  # wherever a line of the screen ends


def test_at_every_tick_of_the_figure_those_at_risk_censored_and_dead_are_all_patients(
    team: Callable[..., Path],
) -> None:
    """By hand, months since first infusion: deaths at 6.2, 12.7 and 22.3, ends of follow-up at 12.9, 43.4 and 61.9."""
    figure = haicsim.cohort(team()).plot()
    panel = figure.axes[0]
    said = [text.get_text() for text in panel.texts]
    ticks = len([tick for tick in panel.get_xticks() if tick <= panel.get_xlim()[1]])
    rows = {
        name: said[said.index(name) + 1 : said.index(name) + 1 + ticks]
        for name in ("At risk", "Censored", "Died")
    }
    counts = {name: [int(each) for each in row] for name, row in rows.items()}
    assert [sum(column) for column in zip(*counts.values(), strict=True)] == [6] * ticks
    assert counts == {
        "At risk": [6, 6, 5, 3, 2, 2, 2, 2, 1, 1, 1],
        "Censored": [0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2],
        "Died": [0, 0, 1, 2, 3, 3, 3, 3, 3, 3, 3],
    }
    median = next(line for line in panel.lines if line.get_label() == "predicted median").get_ydata()
    assert (np.diff(median) <= 0.0).all(), "a median never rises"


def test_python_gives_what_the_command_prints_as_json(
    team: Callable[..., Path], capfd: pytest.CaptureFixture[str]
) -> None:
    path = team()
    assert here("cohort", str(path), "--json") == 0
    printed = json.loads(capfd.readouterr().out)
    found = haicsim.cohort(path)
    assert printed == json.loads(json.dumps(found.as_dict()))
    assert printed["verdict"] == "too few to say"  # three deaths
    assert list(found.table["months"]) == [12.0, 36.0, 60.0]
