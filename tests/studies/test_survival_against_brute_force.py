"""The survival search against brute force without pruning: every order in which few patients can leave."""

import random

import pytest
from brute import some_patients_fit
from cohorts import Printer

from haicsim.analysis.audit import audit
from haicsim.analysis.studies import Study

SIZES = [[3, 2], [2, 2, 2], [3, 3], [4], [5], [4, 2], [2, 2, 3], [6], [1, 3, 2]]


def small_study(seed: int) -> tuple[Printer, list[int]]:
    sizes = random.Random(seed).choice(SIZES)
    printer = Printer(seed, sizes)
    printer.survival("OS")
    printer.figures = [one for one in printer.figures if one["kind"] != "median_survival"]
    return printer, sizes


def names_of(printer: Printer) -> list[str]:
    return printer.names if len(printer.sizes) > 1 else ["all"]


def altered(printer: Printer, chance: random.Random) -> tuple[Study, str] | None:
    """The study with one figure changed, if no patients at all can then give its figures; and which was changed."""
    figure = chance.choice(printer.figures)
    part = {"survival": "percent", "at_risk": "count", "events": "count", "p_value": "p"}[figure["kind"]]
    before = figure[part]
    if figure["kind"] == "survival":
        figure[part] = chance.choice(
            ["0", "25", "33.3", "50.0", "58", "66.7", "75", "80.0", "91", "97.5", "100"]
        )
    elif figure["kind"] == "p_value":
        figure[part] = f"0.{chance.randint(1, 999):03d}"
    else:
        figure[part] = str(chance.randint(0, printer.n))
    study = printer.study()
    fits = some_patients_fit(study, "OS", printer.sizes, names_of(printer))
    ref = f"{figure['id']}.{part}"
    changed = figure[part]
    figure[part] = before
    return None if fits or changed == before else (study, ref)


def impossible_studies(first: int, how_many: int) -> list[tuple[int, Study, str]]:
    found = []
    seed = first
    while len(found) < how_many:
        printer, _ = small_study(seed)
        result = altered(printer, random.Random(seed))
        if result is not None:
            found.append((seed, *result))
        seed += 1
    return found


def accused(study: Study) -> set[str]:
    findings = [finding for finding in audit(study).findings if finding.severity == "contradiction"]
    return {ref for finding in findings for ref in (*finding.odd, *finding.disputed)}


def check_caught(first: int, how_many: int) -> None:
    for seed, study, ref in impossible_studies(first, how_many):
        assert ref in accused(study), f"seed {seed}: {ref} was altered and is not among those named"


def check_verdicts(first: int, how_many: int) -> None:
    """Possible or impossible exactly where brute force says so, whatever was changed."""
    for seed in range(first, first + how_many):
        chance = random.Random(seed)
        printer, sizes = small_study(seed)
        printer.figures = [one for one in printer.figures if one["kind"] != "p_value"]
        for figure in printer.figures:
            if chance.random() < 0.25 and figure["kind"] == "survival":
                figure["percent"] = chance.choice(["0", "33.3", "50", "60.0", "66.7", "75", "83", "100"])
        study = printer.study()
        possible = some_patients_fit(study, "OS", sizes, names_of(printer))
        contradicted = any(
            finding.check in ("survival", "printed twice") and finding.severity == "contradiction"
            for finding in audit(study).findings
        )
        assert contradicted != possible, f"seed {seed}"


@pytest.mark.slow
def test_verdict_is_that_of_brute_force() -> None:
    check_verdicts(0, 40)


def test_every_impossible_figure_is_caught_and_named() -> None:
    check_caught(10_000, 15)


@pytest.mark.long
def test_verdict_is_that_of_brute_force_in_full() -> None:
    check_verdicts(1000, 400)


@pytest.mark.long
def test_every_impossible_figure_is_caught_and_named_in_full() -> None:
    check_caught(20_000, 120)
