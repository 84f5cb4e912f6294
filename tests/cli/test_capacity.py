"""`haicsim capacity`: the answer on the screen and as JSON, and refusals that name what was perhaps meant."""

import json

import pytest
from commands import here

import haicsim

FEW = ("--patients", "200", "--engine", "process", "--set", "arrivals.per_year=60")


@pytest.mark.long
def test_the_answer_fits_the_screen_and_is_that_of_the_json(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    asked = ("capacity", "kurume", "--resource", "infusion_bed", "--keep", "wait_median<10", *FEW)
    assert here(*asked) == 0
    screen, errors = capfd.readouterr()
    assert here(*asked, "--json") == 0
    said = json.loads(capfd.readouterr().out)
    assert errors == ""
    assert max(map(len, screen.splitlines())) <= 80
    assert f"{said['places']} infusion beds are enough to keep the median wait below 10 days." in screen
    assert "places in use at once, most" in screen
    assert [trial["kept"] for trial in said["trials"] if trial["places"] >= said["places"]].count(False) == 0
    assert said["demand_per_quarter"][0]["what"] == "starters"
    found = haicsim.capacity(
        "kurume",
        "infusion_bed",
        "wait_median<10",
        patients=200,
        engine="process",
        overrides=["arrivals.per_year=60"],
    )
    assert found.as_dict() == said


@pytest.mark.long
def test_a_loss_is_shown_in_percentage_points(capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        here("capacity", "kurume", "--resource", "infusion_bed", "--keep", "conversion_loss<0.05", *FEW) == 0
    )
    screen = " ".join(capfd.readouterr().out.split())
    assert (
        "to keep the loss of conversion_rate (judged resectable at a meeting, of all who started) below 5 percentage"
        in screen
    )


REFUSED = {
    "a resource misspelt": (("--resource", "infusion_beds"), "Did you mean 'infusion_bed'?"),
    "an outcome misspelt": (
        ("--resource", "ward", "--keep", "conversion_los<0.01"),
        "Did you mean 'conversion_loss'?",
    ),
    "no number": (("--resource", "ward", "--keep", "conversion_loss"), "must be a name, < and a number"),
    "no places": (("--resource", "ward", "--most", "0"), "must be at least 1"),
    "a meeting without a calendar": (("--resource", "meeting", *FEW), "needs a calendar (every)"),
    "never enough": (
        ("--resource", "infusion_bed", "--most", "1", "--keep", "wait_median<1", *FEW),
        "is not kept by any number of places up to 1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_faulty_input_is_refused_in_one_line(case: str, capfd: pytest.CaptureFixture[str]) -> None:
    options, said = REFUSED[case]
    assert here("capacity", "kurume", *options) == 2
    out, errors = capfd.readouterr()
    assert out == ""
    assert said in errors
    assert len(errors.splitlines()) == 1
