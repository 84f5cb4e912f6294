"""Authority: what a reader must see, and hand counts: figures and measures of nothing, of little, and of too much."""

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from journals_by_hand import HORIZON_DAYS, of_every_kind, world
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.pyplot import subplots
from matplotlib.text import Annotation, Text

from haicsim.analysis.figures import (
    break_even,
    conversion,
    flow,
    gallery,
    in_results,
    morris_plane,
    parts_of_change,
    policies,
    predicted,
    survival_by,
    survival_curves,
    sweep,
    swimmer,
    two_way_map,
    words,
)
from haicsim.analysis.figures.twin import draw_twin
from haicsim.analysis.measures import hospital, places
from haicsim.analysis.measures.places import REQUEST
from haicsim.analysis.measures.quarters import QUARTER, most_at_once, quarterly_demand
from haicsim.analysis.results.events import CountedRun
from haicsim.analysis.sensitivity.factors import Factor
from haicsim.analysis.sensitivity.indices import Index
from haicsim.analysis.survival.observation import Times
from haicsim.analysis.whatif.decomposition import Lives, decompose
from haicsim.analysis.whatif.question import Line
from haicsim.analysis.whatif.ranges import Ranged
from haicsim.analysis.whatif.thresholds import GAIN
from haicsim.analysis.whatif.twin import Branch, Twin
from haicsim.sim import codes
from haicsim.sim.journal import as_rows
from haicsim.sim.replay import ReplayMismatchError
from haicsim.sim.scenario.load import load_scenario

NOTHING: Any = None


@pytest.fixture
def panel() -> Any:
    return subplots()[1]


def drawn(panel: Any) -> int:
    """How many lines, texts and areas stand on axes."""
    return len(panel.lines) + len(panel.texts) + len(panel.collections) + len(panel.patches)


def texts(figure: Any) -> str:
    return "\n".join(text.get_text() for text in figure.findobj(Text))


def test_what_is_not_there_leaves_no_mark(panel: Any) -> None:
    mechanism: Any = SimpleNamespace(words="by hand")
    conversion._line(panel, Line(mechanism, 1.0, (0.0, 1.0), (), ()), 0, 1, NOTHING, 1.0)
    flow._rates(panel, {"started": 0})
    predicted._printed(panel, [], [], ("black", "o"))
    swimmer._mark(panel, 3.0, 0.0, codes.DISCHARGED, 0.0)
    assert drawn(panel) == 0
    swimmer._mark(panel, 3.0, 0.0, codes.REFUSED, 0.0)
    flow._rates(panel, {"started": 10, "responded": 5, "resectable": 2, "operated": 1})
    assert panel.lines[0].get_xydata().tolist() == [[3.0, -0.42]]
    assert any(text.get_text().startswith("20.0% (") for text in panel.texts)


def test_without_printed_figures_the_legend_has_the_curves_and_then_what_marks_mean(panel: Any) -> None:
    survival_curves._printed(panel, [], [], 0, "A")
    assert drawn(panel) == 0
    labels, mark = [f"simulated, {group}: n" for group in "BCA"], Line2D([], [], label="disputed")
    found = survival_curves._in_columns([2, 3, 1], labels, [mark])
    assert found == ([1, 2, 3, mark], [*sorted(labels), "disputed"])


def test_a_study_without_an_endpoint_that_is_counted_has_no_curves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []
    monkeypatch.setattr(in_results, "counted_endpoints", lambda _: ())
    monkeypatch.setattr(in_results, "draw_comparison", lambda comparison, name, there: compared.append(name))
    result: Any = SimpleNamespace(scenario=SimpleNamespace(name="by hand"))
    for comparison in (None, SimpleNamespace(agreement=SimpleNamespace(rows=()))):
        in_results.of_run(result, NOTHING, comparison)(tmp_path, [])  # type: ignore[arg-type]
    assert (compared, list(tmp_path.iterdir())) == (["by hand"], [])


@pytest.mark.parametrize("fork", [math.inf, 31.0])
def test_where_two_lives_part_is_said_only_where_they_do(fork: float) -> None:
    journal, records = world(of_every_kind()[0])
    branch = Branch(records[0], journal, NOTHING, 40.0)
    figure = draw_twin(Twin(0, 0, branch, branch, fork, False), "by hand", HORIZON_DAYS)
    said = [text.get_text() for text in figure.axes[0].texts]
    assert ("the lives part" in said) is math.isfinite(fork)


def test_without_a_journal_only_what_needs_none_is_drawn_and_without_haic_no_course_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, records = world(*of_every_kind())
    for name in ("occupancy", "hospital"):
        with pytest.raises(ValueError, match="no journal was kept"):
            gallery.Gallery(CountedRun(load_scenario("kurume"), records, None)).draw(name)
    monkeypatch.setattr(gallery.Gallery, "draw", lambda self, name: name)
    monkeypatch.setattr(gallery, "save_figure", lambda figure, there, name: (there / name).touch())
    mark: Any = SimpleNamespace(digest="x", model_version="y")
    run = CountedRun(load_scenario("untreated"), records, journal)
    found = gallery.save(run, mark, tmp_path / "pictures", lambda name: None)
    assert found.not_drawn == {"flow": "no HAIC was given", "swimmer": "no HAIC was given"}
    assert found.drawn == ("reasons", "occupancy", "waterfall", "spider")


def test_points_of_a_flat_map_too_many_to_number_are_drawn_without_values_and_lines() -> None:
    across, up = (Factor(path, 0.0, 1.0, 0.5, "ratio") for path in ("policy.boldness", "policy.refusal"))
    slope = np.add.outer(np.arange(10.0), np.arange(10.0)) / 100.0
    for values, numbered, lines in ((slope[:9, :9], 81, True), (slope, 0, True), (0 * slope, 0, False)):
        panel = two_way_map.draw(across, up, values, "conversion_rate", "share of 1", "by hand").axes[0]
        assert len(panel.findobj(Annotation)) == numbered
        assert (len(panel.collections) > 1) is lines  # of one height, beside the shades


def test_of_many_parameters_twelve_are_named_and_no_interval_is_drawn_where_none_is_known() -> None:
    indices = [
        Index(f"tumour.p{k}", measure, 0.10 - 0.002 * k, math.nan, math.nan, 0.01, k == 13)
        for k in range(14)
        for measure in ("mu_star", "sigma")
    ]
    figure = morris_plane.draw(indices, "os60", "share of 1", "by hand")
    assert sorted(int(text.get_text()) for text in figure.findobj(Annotation)) == list(range(1, 13))
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    found = sorted(float(line.get_xdata()[0]) for line in marks)
    assert found == pytest.approx([7.4 + 0.2 * k for k in range(14)])
    assert [line.get_marker() for line in figure.axes[0].lines].count("None") == 1  # the noise floor alone
    assert "14 parameters; 1 hollow ones" in texts(figure)


def test_every_value_of_a_sweep_is_a_tick_up_to_eight(panel: Any) -> None:
    places = {value: float(value) for value in (1, 2, 3, 5, 8, 13, 21, 34)}
    sweep._ticks(panel, places, True)
    assert panel.get_xscale() == "linear"
    assert panel.get_xticks().tolist() == list(places.values())
    other = subplots()[1]
    other.set_xlim(0, 100)
    sweep._ticks(other, places | {55: 55.0}, True)
    assert 55.0 not in other.get_xticks()


def test_axes_are_labelled_with_words_and_units() -> None:
    assert words.parameter_label("nowhere.at_all", "d") == "nowhere.at_all (days)"
    outcomes: list[Any] = [SimpleNamespace(outcome=name) for name in (GAIN, "os60", "days_to_conversion")]
    labels = [break_even._label(each) for each in outcomes]
    assert labels == ["months gained by surgery, of 60", "difference, points of percent", "difference, days"]


def test_room_for_a_legend_is_made_only_where_its_height_can_be_known() -> None:
    times = Times(np.array([100.0, 200.0]), np.ones(2, bool))
    known = survival_by.draw({"A": times}, "itt", subplots()[1])
    figure = Figure()
    FigureCanvasBase(figure)
    unknown = survival_by.draw({"A": times}, "itt", figure.add_subplot())
    assert unknown.get_legend() is not None
    assert known.get_ylim()[1] > unknown.get_ylim()[1] >= 1.0


def test_ranges_are_thin_lines_from_the_least_to_the_most(panel: Any) -> None:
    ends = (("low", (-0.1, -0.2, 0.0)), ("high", (0.3, 0.2, 0.4)))
    each = SimpleNamespace(outcome=SimpleNamespace(unit="share of 1"))
    policies._row(panel, SimpleNamespace(outputs=[each], ranges=Ranged((0.1, 0.05, 0.15), ends)), 2.0)
    assert np.round([line.get_xdata() for line in panel.lines[:2]], 9).tolist() == [
        [-10.0, 30.0],
        [5.0, 15.0],
    ]
    lived = Lives(np.arange(40.0), np.arange(40.0), np.zeros(40, bool))
    plain = decompose(lived, lived)
    said = dict.fromkeys(("change", *plain.intervals), (-1.0, 2.0))
    for found, thin in ((plain, 0), (replace(plain, ranges=said, over="both ends"), 5)):
        figure = parts_of_change.draw_parts(found, "first", "second")
        assert [list(line.get_xdata()) for line in figure.axes[0].lines].count([-1.0, 2.0]) == thin
        assert ("Thin lines: the least and the most over both ends." in texts(figure)) is (thin > 0)


def asked_on(*days: float, patient: int = 0) -> Any:
    return np.array([(patient, 0, day, day, True, False, day + 5.0) for day in days], REQUEST)


def test_of_a_calendar_the_most_asked_for_between_two_sessions_need_not_wait() -> None:
    every_four_weeks = load_scenario("one-theatre", ["run.patients=6"])
    free: Any = SimpleNamespace(scenario=every_four_weeks, records=np.zeros(6))
    days = asked_on(0.0, 13.0, 27.9, 28.0, 55.9, 84.0)  # three, two, none and one
    assert most_at_once(free, days, every_four_weeks, codes.MEETING) == 3


def test_a_replication_over_before_the_first_quarter_is_left_out_and_a_meeting_has_no_places_in_use() -> None:
    two = load_scenario("kurume", ["run.patients=2", "run.replications=2"])
    records = np.zeros(4, [("entry_day", float)])
    records["entry_day"] = [0.0, 5.5 * QUARTER, 0.0, 0.5 * QUARTER]
    free: Any = SimpleNamespace(scenario=two, records=records)
    days = asked_on(QUARTER, QUARTER + 2.0, 2 * QUARTER + 1.0)
    asked = np.concatenate([days, asked_on(1.0, 2.0, 3.0, patient=3)])
    found = quarterly_demand(free, asked, codes.MEETING, QUARTER)
    assert [(band.what, band.quarters) for band in found] == [("starters", 4), ("requests", 4)]
    assert found[1].high == pytest.approx(1.85)  # 95% of the way along 0, 0, 1, 2


def test_a_hospital_watched_for_no_time_is_not_measured() -> None:
    run = SimpleNamespace(window=hospital.Window(30.0, np.array([30.0, 10.0]), "named"))
    assert set(hospital._use(run, codes.SUITE).values()) == {None}  # type: ignore[arg-type]
    states = [hospital._state(*ends) for ends in ((None, None), (1.0, 1.2), (0.5, 0.9), (0.9, 1.1))]
    assert states == ["not measured", "overloaded", "stable", "at its limit"]


@pytest.mark.parametrize(
    ("then", "found"),
    [([(codes.ASK, codes.CT, 0.0)], [codes.CT]), ([(codes.NOTE, codes.PROGRESSED, 0.0)], []), ([], [])],
)
def test_what_was_asked_for_last_is_what_comes_after_the_journal(
    monkeypatch: pytest.MonkeyPatch, then: list[Any], found: list[int]
) -> None:
    def story(*_: Any) -> Iterator[tuple[int, int, float]]:
        yield from [(codes.ASK, codes.SUITE, 0.0), (codes.FREE, codes.SUITE, 0.0), *then]

    me = SimpleNamespace(arrival=0.0, now=0.0)
    monkeypatch.setattr(places, "Replay", lambda *_: SimpleNamespace(p=[me], theta=None, stream=None))
    monkeypatch.setattr(places, "story", story)
    result, record = SimpleNamespace(scenario=None), {"replication": 0, "entry_day": 0.0}

    def asked(event: int) -> list[int]:
        rows = as_rows([(0, 4.0, event, 4.0)])
        return list(places._asked_last(result, rows, record, 0))  # type: ignore[arg-type]

    assert asked(codes.GRANTED + codes.SUITE) == found
    with pytest.raises(ReplayMismatchError, match=f"says {codes.PROGRESSED}, this program would write 0"):
        asked(codes.PROGRESSED)
