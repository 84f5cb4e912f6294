"""Authority: a hand count over the records, and the folder that `haicsim story` reads."""

from pathlib import Path

import numpy as np
import pytest

import haicsim
from haicsim.analysis.page.alike import fate
from haicsim.analysis.page.link import Alike
from haicsim.analysis.page.numbers import change, lived, steps_of
from haicsim.analysis.patient_report.lived import life_of
from haicsim.analysis.patient_report.read import read_life
from haicsim.analysis.survival.observation import Times
from haicsim.sim.errors import InputError


@pytest.fixture(scope="module")
def runs() -> tuple[haicsim.Result, haicsim.Result]:
    bold = {"patients": 150, "engine": "process"}
    return haicsim.run("kurume", **bold), haicsim.run("kurume", overrides=["policy.boldness=1.8"], **bold)


def test_the_flow_is_that_of_the_summary(runs: tuple[haicsim.Result, haicsim.Result]) -> None:
    flow = runs[0].summary(None)["flow"] | {"resectable": int(runs[0].counted["converted"].sum())}
    assert {step.name: step.count for step in steps_of(runs[0].counted)} == {
        name: flow[name]
        for name in ("started", "infused", "assessed", "responded", "resectable", "offered", "operated")
    }


def test_the_change_is_the_difference_person_by_person(runs: tuple[haicsim.Result, haicsim.Result]) -> None:
    one, other = (run.simulated for run in runs)
    found = change(one, other)
    assert found is not None
    assert found.pairs == 150
    more = other.records["converted"].mean() - one.records["converted"].mean()
    assert more > 0.0
    assert found.steps["resectable"][0] == pytest.approx(more)
    lived_days = [
        np.minimum(np.where(np.isnan(r["death_day"]), np.inf, r["death_day"]) - r["entry_day"], 60 * 30.4375)
        for r in (one.records, other.records)
    ]
    assert found.months[0] == pytest.approx((lived_days[1] - lived_days[0]).mean() / 30.4375)


def test_nothing_is_said_of_a_change_between_other_people(
    runs: tuple[haicsim.Result, haicsim.Result],
) -> None:
    stranger = haicsim.run("kurume", patients=150, seed=2, engine="process")
    assert change(runs[0].simulated, stranger.simulated) is None


def test_survival_by_hand() -> None:
    months = np.array([6.0, 18.0, 30.0, 48.0]) * 30.4375
    found = lived(Times(months, np.array([True, True, True, False])))
    assert found.median == pytest.approx(18.0)
    assert [found.alive[month][0] for month in (12, 36)] == pytest.approx([0.75, 0.25])
    assert np.isnan(found.alive[60][0])


def test_nobody_has_no_survival_and_no_share() -> None:
    found = lived(Times(np.zeros(0), np.zeros(0, bool)))
    assert found.patients == 0
    assert np.isnan(found.median)


def test_patients_like_one_are_those_counted_by_hand(runs: tuple[haicsim.Result, haicsim.Result]) -> None:
    records = runs[0].counted
    found = fate(records, Alike("A", 90, 67, 5), 12 * 365.25)
    mine = (records["group"] == 0) & (records["child_pugh"] == 5)
    assert found.by == "group and Child-Pugh"
    assert found.people == mine.sum() >= 30
    assert found.converted[0] == pytest.approx(records["converted"][mine].mean())
    assert list(found.numbers) == records["patient"][mine][:5].tolist()


def test_like_nobody_says_so(runs: tuple[haicsim.Result, haicsim.Result]) -> None:
    none = runs[0].counted[:0]
    found = fate(none, Alike(), 12 * 365.25)
    assert (found.people, found.numbers) == (0, ())


@pytest.mark.slow
def test_a_life_in_memory_is_the_one_read_from_its_folder(
    runs: tuple[haicsim.Result, haicsim.Result], tmp_path: Path
) -> None:
    folder = runs[1].save(tmp_path / "kept")
    for patient in (0, 7, 149):
        assert life_of(runs[1].simulated, patient).as_dict(luck=True) == read_life(folder, patient).as_dict(
            luck=True
        )


def test_a_number_that_nobody_has_is_refused(runs: tuple[haicsim.Result, haicsim.Result]) -> None:
    with pytest.raises(InputError, match="has no patient 150: they are numbered from 0 to 149"):
        life_of(runs[0].simulated, 150)
