"""Progress on the screen: in 80 columns description and percentage are whole, and SimPy moves the bar patient by patient."""

import io
import re

import pytest
from rich.console import Console

import haicsim
from haicsim.analysis.experiments.scheduler import CellProgress
from haicsim.show import progress as shown

LONG = "Wrong model 'nobody free of disease', at the low end of tumour.kill_median: 250,000 patients"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a terminal of 80 columns is sent, with the control characters."""
    sent = io.StringIO()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(
        "rich.console.Console",
        lambda **_: Console(file=sent, width=80, force_terminal=True, color_system=None),
    )
    return sent


def plain(sent: io.StringIO) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", sent.getvalue())


@pytest.mark.parametrize("what", ["Reading", "Compiling the model, once: about a minute", LONG])
def test_description_bar_and_percentage_fit_into_80_columns(what: str, terminal: io.StringIO) -> None:
    with shown.progress_bar() as bar:
        task = bar.add_task("Reading", total=1.0)
        bar.update(task, description=what, completed=0.37)
        bar.refresh()
    lines = plain(terminal).splitlines()
    assert max(map(len, lines)) <= 80
    text = "".join(lines)
    assert " 37%" in text
    assert "\N{BOX DRAWINGS HEAVY HORIZONTAL}" in text
    for word in what.split():
        assert word in text


def test_cells_done_and_time_left_fit_into_80_columns(terminal: io.StringIO) -> None:
    with shown.watched("Sweep " + "x" * 30, 12_000, None) as report:
        report(CellProgress(4_321, 12_000, 0, 40.0))
    text = plain(terminal)
    assert max(map(len, text.splitlines())) <= 80
    assert "4321/12000" in text
    assert "40 s left" in text


def test_simpy_tells_of_every_patient() -> None:
    told: list[tuple[str, float]] = []
    haicsim.run("one-theatre", patients=40, engine="process", overrides=["arrivals.warm_up=0"],
                progress=lambda *each: told.append(each))  # fmt: skip
    assert [share for _, share in told] == [done / 40 for done in range(41)]
