"""Figures as a referee reads them: legends beside the data, lines told apart in grey, printed figures by their worth."""

from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.pyplot import close, subplots
from worlds_by_hand import lives

from haicsim.analysis.audit.calibration_targets import read_targets
from haicsim.analysis.figures import predicted, survival_by, survival_curves, two_way_map
from haicsim.analysis.figures.style import GROUP_LOOK
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.studies import load_study
from haicsim.analysis.survival.observation import Times, observed_in_full
from haicsim.analysis.validation import compare
from haicsim.analysis.validation.predictive_check import agreement
from haicsim.analysis.validation.replicates import Replicates
from haicsim.sim.units import DAYS_PER_YEAR

PAPER = load_study("kurume")
LONG = Times(np.linspace(30.0, 4000.0, 40), np.arange(40) % 3 > 0)
SHORT = Times(np.linspace(5.0, 900.0, 30), np.ones(30, bool))


def overlaps(figure: Any) -> list[str]:
    """Labels of lines that pass through a legend of the figure or of its axes, by their points on the canvas."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    legends = [*figure.legends, *(panel.get_legend() for panel in figure.axes if panel.get_legend())]
    assert legends
    found = []
    for legend in legends:
        box = legend.get_window_extent(renderer)
        for panel in figure.axes:
            for line in panel.lines:
                at = line.get_transform().transform(np.column_stack([line.get_xdata(), line.get_ydata()]))
                dense = np.concatenate([np.linspace(a, b, 20) for a, b in pairwise(at)] or [at])
                if any(box.contains(x, y) for x, y in dense if np.isfinite([x, y]).all()):
                    found.append(line.get_label())
    return found


@pytest.mark.parametrize("own", [True, False], ids=["new axes", "somebody's axes"])
def test_the_legend_of_curves_covers_no_curve(own: bool) -> None:
    axes = None if own else subplots(figsize=(6.0, 3.0))[1]
    panel = survival_by.draw({"all": LONG, "A": LONG, "B": SHORT, "C": LONG}, "itt", axes)
    assert overlaps(panel.figure) == []
    close(panel.figure)


def test_every_two_curves_differ_in_their_dashes() -> None:
    for looks in ([look[:2] for look in GROUP_LOOK.values()], survival_by.LOOKS):
        assert all(one[1] != other[1] for one, other in combinations(looks, 2))


def test_numbers_at_risk_stand_below_the_curves_at_their_ticks() -> None:
    panel = survival_by.draw({"B": SHORT}, "itt")
    below = {text.get_text() for text in panel.texts}
    assert {"At risk", "B", "30", "0"} <= below
    close(panel.figure)


def resected() -> Any:
    records = lives(group=[*"AAABBCC"])
    records["resected"] = True
    records["first_haic_day"], records["hepatectomy_day"] = 10.0, 160.0
    records["death_day"] = 160.0 + np.linspace(0.2, 11.0, 7) * DAYS_PER_YEAR
    return records


@pytest.mark.parametrize("width", [None, 85.0, 180.0])
def test_survival_beside_the_paper_has_its_legend_below_both_panels(width: float | None) -> None:
    records, horizon = resected(), 12 * DAYS_PER_YEAR
    rows = compare(records, PAPER, horizon)
    worth = {ref.partition(".")[0]: mark.status for ref, mark in read_targets("kurume").marks.items()}
    figure = survival_curves.draw(records, PAPER, rows, horizon, "by hand", worth, width)
    assert overlaps(figure) == []
    assert any("disputed" in text.get_text() for text in figure.legends[0].get_texts())
    close(figure)


@pytest.fixture(scope="module")
def studies() -> Replicates:
    """Ten studies; in those of odd number nobody is followed beyond two years, and everybody lives to its end."""
    groups = ["A"] * 6 + ["B"] * 4 + ["C"] * 8
    all_of_them = []
    for study in range(10):
        odd = study % 2
        lived = [(2.0 + 0.01 * k if odd else 0.3 * (k + 1)) * DAYS_PER_YEAR for k in range(18)]
        all_of_them.append(
            lives(group=groups, resected=[True] * 18, first_haic_day=[0.0] * 18, hepatectomy_day=[10.0] * 18,
                  death_day=lived)
        )  # fmt: skip
    return Replicates(PAPER, observed_in_full(np.stack(all_of_them), 12 * DAYS_PER_YEAR))


@pytest.mark.parametrize("group", ["all", "A", "B", "C"])
@pytest.mark.parametrize("endpoint", ["OS", "DFS"])
def test_no_median_and_no_end_of_a_band_ever_rises(studies: Replicates, endpoint: str, group: str) -> None:
    found = predicted.predicted_band(studies, endpoint, group)
    for line in (found.low, found.middle, found.high):
        known = line[~np.isnan(line)]
        assert len(known) > 12
        assert (np.diff(known) <= 0.0).all()


def marks_of(panel: Any) -> list[tuple[float, float, str, str]]:
    """Printed figures: years, share, shape and fill."""
    return [
        (float(x), float(y), str(line.get_marker()), str(line.get_markerfacecolor()))
        for line in panel.lines
        if line.get_marker() not in ("None", "", None, "_")
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


def test_printed_figures_are_drawn_by_what_the_audit_says_of_them(studies: Replicates) -> None:
    rows = agreement(PAPER, read_targets("kurume").marks, studies, studies).rows
    drawn = predicted.figures(studies, rows, "by hand")
    everybody, by_group, free = (drawn[f"figure-{k}"] for k in (1, 2, 3))
    at_three = [mark for mark in marks_of(everybody.axes[0]) if mark[0] == 3.0]
    assert {shape for _, _, shape, _ in at_three} == {"D", "x"}  # OS of all at 3 years cannot be true
    assert [fill for x, _, _, fill in marks_of(by_group.axes[1]) if x == 3.0] == ["#9A9A9A"]  # of B: disputed
    assert [fill for x, _, _, fill in marks_of(by_group.axes[1]) if x == 1.0] == ["white"]
    assert [(x, y) for x, y, _, _ in marks_of(free.axes[1])] == [
        (1.0, 0.0)
    ]  # B: 4 of 4 recurred within a year
    for figure in drawn.values():
        close(figure)


def test_a_two_way_map_shows_every_point_with_its_value_in_percent() -> None:
    across = Factor("policy.boldness", 0.5, 2.0, 1.0, "ratio")
    up = Factor("policy.refusal", 0.0, 0.3, 0.1, "probability")
    values = np.array([[0.10, 0.11, 0.12], [0.20, 0.21, 0.22], [0.30, 0.31, 0.32]])
    figure = two_way_map.draw(across, up, values, "conversion_rate", "share of 1", "by hand")
    panel = figure.axes[0]
    said = {text.xy: text.get_text() for text in panel.texts if hasattr(text, "xy")}
    assert said[0.5, 0.0] == "10"
    assert said[2.0, 0.3] == "32"
    assert len(said) == 9
    assert panel.get_xlabel().startswith("Factor on the margins the team accepts")
    close(figure)
