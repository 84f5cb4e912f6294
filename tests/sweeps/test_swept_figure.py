"""Authority: by hand, where each setting must stand in the figure of a sweep and in its table on the screen."""

from itertools import product

import pytest
from matplotlib.pyplot import close
from matplotlib.text import Text

from haicsim.analysis.experiments.summary import Line
from haicsim.analysis.figures import sweep as sweep_figure
from haicsim.show.sweep import interval, show_lines


def line(scenario: str, outcome: str, mean: float, half: float, **settings: object) -> Line:
    paths = tuple((path.replace("__", "."), value) for path, value in settings.items())
    return Line(scenario, paths, outcome, mean, mean - half, mean + half, 10, 0)


CROSSED = [
    line("kurume", outcome, 0.1 + 0.01 * beds + 0.001 * every, 0.005, capacity__ward=beds, capacity__meeting__every=every)
    for outcome, beds, every in product(("conversion_rate", "os60"), (1, 2, 4), (7.0, 14.0))
]  # fmt: skip


def points(panel) -> list[tuple[list[float], list[float]]]:
    """What each series of a panel shows: its places and its heights."""
    return [tuple(list(ends) for ends in bars[0].get_data()) for bars in panel.containers]  # type: ignore[misc]


def test_each_series_stands_at_its_values_in_percent():
    figure = sweep_figure.draw(CROSSED, {"capacity.meeting.every": "d"}, "by hand")
    panels = figure.axes
    assert [panel.get_title(loc="left") for panel in panels] == [
        "Converted, of all who started", "Alive 5 y from infusion, all"
    ]  # fmt: skip
    assert [label.get_text() for label in panels[0].get_xticklabels()] == ["1", "2", "4"]
    assert [bars.get_label() for bars in panels[0].containers] == [
        "Time between sessions, meeting: 7 days", "Time between sessions, meeting: 14 days"
    ]  # fmt: skip
    for (places, heights), every in zip(points(panels[0]), (7, 14), strict=True):
        assert places == pytest.approx([1, 2, 4], rel=0.02)
        assert heights == pytest.approx([10 + beds + 0.1 * every for beds in (1, 2, 4)])
    close(figure)


def test_scenarios_stand_side_by_side_where_nothing_else_differs():
    lines = [
        line(name, "rmst60", 14.0 + place, 0.2) for place, name in enumerate(("kurume", "bold", "cautious"))
    ]
    figure = sweep_figure.draw(lines, {}, "by hand")
    (panel,) = figure.axes
    assert [label.get_text() for label in panel.get_xticklabels()] == ["kurume", "bold", "cautious"]
    assert points(panel) == [([0.0, 1.0, 2.0], [14.0, 15.0, 16.0])]
    close(figure)


@pytest.mark.parametrize(
    "lines", [CROSSED, CROSSED[:6], CROSSED[::6]], ids=["two panels", "one panel", "one series"]
)
def test_no_text_is_cut_or_lies_on_other_text(lines: list[Line]):
    figure = sweep_figure.draw(lines, {"capacity.meeting.every": "d"}, "by hand")
    figure.canvas.draw()
    width, height = figure.canvas.get_width_height()
    renderer = figure.canvas.get_renderer()
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = [text.get_window_extent(renderer) for text in shown]
    for text, box in zip(shown, boxes, strict=True):
        assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= 0, f"'{text.get_text()}' is cut"
    for k, box in enumerate(boxes):
        lies_on = [shown[j].get_text() for j in range(k) if box.overlaps(boxes[j])]
        assert not lies_on, (shown[k].get_text(), lies_on)
    close(figure)


@pytest.mark.parametrize(
    ("mean", "half", "outcome", "shown"),
    [
        (0.12692, 0.00484, "conversion_rate", "12.7\n12.2\N{EN DASH}13.2"),
        (0.12692, 0.0013, "conversion_rate", "12.69\n12.56\N{EN DASH}12.82"),
        (15.139, 0.187, "rmst60", "15.14\n14.95\N{EN DASH}15.33"),
        (161.2, 12.0, "days_to_hepatectomy", "161\n149\N{EN DASH}173"),
        (0.5, float("nan"), "os60", "50"),
        (float("nan"), float("nan"), "os60", "-"),
    ],
)
def test_a_mean_is_shown_to_the_digits_its_interval_leaves(mean, half, outcome, shown):
    assert interval(line("kurume", outcome, mean, half)) == shown


def test_a_file_gets_every_column_whole(capsys):
    show_lines("Which?", CROSSED)
    told = capsys.readouterr().out
    assert "…" not in told
    assert "11.7" in told
    assert "11.2\N{EN DASH}12.2" in told
    assert "scenario" not in told, "there is one alone"


MANY = [
    line("kurume", "conversion_rate", 0.1 + 0.01 * beds, 0.005, capacity__ward=beds, policy__refusal=share)
    for beds, share in product(range(1, 9), (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7))
]


def test_more_settings_than_can_be_told_apart_get_a_panel_each():
    figure = sweep_figure.draw(MANY, {}, "by hand")
    titles = [panel.get_title(loc="left").replace("\n", " ") for panel in figure.axes]
    assert titles == [f"Chance that a patient refuses an offered operation: 0.{k}" for k in range(1, 8)]
    assert all(len(panel.lines) >= 7 for panel in figure.axes), "the others stand in grey"
    close(figure)


def test_sampled_settings_get_a_panel_for_each_number_that_was_drawn():
    sampled = [
        line("kurume", outcome, 0.1 + 0.01 * k, 0.005, policy__refusal=0.01 * k, policy__boldness=1.0 + k)
        for k, outcome in product(range(20), ("conversion_rate", "os60"))
    ]
    figure = sweep_figure.draw(sampled, {}, "by hand")
    assert len(figure.axes) == 4
    assert [len(panel.lines[0].get_xdata()) for panel in figure.axes] == [20] * 4
    close(figure)


def test_bars_of_waits_and_shares_never_reach_below_nothing():
    lines = [line("kurume", outcome, mean, 5.0, policy__refusal=share) for outcome, mean in (("days_to_conversion", 2.0),)
             for share in (0.1, 0.2)]  # fmt: skip
    figure = sweep_figure.draw(lines, {}, "by hand")
    (panel,) = figure.axes
    down = panel.containers[0][1][0]  # the caps of the lower ends
    assert min(down.get_ydata()) == 0.0
    assert panel.get_ylim()[0] >= 0.0
    close(figure)
