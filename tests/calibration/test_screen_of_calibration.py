"""The tables of a calibration on a screen of 80 columns: every word and number whole."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from haicsim.analysis.calibration.alarm import Alarm
from haicsim.analysis.calibration.coverage import Coverage
from haicsim.analysis.calibration.learned import Narrowed, Predicted, Together
from haicsim.analysis.calibration.uncertain import HEADLINE, Uncertain
from haicsim.show import calibration as screens
from haicsim.show.calibration import (
    say_beforehand,
    show_calibration,
    show_coverage,
    show_narrowed,
    show_uncertain,
)

WIDEST = Narrowed(
    "the same with hepatic vein thrombus and more", ("a.b",), "exponent", 0.00191, (0.0001, 0.01), 0.000364, 0.000845,
    0.00171, 1.0, "lower",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def test_what_the_series_leave_of_a_number(capsys):
    show_narrowed([WIDEST])
    screen = capsys.readouterr().out
    assert max(map(len, screen.splitlines())) <= 80
    assert "…" not in screen
    for words in (
        "0.00191",
        "0.000845 (0.000364-0.00171)",
        "100%",
        "nothing",
        "verdict",
        "lower end of its range",
    ):
        assert words in " ".join(screen.split())


def test_outcomes_with_their_two_intervals(capsys):
    show_uncertain([Uncertain(name, 0.2222, (0.1111, 0.2222, 0.3333), (0.2111, 0.2333)) for name in HEADLINE])
    screen = capsys.readouterr().out
    assert max(map(len, screen.splitlines())) <= 80
    assert screen.count("22.2% (11.1-33.3)") == screen.count("21.1-23.3") == len(HEADLINE)


def test_what_speaks_against_a_posterior_is_said_before_its_intervals(capsys):
    rows = [Uncertain(HEADLINE[0], 0.2, (0.1, 0.2, 0.3), (0.1, 0.3))]
    show_uncertain(rows, "The series differ.", "as it is", "other numbers")
    words = " ".join(capsys.readouterr().out.split())
    assert "Over draws of the posterior The series differ. as it is" in words
    assert "with other numbers." in words


INSIDE = Predicted("lai_2020", "median survival", "os.months", "month", 10.0, 8.0, 11.0, 14.0, 0.4)
OUTSIDE = replace(INSIDE, printed=20.0, position=1.0)


def calibrated(**changed: Any) -> Any:
    given = {
        "posterior": SimpleNamespace(alarm="", plan="small", values=np.zeros((1000, 1))),
        "narrowed": (WIDEST,), "problem": SimpleNamespace(series=(1, 2)), "together": (), "predicted": (INSIDE,),
        "between": ((0.01, 0.02, 0.03), (0.1, 0.2, 0.3)), "emulated": {"lai_2020": 0.1, "gao_2019": 0.2},
        "sampled": SimpleNamespace(independent=500), "fit": {"lai_2020": -10.0, "gao_2019": -20.5}, "failed": 0,
    }  # fmt: skip
    return SimpleNamespace(**{**given, **changed})


def test_a_calibration_on_the_screen_says_what_is_amiss_only_where_something_is(capsys):
    show_calibration(calibrated())
    words = " ".join(capsys.readouterr().out.split())
    for each in (
        "small: 1,000 draws of 1 numbers, from 2 series.",
        "lai_2020: 1 of 1 where 95% of studies lie",
        "in all 1 of 1 (100%)",
        "differ by 2 points of percent (1 to 3) in shares and 20% (10 to 30) in times",
        "off by 0.20 standard deviations of a study at most (gao_2019)",
        "a plan the higher predicts better): -30.5.",
    ):
        assert each in words
    for absent in ("Told apart badly", "outside:", "contradicted"):
        assert absent not in words
    show_calibration(
        calibrated(
            posterior=SimpleNamespace(alarm="The series differ.", plan="small", values=np.zeros((1000, 1))),
            together=(Together("kill", "growth", 0.91),),
            predicted=(OUTSIDE, replace(OUTSIDE, unit="")),
            failed=3,
        )
    )
    words = " ".join(capsys.readouterr().out.split())
    for each in (
        "The series differ. small:",
        "Told apart badly: kill and growth (correlation 0.91).",
        "outside: median survival: 20 printed, 11 (8 to 14) simulated, month",
        "outside: median survival: 20 printed, 11 (8 to 14) simulated in all",
        "in all 0 of 2 (0%)",
        "3 evaluations contradicted the rules of a scenario and took no part.",
    ):
        assert each in words


def test_what_a_calibration_will_take_is_said_beforehand_on_the_error_stream(capsys, monkeypatch):
    monkeypatch.setattr(screens, "cells_at", lambda model, settings: ["cell"])
    ran: list[str] = []

    class Prior(list):
        now = 0.0

        def settings(self, _: float) -> dict[str, float]:
            return {}

    size = SimpleNamespace(first=1000, second=800, check=200)
    plan = SimpleNamespace(size=size, series=[SimpleNamespace(patients=800), SimpleNamespace(patients=400)])
    problem: Any = SimpleNamespace(
        file=SimpleNamespace(plan=plan), model=SimpleNamespace(run=ran.append), prior=Prior([1, 2, 3]),
        series=[SimpleNamespace(rows=[1, 2])],
    )  # fmt: skip
    how: Any = SimpleNamespace(workers=2, cluster=None)
    say_beforehand(problem, how, first_only=False)
    said = capsys.readouterr()
    assert said.out == ""
    assert "3 numbers, 2 printed numbers of 2 series. 2,000 evaluations of 1,200 starters: about" in said.err
    assert ran == ["cell", "cell"]
    say_beforehand(problem, SimpleNamespace(workers=None, cluster="slurm"), first_only=True)  # type: ignore[arg-type]
    said = capsys.readouterr()
    assert "1,000 evaluations" in said.err
    assert "here; less on the cluster, what is kept not counted." in said.err


def test_whether_a_calibration_would_find_the_truth_by_number_and_in_all(capsys):
    ranks = np.array([[0.02, 0.1], [0.3, 0.4], [0.5, 0.6], [0.99, 0.9]])
    known = np.arange(100.0)[:, None]
    alarm = Alarm(("lai_2020",), known, np.array([249.0]), np.array([[50.0], [-1.0]]))
    show_coverage(Coverage("small", "0", ("kill", "growth"), ranks, np.full((4, 2), 0.5), alarm))
    words = " ".join(capsys.readouterr().out.split())
    assert "4 evaluations taken for the truth in turn" in words
    assert "kill 50%" in words
    assert "growth 100%" in words
    assert "On average 75% of truths lie in their 90% intervals." in words
    assert "1 of 2 planted cases rang" in words
    assert "the data of 100% of 100 known diseases." in words
