"""`haicsim story` reads like a case report: by date, with the truth set apart, for every patient there is."""

import json
import math
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from haicsim.analysis.patient_report.read import read_life
from haicsim.analysis.results.folder import SCENARIO
from haicsim.analysis.results.write import save
from haicsim.analysis.studies import load_study
from haicsim.main import app
from haicsim.sim.errors import InputError
from haicsim.sim.run import run
from haicsim.sim.scenario.load import load_scenario

PATIENTS = 160


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results of a hospital where things are scarce."""
    where = tmp_path_factory.mktemp("results") / "scarce"
    size = [f"run.patients={PATIENTS}", "run.seed=7", "arrivals.warm_up=0", "run.engine=compiled"]
    return save(run(load_scenario("one-theatre", size)), load_study("kurume"), where, 1.0)


def told(folder: Path, patient: int, *options: str) -> str:
    """What the command prints."""
    arguments = ["story", str(folder), "--patient", str(patient), *options]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False, env={"COLUMNS": "160"})
    assert result.exit_code == 0
    return result.output


def test_the_results_keep_the_scenario_they_came_from(folder: Path) -> None:
    kept = load_scenario(folder / SCENARIO)
    mark = json.loads((folder / "provenance.json").read_text())
    assert kept.digest() == mark["scenario_digest"]
    assert kept.name == "one-theatre"


@pytest.mark.long
def test_every_life_is_told_as_a_case(folder: Path) -> None:
    everything = ""
    deaths = pq.read_table(folder / "outcomes.parquet", columns=["death_day"])["death_day"].to_pylist()
    for patient, death_day in enumerate(deaths):
        text = told(folder, patient)
        assert text.startswith(f"Patient {patient} of one-theatre (replication 0)\nA ")
        assert text.count("truth: lesions") == 1
        assert ("Death: " in text) == (not math.isnan(death_day or math.nan))
        assert ("Alive at the end" in text) == math.isnan(death_day or math.nan)
        assert not re.search(r"\b(None|nan|inf)\b", text)
        everything += text
    for words in ("Meeting 1, after a wait of", "Course 2: 2 cycles", "yet accepted", "thrombus drawn back by",
                  "would be left to ablation", "Severe toxicity", "TACE (number 1)", "hepatectomy with thrombectomy",
                  "Recurrence 1:", "the liver decompensates", "left behind",
                  "too small to be seen", "the tumour seeds", "days after the decision", "threatened this life",
                  "not fit for major surgery",
                  "by a new lesion in the liver"):  # fmt: skip
        assert words in everything, words


@pytest.mark.slow
def test_days_count_from_the_first_infusion_and_never_fall(folder: Path) -> None:
    for patient in range(0, PATIENTS, 10):
        lines = told(folder, patient).split("\n")
        days = [int(found[1]) for line in lines if (found := re.match(r" *(-?\d+) +-?\d+\.\d ", line))]
        assert days == sorted(days)
        if read_life(folder, patient).outcomes["first_haic_day"] is not None:
            assert any("Course 1:" in line and re.match(r" *0 ", line) for line in lines)


def test_luck_is_told_only_on_request(folder: Path) -> None:
    assert "lifetime budget" not in told(folder, 3)
    assert "lifetime budget" in told(folder, 3, "--luck")


def test_json_holds_the_case_and_luck_on_request(folder: Path) -> None:
    life = json.loads(told(folder, 3, "--json"))
    kinds = {item["kind"] for item in life["case"]["items"]}
    assert {"course", "scan", "fact"} <= kinds
    assert "draws" not in life["case"]
    assert (
        json.loads(told(folder, 3, "--json", "--luck"))["case"]["draws"][0]["decision"]
        == "calendar year of entry"
    )


def test_where_the_patient_cannot_be_told_again_the_events_are_listed(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("outcomes.parquet", "journal.parquet"):
        (copy / name).write_bytes((folder / name).read_bytes())
    mark = json.loads((folder / "provenance.json").read_text())
    del mark["files"][SCENARIO]  # as an early version wrote it
    (copy / "provenance.json").write_text(json.dumps(mark))
    text = told(copy, 3)
    assert "Another version of the model" in text
    assert "enters" in text


def test_a_scenario_that_is_not_the_one_of_the_results_is_refused(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("outcomes.parquet", "journal.parquet", "provenance.json"):
        (copy / name).write_bytes((folder / name).read_bytes())
    other = load_scenario(folder / SCENARIO, ["tumour.kill_median=0.007"])
    (copy / SCENARIO).write_text(other.as_json(), encoding="utf-8")
    with pytest.raises(InputError, match=r"scenario\.json has changed since it was written"):
        read_life(copy, 3)


@pytest.mark.slow
def test_a_story_does_not_load_the_compiler(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from haicsim.analysis.patient_report.read import read_life; "
        f"read_life(Path({str(folder)!r}), 3); print('numba' in sys.modules)"
    )
    run_ = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run_.stdout.strip() == "False"
