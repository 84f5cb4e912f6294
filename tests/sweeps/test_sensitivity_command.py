"""The command as a user gives it: tables, figures, refusals; and the paired luck behind it."""

import csv
from pathlib import Path

import pytest
from lengths import long_but
from sweeps import here

import haicsim
from haicsim.analysis.sensitivity.design import ask
from haicsim.analysis.sensitivity.factors import factors_of
from haicsim.sim.errors import InputError
from haicsim.sim.scenario.load import load_scenario

SMALL = ("--patients", "40", "--engine", "process", "--workers", "1", "--out", "kept")
TWO = ("--vary", "policy.boldness", "--vary", "tumour.kill_median=0.008..0.024")
SIZES = {"oneway": (), "morris": ("--size", "2"), "sobol": ("--size", "4"), "prcc": ("--size", "12"),
         "pawn": ("--size", "30"), "twoway": ("--size", "3")}  # fmt: skip


LONGER = ("morris", "prcc", "pawn", "twoway")


@pytest.mark.slow
@pytest.mark.parametrize("method", long_but(SIZES, *(set(SIZES) - set(LONGER))))
def test_every_method_answers_with_a_table_and_a_figure(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("sensitivity", "kurume", "--method", method, *SIZES[method], *TWO, *SMALL, "--outcome", "os12")
    assert here(*words, "--replications", "2") == 0
    answered = capfd.readouterr().out
    assert (tmp_path / "kept" / "figures" / f"{method}-os12.png").stat().st_size > 5_000
    if method != "twoway":
        rows = list(csv.DictReader((tmp_path / "kept" / "indices.csv").open()))
        assert {row["path"] for row in rows} == {"policy.boldness", "tumour.kill_median"}
    before = (tmp_path / "kept" / "log.jsonl").read_bytes()
    assert here(*words, "--replications", "2") == 0
    assert capfd.readouterr().out == answered
    assert (tmp_path / "kept" / "log.jsonl").read_bytes() == before


@pytest.mark.slow
def test_joint_draws_are_regressed_and_not_moved_singly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "\n".join(f"{0.008 + 0.0005 * k},{0.6 + 0.01 * (k * 7 % 12)}" for k in range(12))
    (tmp_path / "joint.csv").write_text(f"tumour.kill_median,policy.boldness\n{rows}\n")
    drawn = ("sensitivity", "kurume", "--draws", "joint.csv", *SMALL)
    assert here(*drawn, "--method", "regression", "--outcome", "os12") == 0
    assert "R squared" in capfd.readouterr().out
    assert here(*drawn, *TWO) == 2
    said = capfd.readouterr().err
    assert said.count("was estimated together with the others of joint.csv: use --method regression") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--method", "sobel"), "Did you mean 'sobol'"),
        (("--method", "sobol"), "needs parameters: name each by --vary"),
        (("--method", "sobol", *TWO, "--size", "3"), "must be a power of 2"),
        (("--method", "twoway", "--vary", "policy.boldness"), "needs two parameters, not 1"),
        (("--method", "regression"), "needs --draws"),
        (("--vary", "policy.boldnes"), "Did you mean 'policy.boldness'"),
        (("--vary", "policy.boldness=2..1"), "has no width"),
        (("--vary", "policy.boldness=2"), "must read path=low..high"),
        (("--vary", "policy.boldness=0..900"), "must be between 0.01 and 100"),
        (("--vary", "population.lobe.left"), "cannot move alone"),
        (("--vary", "capacity.theatre"), "states no range: write capacity.theatre=low..high"),
        (("--outcome", "os61"), "is no outcome known here"),
        (("--replications", "0"), "--replications 0: must be at least 1"),
    ],
)
def test_a_faulty_question_is_refused(
    words: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert here("sensitivity", "kurume", *words) == 2
    shown = capfd.readouterr()
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert (shown.out, list(tmp_path.iterdir())) == ("", [])


def test_an_outcome_nobody_can_tell_stops_the_analysis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("sensitivity", "no-surgery", "--vary", "tumour.kill_median", *SMALL, "--outcome", "dfs36")
    assert here(*words, "--replications", "2") == 2
    assert "is no number in 6 of 6 cells" in capfd.readouterr().err


def test_every_parameter_with_a_range_is_asked_about_unless_some_are_named() -> None:
    scenario = load_scenario("kurume")
    paths = [factor.path for factor in factors_of(scenario)]
    assert len(paths) > 100
    assert not [path for path in paths if path.split(".")[0] in ("run", "arrivals", "entry", "capacity")]
    with pytest.raises(InputError, match=r"(?s)tumour\.ph.*policy\.bold"):
        factors_of(scenario, ["tumour.ph", "policy.bold"])


def test_the_scenario_as_it_is_meets_the_same_luck_as_every_end() -> None:
    scenario = load_scenario("kurume", ["run.patients=20"])
    question = ask(scenario, factors_of(scenario, ["policy.boldness"]), "oneway", 1, 3, "process")
    assert [(dict(c.settings), c.replication) for c in question.work.cells[::3]] == [
        ({}, 0), ({"policy.boldness": 0.5}, 0), ({"policy.boldness": 2.0}, 0)
    ]  # fmt: skip
    assert len({cell.key for cell in question.work.cells}) == 9


@pytest.mark.slow
def test_the_screen_says_what_it_is_as_it_is_in_percent_as_a_run_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("sensitivity", "kurume", *TWO, *SMALL, "--outcome", "response_rate", "--replications", "2")
    assert here(*words) == 0
    out = capfd.readouterr().out
    records = haicsim.run("kurume", patients=40, overrides=["run.replications=2"], engine="process").outcomes
    share = 100 * records["best_response"].isin(["CR", "PR"]).mean()
    assert f"As it is: {share:.3g}%." in out
    assert "2 of 2 parameters shown." in out
