"""`haicsim whatif bias`: the answer on the screen, as JSON, in Python and in files, and refusals."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import here
from matplotlib.image import imread

import haicsim
from haicsim.analysis.whatif.bias.export import write_registry
from haicsim.analysis.whatif.bias.methods import METHODS

FEW = (
    "whatif", "bias", "kurume", "--study-size", "90", "--repeat", "2",
    "--set", "policy.refusal=0.3", "--set", "run.engine=process",
)  # fmt: skip


@pytest.mark.slow
def test_the_answer_fits_the_screen_and_is_that_of_json_python_and_files(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert here(*FEW, "--out", str(tmp_path / "out"), "--registry", str(tmp_path / "all.parquet")) == 0
    screen, errors = capfd.readouterr()
    assert errors == ""
    assert max(map(len, screen.splitlines()[:-2])) <= 80
    said = json.loads((tmp_path / "out" / "bias.json").read_text())
    naive = said["methods"][0]
    assert f"surgery gains {naive['mean']:.1f} months" in " ".join(screen.split())
    assert "too few: its interval is too narrow, if it says anything." in " ".join(screen.split())
    found = haicsim.bias(
        "kurume", study_size=90, repeat=2, overrides=["policy.refusal=0.3", "run.engine=process"]
    )
    assert found.as_dict() == said
    write_registry(found.found.rows, tmp_path / "all.csv")
    assert imread(tmp_path / "out" / "bias.png").std() > 0.0
    registry, text = pd.read_parquet(tmp_path / "all.parquet"), pd.read_csv(tmp_path / "all.csv")
    assert registry.columns.tolist() == text.columns.tolist() == found.registry.columns.tolist()
    assert len(registry) == len(text) == len(found.registry)
    assert not registry.duplicated(["registry", "id", "period"]).any()
    estimates = found.estimates.query("method == 'naive'")["estimate"]
    assert float(np.mean(estimates)) == pytest.approx(naive["mean"])


def test_json_holds_every_comparison_and_no_number_that_is_none(capfd: pytest.CaptureFixture[str]) -> None:
    assert here(*FEW, "--study-size", "20", "--repeat", "1", "--json") == 0
    said = json.loads(capfd.readouterr().out, parse_constant=pytest.fail)
    assert [each["key"] for each in said["methods"]] == [each.key for each in METHODS]
    assert said["repeat"] == 1
    assert said["methods"][0]["bias"]["low"] is None  # one study has no scatter


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--study-size", "5"), "--study-size 5: must be at least 20."),
        (("--repeat", "0"), "--repeat 0: must be at least 1."),
        (
            ("--study-size", "100000", "--repeat", "9"),
            "are more than 200,000 patients in all registries together",
        ),
        (
            ("--until", "6"),
            "--until 6.0: must be more than 12 months and at most the horizon of kurume, 144.",
        ),
        (("--until", "nan"), "--until nan: must be more than 12 months"),
        (("--grace", "0"), "--grace 0.0: must be between 0.5 and 24 months."),
        (("--registry", "all.txt"), "all.txt: must end in .csv or .parquet."),
        (
            ("--set", "policy.operate=0"),
            "nobody is operated after HAIC has begun: there is no effect of conversion",
        ),
        (("--seed", "-1"), "--seed -1: must be at least 0."),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    more: tuple[str, ...], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert here(*FEW, *more) == 2
    out, errors = capfd.readouterr()
    assert out == ""
    assert said in errors
    assert "Traceback" not in errors


def test_a_team_that_operates_first_has_no_conversion_to_look_for(capfd: pytest.CaptureFixture[str]) -> None:
    few = ("--study-size", "60", "--repeat", "1", "--set", "run.engine=process")
    assert here("whatif", "bias", "resectable-at-once", *few) == 2
    assert "nobody is operated after HAIC has begun" in capfd.readouterr().err


def test_python_is_refused_in_its_own_words() -> None:
    with pytest.raises(haicsim.InputError, match=r"study_size=5: must be at least 20"):
        haicsim.bias("kurume", study_size=5)
