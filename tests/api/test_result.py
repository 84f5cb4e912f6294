"""What a result offers. Authorities: the records and journals it is made of, lifelines, and the files of the command."""

from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

import haicsim
from haicsim.analysis.survival.patients_table import outcomes_table
from haicsim.sim.outcomes.table import event_name


@pytest.fixture(scope="module")
def result() -> haicsim.Result:
    return haicsim.run("kurume", patients=120, replications=2, engine="process")


@pytest.fixture(scope="module")
def warm() -> haicsim.Result:
    return haicsim.run("one-theatre", patients=150, engine="process", overrides=["arrivals.warm_up=0.5"])


def test_outcomes_are_those_counted_and_everyone_is_everyone(warm: haicsim.Result) -> None:
    counted = int(warm.records["counted"].sum())
    assert 0 < counted < 150
    assert (len(warm.outcomes), len(warm.everyone)) == (counted, 150)
    assert warm.outcomes["counted"].all()
    whole = outcomes_table(warm.counted, warm.scenario.run.base("horizon"))
    pd.testing.assert_frame_equal(warm.outcomes, whole)


def test_the_journal_is_everybodys_in_all_replications_with_names(result: haicsim.Result) -> None:
    journal = result.journal
    assert len(journal) == sum(len(rows) for rows in result.journals)
    for replication, rows in enumerate(result.journals):
        mine = journal[journal["replication"] == replication]
        assert np.array_equal(mine["day"], rows["day"])
        assert [event_name(code) for code in rows["event"][:50]] == mine["event_name"].tolist()[:50]
    with pytest.raises(haicsim.InputError, match="no journal was kept"):
        _ = haicsim.run("kurume", patients=5, engine="process", journal=False).journal


@pytest.mark.parametrize("endpoint", ["itt", "os", "rfs"])
def test_survival_is_what_lifelines_gives_for_each_group(result: haicsim.Result, endpoint: str) -> None:
    table, patients = result.survival(by="group", endpoint=endpoint), result.outcomes
    patients = patients[patients[f"{endpoint}_days"].notna()]
    assert set(table["group"]) == set(patients["group"])
    for group, curve in table.groupby("group"):
        mine = patients[patients["group"] == group]
        fitter = KaplanMeierFitter().fit(mine[f"{endpoint}_days"], mine[f"{endpoint}_observed"])
        expected = fitter.survival_function_.iloc[:, 0]
        np.testing.assert_allclose(curve["survival"], expected.to_numpy())
        np.testing.assert_allclose(curve["days"], expected.index)
        at_risk = fitter.event_table["at_risk"].reindex(expected.index)
        assert curve["at_risk"].tolist() == at_risk.tolist()
        assert (curve["patients"] == len(mine)).all()
    np.testing.assert_allclose(table["months"] * 365.25 / 12, table["days"])


def test_survival_by_nothing_and_by_another_column(result: haicsim.Result) -> None:
    assert result.survival(by=None)["group"].unique().tolist() == ["all"]
    assert set(result.survival(by="converted")["group"]) == {"False", "True"}


def test_nobody_operated_is_an_empty_table_and_an_empty_figure() -> None:
    none = haicsim.run("no-surgery", patients=20, engine="process")
    assert none.survival(endpoint="rfs").columns.tolist() == result_columns()
    assert len(none.survival(endpoint="rfs")) == 0
    assert none.plot(endpoint="rfs").get_lines() == []


def result_columns() -> list[str]:
    return ["group", "days", "months", "survival", "low", "high", "at_risk", "patients"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"by": "grup"}, "by = grup: is no column of outcomes. Did you mean 'group'?"),
        ({"by": "entry_day"}, "different values, more than 20."),
        ({"endpoint": "pfs"}, 'endpoint = pfs: must be one of "itt"'),
    ],
)
def test_a_faulty_question_is_refused(result: haicsim.Result, arguments: dict[str, str], said: str) -> None:
    for ask in (result.survival, result.plot):
        with pytest.raises(haicsim.InputError) as refusal:
            ask(**arguments)  # type: ignore[arg-type]
        assert said in str(refusal.value)


def test_plot_draws_one_curve_a_group_upon_the_axes_given(result: haicsim.Result) -> None:
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots()
    assert result.plot(ax=axes) is axes
    table = result.survival()
    assert len(axes.get_lines()) == table["group"].nunique()
    for line, (_, curve) in zip(axes.get_lines(), table.groupby("group"), strict=True):
        np.testing.assert_allclose(line.get_ydata(), curve["survival"])
        np.testing.assert_allclose(line.get_xdata(), curve["months"])
    assert axes.get_xlabel() == "Months since the decision for HAIC"
    plt.close(figure)


@pytest.mark.slow
def test_summary_is_that_of_the_folder_and_what_is_saved_is_read_again(
    result: haicsim.Result, tmp_path: Path
) -> None:
    import json

    backend = matplotlib.get_backend()
    folder = result.save(tmp_path / "kept")
    assert matplotlib.get_backend() == backend
    assert json.loads((folder / "summary.json").read_text()) == result.summary()
    again = haicsim.read(folder)
    pd.testing.assert_frame_equal(again.everyone, result.everyone)
    pd.testing.assert_frame_equal(again.journal, result.journal)
    assert (again.records.tobytes(), again.cohort) == (result.records.tobytes(), result.cohort)
    assert again.scenario.digest() == result.scenario.digest()
    assert again.simulated.choice == result.simulated.choice
    assert again.summary() == result.summary()


@pytest.mark.slow
def test_saving_again_leaves_what_is_there(result: haicsim.Result, tmp_path: Path) -> None:
    folder = result.save(tmp_path / "kept")
    before = (folder / "provenance.json").stat().st_mtime_ns
    assert result.save(folder) == folder
    assert (folder / "provenance.json").stat().st_mtime_ns == before
    with pytest.raises(haicsim.InputError, match="holds the results of another scenario"):
        haicsim.run("kurume", patients=5, engine="process").save(folder)


@pytest.mark.slow
def test_the_default_folder_is_that_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = haicsim.run("kurume", patients=5, engine="process")
    assert small.save().as_posix().startswith("results/kurume-")


def test_csv_is_the_table(result: haicsim.Result, tmp_path: Path) -> None:
    assert result.to_csv(tmp_path / "outcomes.csv") is None
    read = pd.read_csv(tmp_path / "outcomes.csv")
    assert read.columns.tolist() == result.outcomes.columns.tolist()
    np.testing.assert_allclose(read["os_days"], result.outcomes["os_days"])
    assert result.to_csv() == (tmp_path / "outcomes.csv").read_text()


def test_its_reprs_are_a_few_lines(result: haicsim.Result) -> None:
    assert len(repr(result)) < 400
    assert repr(result).startswith("<Result kurume: 120 patients x 2, 240 counted, seed 1, process engine\n")
    page = result._repr_html_()
    assert len(page) < 1_500
    assert f"<td>converted</td><td>{int(result.outcomes['converted'].sum())}</td>" in page


def test_a_loaded_scenario_is_run_and_stays_as_it_was() -> None:
    scenario = haicsim.load("kurume")
    result = haicsim.run(scenario, patients=30, engine="process")
    assert (len(result.outcomes), scenario.run.patients) == (30, 10_000)
    assert result.records.tobytes() == haicsim.run("kurume", patients=30, engine="process").records.tobytes()


@pytest.mark.parametrize("given", ["kurume", {"policy.refusal": 0.1}], ids=["name", "mapping"])
def test_faulty_sizes_are_refused_in_pythons_words_whatever_is_run(given: object) -> None:
    with pytest.raises(haicsim.InputError) as refusal:
        haicsim.run(haicsim.load(given), patients=0)  # type: ignore[arg-type]
    assert str(refusal.value) == "patients=0: must be at least 1."


def test_progress_is_told_in_shares(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[tuple[str, float]] = []
    haicsim.run(
        "kurume", patients=10, replications=2, engine="process", progress=lambda *each: told.append(each)
    )
    assert told == [("Simulating 20 patients", done / 20) for done in range(21)]
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
def test_one_life_and_the_difference_of_two_results(result: haicsim.Result, tmp_path: Path) -> None:
    life = haicsim.story(result, 3, 1)
    mine = result.journal[(result.journal["patient"] == 3) & (result.journal["replication"] == 1)]
    assert life.events["event"].tolist() == mine["event_name"].tolist()
    assert life.report is not None
    assert len(repr(life)) < 1_000
    with pytest.raises(haicsim.InputError, match="has no patient 120"):
        haicsim.story(result, 120)
    other = haicsim.run({"capacity.theatre": 1}, patients=120, replications=2, engine="process")
    found = haicsim.diff(result, other.save(tmp_path / "other"))
    assert found.inputs["path"].tolist() == ["capacity.theatre"]
    assert found.paired
    assert {"outcome", "before", "after", "verdict"} <= set(found.outputs.columns)
