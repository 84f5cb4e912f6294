"""Authority: the words a reader must see, and hand calculations: what is set on the page, and what is said of few."""

from typing import Any

import numpy as np
import pytest
from worlds_by_hand import lives

from haicsim.analysis.page import as_yaml as written
from haicsim.analysis.page.as_yaml import as_yaml
from haicsim.analysis.page.controls import SLIDERS, Settings
from haicsim.analysis.page.link import State, from_link
from haicsim.analysis.page.numbers import change, steps_of
from haicsim.analysis.patient_report.lived import life_of
from haicsim.sim.engines.choice import Choice
from haicsim.sim.errors import InputError
from haicsim.sim.run import Result
from haicsim.sim.scenario.load import load_scenario
from haicsim.sim.units import DAYS_PER_MONTH


def result(months: list[float], *overrides: str, converted: list[bool]) -> Result:
    """The run of patients who enter on day 0, live so many months, and are resectable or not."""
    records = lives(
        counted=[True] * len(months), entry_day=[0.0] * len(months), converted=converted,
        death_day=[each * DAYS_PER_MONTH for each in months],
    )  # fmt: skip
    scenario = load_scenario("kurume", [f"run.patients={len(months)}", *overrides])
    return Result(scenario, records, (), Choice("process", "by hand"), "the same")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(), []),
        (Settings(interval=3.0, boldness=1.25), ["months between CTs 3", "boldness of the surgeons 1.25"]),
        (Settings(beds=12), ["12 infusion beds"]),
        (
            Settings(beds="unlimited", theatre="unlimited"),
            ["unlimited infusion beds", "theatre without limit"],
        ),
        (Settings(theatre=3.5), ["one liver operation every 3.5 days"]),
        (Settings(by="efficacy", to=0.3), ["30% converted, by efficacy"]),
        (Settings(by="efficacy"), []),  # a mechanism without a rate sets nothing
    ],
)
def test_what_is_set_is_said_in_words(settings: Settings, words: list[str]) -> None:
    assert settings.words() == words


def test_a_slider_shows_what_the_scenario_says_in_its_own_unit() -> None:
    interval, boldness, _ = SLIDERS
    in_days = load_scenario(
        "kurume", ["policy.ct_interval={value: 45.65625, unit: d, range: [15, 180]}"]
    )  # 1.5 times 30.4375
    assert interval.present(in_days) == 1.5
    assert interval.present(load_scenario("kurume", ["policy.ct_interval={value: 3, unit: month}"])) == 3.0
    assert boldness.present(load_scenario("kurume", ["policy.boldness=1.2"])) == 1.2


def test_a_curve_or_a_group_that_there_is_not_is_refused_with_those_there_are() -> None:
    for name, text, rule in (
        ("curve", "rsf", "link: curve = rsf: must be one of itt, os, rfs. Did you mean 'rfs'?"),
        ("group", "D", "link: group = D: must be one of A, B, C."),
    ):
        with pytest.raises(InputError) as refused:
            from_link({name: text})
        assert str(refused.value) == rule
    assert (from_link({"curve": "rfs"}).curve, State().curve == "rfs") == ("rfs", False)


def test_a_file_that_would_be_another_scenario_is_not_given_out(monkeypatch: pytest.MonkeyPatch) -> None:
    bold = load_scenario("kurume", ["policy.boldness=1.5"])
    assert "boldness" in as_yaml(bold, "kurume")
    monkeypatch.setattr(written, "_differing", lambda before, after: {})
    with pytest.raises(AssertionError, match="the file would be another scenario"):
        as_yaml(bold, "kurume")


def test_months_are_compared_only_where_both_are_followed_for_sixty() -> None:
    """Of two one lives 20 months longer and both become resectable, of whom one was before."""
    one = result([10.0, 30.0], converted=[True, False])
    five = result([10.0, 50.0], converted=[True, True])
    found = change(one, five)
    assert found is not None
    assert (found.pairs, found.steps["resectable"][0]) == (2, 0.5)
    assert found.months[0] == pytest.approx(10.0)
    short = change(one, result([10.0, 50.0], "run.horizon=4", converted=[True, True]))
    assert short is not None
    assert (short.pairs, short.steps["resectable"][0]) == (2, 0.5)
    assert np.isnan(short.months).all()


def test_of_nobody_no_share_is_said() -> None:
    for step in steps_of(result([10.0], converted=[True]).records[:0]):
        assert step.count == 0
        assert np.isnan(step.share).all()


def test_the_life_of_a_patient_of_whom_no_journal_was_kept_is_not_told() -> None:
    two: Any = result([10.0, 30.0], converted=[True, False])
    with pytest.raises(InputError, match="kurume: holds no journal"):
        life_of(two, 1)
    with pytest.raises(InputError, match="kurume: has no patient 2: they are numbered from 0 to 1"):
        life_of(two, 2)
