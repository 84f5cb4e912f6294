"""Authority: data sets small enough to work out by hand, and lifelines for one of them."""

from fractions import Fraction

import numpy as np
import pytest
from known import landmarks, study_of
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import restricted_mean_survival_time

from haicsim.analysis.figures.reconstructed import draw
from haicsim.analysis.reconstruction.bands import at_risk, band_of, columns_of, curve_of, rows_of
from haicsim.analysis.reconstruction.drawing import Drawn
from haicsim.analysis.reconstruction.material import Material
from haicsim.sim.units import DAYS_PER_MONTH

STUDY = study_of(
    {"all": {"label": "all", "n": 4}}
    | {name: {"label": name, "n": 2, "part_of": "all"} for name in ("A", "B")},
    landmarks("all", {12: "75"}),
)
MATERIAL = Material("OS", (), (), Fraction(40), (), (), ())
MONTHS = np.array([[10.0, 20.0, 15.0, 40.0], [10.0, 20.0, 30.0, 40.0], [5.0, 20.0, 30.0, 40.0]])
EVENT = np.array([[True, False, True, False]] * 3)
DRAWN = Drawn(
    MATERIAL,
    (("A", 2), ("B", 2)),
    np.array([0, 0, 1, 1]),
    MONTHS * DAYS_PER_MONTH,
    EVENT,
    different=3,
    listed=True,
)


def test_a_band_holds_values_that_are_there() -> None:
    band = band_of(np.arange(1.0, 1001.0))
    assert (band.low, band.middle, band.high, band.known) == (25.0, 500.0, 975.0, 1.0)


def test_a_band_is_of_those_that_have_the_value_and_says_how_many_they_are() -> None:
    band = band_of(np.array([np.nan, 3.0, np.inf, 3.0]))
    assert (band.low, band.middle, band.high, band.known) == (3.0, 3.0, np.inf, 0.75)
    nobody = band_of(np.array([np.nan]))
    assert (nobody.low, nobody.middle, nobody.high, nobody.known) == (None, None, None, 0.0)


def test_rows_are_the_whole_and_its_parts() -> None:
    assert {name: columns.tolist() for name, columns in columns_of(DRAWN, STUDY).items()} == {
        "all": [0, 1, 2, 3], "A": [0, 1], "B": [2, 3],
    }  # fmt: skip


def test_restricted_mean_and_median_by_hand() -> None:
    rows = {row.group: row for row in rows_of(DRAWN, STUDY, 20.0)}
    # A: alive wholly until the event, by half until 20 months: 10 + 10 / 2, 10 + 10 / 2, 5 + 15 / 2
    assert rows["A"].restricted_mean.low == pytest.approx(12.5)
    assert rows["A"].restricted_mean.middle == pytest.approx(15.0)
    assert rows["A"].restricted_mean.high == pytest.approx(15.0)
    assert (rows["A"].median.low, rows["A"].median.high) == (pytest.approx(5.0), pytest.approx(10.0))
    assert rows["B"].n == 2


def test_the_first_data_set_by_lifelines() -> None:
    one = Drawn(
        MATERIAL, DRAWN.groups, DRAWN.group, DRAWN.days[:1], DRAWN.event[:1], different=1, listed=True
    )
    rows = {row.group: row for row in rows_of(one, STUDY, 18.0)}
    whole = KaplanMeierFitter().fit(durations=MONTHS[0], event_observed=EVENT[0])
    assert rows["all"].restricted_mean.middle == pytest.approx(restricted_mean_survival_time(whole, t=18.0))
    p = logrank_test(
        durations_A=MONTHS[0, :2], durations_B=MONTHS[0, 2:],
        event_observed_A=EVENT[0, :2], event_observed_B=EVENT[0, 2:],
    ).p_value  # fmt: skip
    for group in ("all", "A", "B"):
        band = rows[group].log_rank_p
        assert band is not None
        assert band.middle == pytest.approx(p)
    curve = curve_of(one, np.arange(4), np.array([0.0, 12.0, 16.0]))
    assert curve.middle.tolist() == pytest.approx([1.0, 0.75, 0.5])


def test_numbers_at_risk_by_hand() -> None:
    low, middle, high = at_risk(DRAWN, np.arange(4), np.array([0.0, 10.0, 20.0, 30.5]))
    assert low.tolist() == [4, 3, 2, 1]
    assert middle.tolist() == [4, 4, 3, 1]
    assert high.tolist() == [4, 4, 3, 1]


def test_a_curve_is_not_drawn_on_beyond_what_half_the_data_sets_reach() -> None:
    curve = curve_of(DRAWN, np.array([0, 1]), np.array([19.0, 21.0]))
    assert curve.middle[0] == 0.5
    assert np.isnan(curve.middle[1])


def test_the_figure_has_a_panel_for_the_whole_and_for_each_group() -> None:
    figure = draw([DRAWN], STUDY, 36.0, "three data sets")
    titles = [panel.get_title(loc="left") for panel in figure.axes]
    assert titles == ["all (n = 4)", "A (n = 2)", "B (n = 2)"]
    assert figure.axes[0].get_xlim() == (0.0, 36.0)
    below = [text.get_text() for text in figure.axes[0].texts]
    assert below == ["4", "3-4", "3", "2-3", "1-2", "1-2", "1"], "every six months"
