"""`haicsim study compare`, and `run` with it: what is printed, what is kept, what is refused."""

import csv
import json
import os
import re
from pathlib import Path

import pytest
from commands import TINY, contents, here, python
from widths import assert_fits

COMPARE = ("study", "compare", "kurume", "--replicates", "400", "--no-ranges", "--out", "beside")
FILES = {
    "summary.json", "scenario.json", "comparison.csv", "agreement.json", "provenance.json",
    *(f"figures/figure-{number}.{kind}" for number in (1, 2, 3) for kind in ("pdf", "png", "svg")),
}  # fmt: skip


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A comparison with wrong models, made once."""
    at = tmp_path_factory.mktemp("compared")
    before = Path.cwd()
    os.chdir(at)
    try:
        assert here(*COMPARE) == 0
    finally:
        os.chdir(before)
    return at / "beside"


@pytest.mark.slow
def test_the_files_promised_are_there_and_no_others(beside: Path) -> None:
    assert set(contents(beside)) == FILES


@pytest.mark.slow
def test_every_printed_number_has_its_place_on_disk(beside: Path) -> None:
    with (beside / "comparison.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 150
    for row in rows:
        assert row["places"]
        assert 0.0 <= float(row["position"]) <= 1.0
        assert row["printed_in_predictive_interval"] in ("True", "False", "")
        assert float(row["low"]) <= float(row["middle"]) <= float(row["high"])
    assert {row["mark"] for row in rows} == {"usable", "doubtful", "unusable"}


@pytest.mark.slow
def test_the_table_and_the_verdict_count_the_same_figures(
    beside: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert here(*COMPARE[:-1], str(beside)) == 0
    shown = " ".join(capfd.readouterr().out.split())
    (table,) = re.findall(r"Tables and counts: (\d+ of \d+) usable figures lie inside", shown)
    (verdict,) = re.findall(r"Tables: (\d+ of \d+) usable figures lie each", shown)
    assert table == verdict


@pytest.mark.slow
def test_the_judgement_says_what_it_is_worth(beside: Path) -> None:
    told = json.loads((beside / "agreement.json").read_text())
    assert [each["part"] for each in told["counts"]] == ["survival", "tables"]
    assert [each["part"] for each in told["scores"]] == ["survival", "tables", "all"]
    assert {each["name"] for each in told["wrong_models"]} == {
        "surgery useless", "Vv2/3 no worse", "nobody free of disease", "no selection",
    }  # fmt: skip
    for each in told["wrong_models"]:
        assert 0.0 <= each["reached_low"] <= each["reached"] <= each["reached_high"] <= 1.0
        assert each["ratio_low"] <= each["ratio"] <= each["ratio_high"]
        assert [power["patients"] for power in each["power"]] == [18, 72, 180]
        assert each["elsewhere"]["tried"] == 0
    assert all(each["rests_on"] for each in told["claims"])
    assert told["without_surgery"]["operated"]["patients"] == told["admitted"]


@pytest.mark.slow
def test_one_screen_in_80_columns_begins_with_everyone_who_started(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside.parent)
    monkeypatch.setenv("COLUMNS", "80")
    assert here(*COMPARE) == 0
    out, err = capfd.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert max(len(line.rstrip()) for line in lines if not line.startswith("Already")) <= 80
    assert lines[0].startswith("Started ")
    text = " ".join(out.split())
    for said in (
        "intention to treat", "set by a prior", "of a study made by the model itself", "ln ratio (95%)",
        "had surgery been switched off", "random numbers kept in rank", "Already there: beside/",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.slow
def test_every_figure_fits_at_every_width(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside.parent)

    def show() -> None:
        assert here(*COMPARE, "--all") == 0

    assert_fits(show, capfd, monkeypatch)


@pytest.mark.slow
def test_all_lists_every_figure_and_why_others_are_left_out(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside.parent)
    monkeypatch.setenv("COLUMNS", "200")
    assert here(*COMPARE, "--all") == 0
    text = " ".join(capfd.readouterr().out.split())
    assert text.count("Not compared: ") == 1
    assert "r0 (the simulator does not record r0: yes)." in text
    assert "Tables and counts" in text
    assert text.count("Tumour size, before") >= 3


@pytest.mark.slow
def test_json_is_all_there_is_on_standard_output(
    beside: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(beside.parent)
    assert here(*COMPARE, "--json") == 0
    out, err = capfd.readouterr()
    told = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert (err, set(told)) == ("", {"folder", "summary", "comparison", "agreement"})


@pytest.mark.long
def test_again_is_the_same_but_for_time_and_machine(beside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(beside.parent)
    before = contents(beside)
    assert here(*COMPARE, "--again") == 0
    after = contents(beside)
    assert set(before) == set(after)
    assert [name for name in before if before[name] != after[name]] == ["provenance.json"]


@pytest.mark.slow
def test_a_folder_of_results_is_compared_by_its_own_scenario(
    beside: Path, kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert (
        here("study", "compare", "kept", "--no-power", "--replicates", "100", "--out", "theirs", "--json")
        == 0
    )
    told = json.loads(capfd.readouterr().out)
    assert told["summary"]["flow"]["started"] == 60
    assert told["agreement"]["wrong_models"] == []


@pytest.mark.slow
def test_run_shows_the_judgement_unless_told_not_to(
    beside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run = ("run", "kurume", *TINY[:-1], "--out", "run")
    assert here(*run, "--no-compare") == 0
    briefly = capfd.readouterr().out
    assert here(*run) == 0, "more is asked for: it is made anew"
    fully = capfd.readouterr().out
    assert "of a study made by the model itself" in " ".join(fully.split())
    assert "of a study made by the model itself" not in " ".join(briefly.split())
    assert here(*run, "--no-compare") == 0, "what is there says more than enough"
    assert "Already there" in capfd.readouterr().out
    assert {"comparison.csv", "agreement.json", "survival.csv", "figures/figure-2.png"} <= set(
        contents(Path("run"))
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(("no-surgery",), "none would be in this study", marks=pytest.mark.slow),
        (("kurumi",), "kurume"),
        (("kurume", "--study", "kurumi"), "kurume"),
        (("kurume", "--replicates", "99"), "is not between 100 and 20,000"),
        (("kurume", "--set", "policy.confirmation=7"), "policy.confirmation"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_line(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert here("study", "compare", *arguments) == 2
    err = capfd.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


@pytest.mark.slow
def test_a_run_nobody_can_be_compared_in_is_still_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here("run", "no-surgery", *TINY[:-1], "--out", "none") == 0
    assert "nobody was resected" in " ".join(capfd.readouterr().out.split())


def test_help_of_study_compare_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = ("numba", "pandas", "lifelines", "scipy.stats", "matplotlib.pyplot")
    code = (
        "import sys\nfrom haicsim.main import obey\n"
        "try:\n    obey(['study', 'compare', '--help'])\nexcept BaseException:\n    pass\n"
        f"print('loaded:', *[name for name in {heavy} if name in sys.modules])"
    )
    assert re.search(r"loaded:\s*$", python(code, tmp_path).stdout)
