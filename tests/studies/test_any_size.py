"""Series of up to 300 patients: no coherent one is accused, and a misprint is found where a theorem proves it."""

import random

import pytest
from cohorts import Figure
from series import Series, altered
from theorems import broken

from haicsim.analysis.audit import audit
from haicsim.analysis.audit.findings import Report


def accusations(report: Report) -> list[str]:
    return [f"{one.check}: {one.printed}: {one.possible}" for one in report.findings if one.severity in GRAVE]


GRAVE = ("contradiction", "implausible")


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "n"), [(0, 150)])
def test_no_series_printed_from_one_set_of_patients_is_accused(seed: int, n: int) -> None:
    series = Series(seed, n)
    assert broken(series) is None
    assert accusations(audit(series.study())) == []


@pytest.mark.long
def test_two_hundred_series_of_up_to_300_patients_are_not_accused() -> None:
    chance = random.Random(300)
    found = {}
    for seed in range(200):
        series = Series(seed, chance.randint(40, 300))
        found[seed] = accusations(audit(series.study()))
    assert {seed: said for seed, said in found.items() if said} == {}


def misprinted(seed: int, n: int) -> tuple[Series, Figure, str]:
    """A series with one figure misprinted so that a theorem is broken; the figure, and which theorem."""
    chance = random.Random(seed)
    while True:
        series = Series(chance.randrange(10**6), n)
        figure, _ = altered(series, chance)
        said = broken(series)
        if said is not None:
            return series, figure, said


def seen(series: Series, figure: Figure) -> bool:
    """Whether a contradiction is proved that rests on the misprinted figure."""
    proved = [one for one in audit(series.study()).findings if one.severity == "contradiction"]
    return any(ref.startswith(f"{figure['id']}.") for one in proved for ref in one.figures)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "n"), [(1, 150), (2, 200)])
def test_misprint_that_breaks_a_theorem_is_found(seed: int, n: int) -> None:
    series, figure, said = misprinted(seed, n)
    assert seen(series, figure), said


@pytest.mark.slow
def test_survival_of_300_that_rises_is_proved_wrong_by_bounds_and_named() -> None:
    series = Series(1, 300)
    about = {"kind": "survival", "endpoint": "OS", "group": "all", "at": "48 months"}
    (figure,) = (one for one in series.figures if about.items() <= one.items())
    figure["percent"] = "99.0"
    (finding,) = [one for one in audit(series.study()).findings if one.severity == "contradiction"][:1]
    assert finding.check == "survival"
    assert f"{figure['id']}.percent" in (*finding.odd, *finding.disputed)


@pytest.mark.long
def test_nine_in_ten_of_two_hundred_misprints_that_break_a_theorem_are_found() -> None:
    chance = random.Random(17)
    missed = []
    for seed in range(200):
        series, figure, said = misprinted(seed, chance.randint(40, 300))
        if not seen(series, figure):
            missed.append(f"{seed}: {said}")
    assert len(missed) <= 20, missed
