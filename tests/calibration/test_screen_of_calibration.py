"""The tables of a calibration on a screen of 80 columns: every word and number whole."""

import pytest

from haicsim.analysis.calibration.learned import Narrowed
from haicsim.analysis.calibration.uncertain import HEADLINE, Uncertain
from haicsim.show.calibration import show_narrowed, show_uncertain

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
